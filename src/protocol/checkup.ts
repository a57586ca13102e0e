// What "Find and Repair Broken Threads" finds, as data: the shell words it (shell/checkup/issueWords.ts). Every string
// is one line of plain text; a path is relative to the Codex home if the file is in it.
import type { LockHolder, ThreadRef } from './references';

/** Where a rollout is: in `sessions` or in `archived_sessions`. */
export type Location = 'active' | 'archived';

/** Why a file is not one of the thread's rollouts. */
export type FileFault =
  | { code: 'missing' | 'notAbsolute' | 'badName' | 'noSessionMeta' | 'notARegularFile' }
  /** On Windows, a drive of Windows as WSL names it: a Codex there, which uses the same home, wrote it. */
  | { code: 'fromWsl' }
  /** Not in a session folder of this Codex home. */
  | { code: 'outside' }
  | { code: 'otherOwner'; owner: ThreadRef }
  /** `error` is the operating system's code, e.g. `EACCES`. */
  | { code: 'unreadable'; error: string };

export interface FoundFile {
  path: string;
  location: Location;
}

export interface FaultyFile {
  path: string;
  fault: FileFault;
}

/** The first few of a list, and how many more there are. */
export interface Listed<T> {
  first: T[];
  more: number;
}

/** What the thread's row says, and what is at its path. */
export interface RowFacts {
  /** Empty when the row names no rollout. */
  path: string;
  archived: boolean;
  /** Null when the path leads to a rollout of the thread. */
  fault: FileFault | null;
  /** The name of the rollout at the path, when only its other form (compressed or plain) is there. */
  onlyAs: string | null;
}

/** Common to all issues. */
interface IssueHead extends ThreadRef {
  /** The thread with the issue. For a spawn edge, the sub-agent as the edge names it, which may be any text. */
  threadId: string;
  /** Whether `threadTree/repair` can repair it. */
  repairable: boolean;
  /** The Codex that has the thread loaded. Set only when nothing else prevents a repair. */
  loadedBy: LockHolder | null;
}

/** An issue of one thread's row and rollouts. */
export type ThreadIssue = IssueHead &
  (
    | {
        /** The row does not lead to a rollout of the thread, which has one elsewhere. */
        kind: 'rowBehindFile';
        row: RowFacts;
        /** Null when it is unclear which rollout the row means: then there are `candidates`. */
        main: FoundFile | null;
        candidates: Listed<string>;
      }
    /** The row's `archived` flag says the opposite of where its rollout is. */
    | { kind: 'flagAgainstLocation'; main: FoundFile }
    /** Some of the thread's rollouts, `others`, are not in the location of its main one. */
    | { kind: 'splitRollouts'; main: FoundFile; others: Listed<string> }
    /** Files of the same name are in both locations. `same` is null if they were not compared. */
    | { kind: 'inBothLocations'; pairs: Listed<{ active: string; archived: string; same: boolean | null }> }
    | {
        kind: 'rolloutMissing';
        row: RowFacts;
        /** The file at the row's path is damaged, linked or out of reach, but may still be the thread's rollout. */
        mayBeTheRollout: boolean;
        /** Other files with the thread's id in their names. */
        others: Listed<FaultyFile>;
      }
    /** The thread's `rollouts` or, if it has none, `others` with its id in their names. */
    | { kind: 'rowMissing'; rollouts: Listed<string>; others: Listed<FaultyFile> }
  );

/** An issue of the spawn edges, which are Codex's own and never repaired. */
export type EdgeIssue = IssueHead &
  (
    | {
        /** One end of an edge leads nowhere: `threadId` itself, or else `parent`. */
        kind: 'danglingEdge';
        end: 'subAgent' | 'parent';
        parent: ThreadRef;
        /** `unknownThread`: it has neither a row nor a rollout. */
        fault: 'notAThreadId' | 'unknownThread';
      }
    /** From parent to sub-agent, beginning with `threadId`. */
    | { kind: 'cyclicEdges'; threads: Listed<ThreadRef> }
  );

/** A writer lock file that no process holds. */
export type LockIssue = IssueHead & { kind: 'staleLock' };

/** Something that does not fit together, as `threadTree/check` lists it. */
export type CheckupIssue = ThreadIssue | EdgeIssue | LockIssue;
export type IssueKind = CheckupIssue['kind'];

export interface CheckupResult {
  /** How many threads and rollouts were checked. */
  threads: number;
  rollouts: number;
  /** By kind, in the order of the types above; at most 5,000 of a kind. */
  issues: CheckupIssue[];
  /** How many more issues of a kind there are; kinds that are listed completely are absent. */
  leftOut: Partial<Record<IssueKind, number>>;
}

/** Params of `threadTree/repair`: the threads of repairable issues. */
export interface RepairParams {
  threadIds: string[];
}
