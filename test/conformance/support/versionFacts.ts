// How the versions of Codex differ from each other, and therefore from this server, which follows the newest: all in
// one table.
import type { CodexVersion } from '../../../scripts/codexVersion';

/** Requests on homes with one problem; errorCases.ts defines them. */
export type ErrorCase =
  | 'badId'
  | 'unknownId'
  | 'archivedAlready'
  | 'activeAlready'
  | 'outsideSessions'
  | 'otherName'
  | 'otherIdInName'
  | 'rolloutOfAnother'
  | 'folderInTheWay'
  | 'folderInAChildsWay'
  | 'rolloutMissing'
  | 'childsRolloutMissing'
  | 'emptyRollout'
  | 'movedByHand'
  | 'movedByHandUnarchive';

/**
 * An error as the client sees it, with `<id>` for the thread's id and `<path>` for its rollout; or that the version
 * does what it was asked.
 */
export type Outcome = 'done' | { code: number; message: string };

export interface VersionFacts {
  /** How many migrations its state DB has. */
  migrations: number;
  /** The `history_mode` of a new thread; null if there is no such column yet. */
  historyMode: 'legacy' | 'paginated' | null;
  /** Whether `thread/archive` takes the spawned descendants along. */
  archiveCascades: boolean;
  /** Whether `thread/unarchive` does. Ours always does; a client of an older Codex asks for each thread. */
  unarchiveCascades: boolean;
  /** Whether there is `thread/delete`. */
  deletes: boolean;
  /** Whether it marks its loaded threads in `thread-writer-locks/`, and refuses those that others have marked. */
  writerLocks: boolean;
  /** Whether a cursor has the last row's id as well as its time, so that threads with equal times are not split. */
  cursorNamesThread: boolean;
  /** Fields of `Thread` that it does not send. */
  unknownFields: readonly string[];
  /**
   * What an archive ends with while another program has the state DB locked (the error's message, empty for none: in
   * the end Codex gives up), and whether the file has moved, though the row cannot have.
   */
  lockedStateDb: { says: RegExp; fileMoves: boolean };
  /** What it answers when it shall archive a thread that it has resumed once; empty: it does. */
  archiveOfResumed: RegExp;
  /** What it answers where that differs from ours. */
  differentOutcomes: Partial<Record<ErrorCase, Outcome>>;
}

const notOfThisName: Outcome = { code: -32600, message: 'rollout path `<path>` does not match thread id <id>' };
/** Ours names the file, and does not repeat the cause. */
const emptyRollout: Outcome = {
  code: -32603,
  message:
    'failed to archive session: thread-store internal error: failed to read session metadata <path>: ' +
    'thread-store internal error: failed to read session metadata <path>: rollout at <path> is empty',
};

const done = /^$/;
const locked: VersionFacts['lockedStateDb'] = {
  says: /^failed to archive session: thread-store internal error: .*database is locked$/,
  fileMoves: false,
};

export const versionFacts: Record<CodexVersion, VersionFacts> = {
  '0.125.0': {
    migrations: 28,
    historyMode: null,
    archiveCascades: true,
    unarchiveCascades: false,
    deletes: false,
    writerLocks: false,
    cursorNamesThread: false,
    unknownFields: [
      'sessionId',
      'parentThreadId',
      'section',
      'sectionEnteredAt',
      'projectId',
      'historyMode',
      'model',
      'reasoningEffort',
      'recencyAt',
      'originator',
      'threadSource',
    ],
    // After 25 seconds, in which it tries five times.
    lockedStateDb: { says: /^$/, fileMoves: true },
    archiveOfResumed: done,
    differentOutcomes: {
      badId: {
        code: -32600,
        message: 'invalid thread id: invalid length: expected length 32 for simple format, found 3',
      },
      // The UUID in the file's name decides whose rollout it is, not the file's contents.
      otherName: notOfThisName,
      otherIdInName: notOfThisName,
      rolloutOfAnother: notOfThisName,
      emptyRollout: 'done',
      folderInTheWay: {
        code: -32603,
        message:
          'failed to archive thread: thread-store internal error: failed to archive thread: Is a directory (os error 21)',
      },
      // A legacy thread is found by its name even if its row is wrong. Ours goes by the row, which "Find and Repair
      // Broken Threads" fixes.
      movedByHandUnarchive: 'done',
    },
  },
  '0.148.0': {
    migrations: 48,
    historyMode: 'legacy',
    archiveCascades: true,
    unarchiveCascades: false,
    deletes: true,
    writerLocks: true,
    cursorNamesThread: false,
    unknownFields: ['projectId', 'model', 'reasoningEffort', 'originator'],
    lockedStateDb: locked,
    // Resuming rewrites the row's path to `\\?\C:\…`, which it then takes for another file (openai/codex 39239).
    archiveOfResumed: process.platform === 'win32' ? /File not found/ : done,
    differentOutcomes: { emptyRollout, movedByHandUnarchive: 'done' },
  },
  '0.158.0': {
    migrations: 57,
    historyMode: 'paginated',
    archiveCascades: true,
    unarchiveCascades: false,
    deletes: true,
    writerLocks: true,
    cursorNamesThread: false,
    unknownFields: [],
    lockedStateDb: locked,
    archiveOfResumed: done,
    differentOutcomes: { emptyRollout },
  },
  '0.169.0': {
    migrations: 62,
    historyMode: 'paginated',
    archiveCascades: true,
    unarchiveCascades: true,
    deletes: true,
    writerLocks: true,
    cursorNamesThread: true,
    unknownFields: [],
    lockedStateDb: locked,
    archiveOfResumed: done,
    differentOutcomes: { emptyRollout },
  },
  '0.171.0': {
    migrations: 64,
    historyMode: 'paginated',
    archiveCascades: true,
    unarchiveCascades: true,
    deletes: true,
    writerLocks: true,
    cursorNamesThread: true,
    unknownFields: [],
    lockedStateDb: locked,
    archiveOfResumed: done,
    differentOutcomes: { emptyRollout },
  },
};
