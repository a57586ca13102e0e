// Operations that change threads: their params and results, what they report while they run, and the list of them in
// the journal.
import type { Failure, WaitsFor } from './failures';
import type { LockHolder, ThreadRef } from './references';
import type { ViewOptions } from './tree';

/** Part of the params of every operation. */
export interface TokenParams {
  /** The client's own name for the operation, at most 64 characters; `StatusNotification` carries it. */
  token?: string | null;
}

export interface TreeOperationParams {
  /** Any number of roots, in any order. One that is a descendant of another counts once. */
  threadIds: string[];
  /**
   * The id of the plan that the user confirmed (`TreePlan.plan`): threads outside it stay where they are. The server
   * remembers the last 8; with an older one the request fails with `planGone`, and nothing moves.
   */
  plan?: string | null;
}

export interface TreeArchiveParams extends TreeOperationParams {
  /**
   * What to do if a running Codex has a thread of a subtree loaded: true archives the other threads of that subtree;
   * false, the default, archives none of them, as Codex does.
   */
  leaveLoaded?: boolean;
  /**
   * True: a subtree of which a reachable Codex server has threads loaded, and nobody else has, is archived by that
   * server, which interrupts turns. Only those that ran or waited when `plan` was made; without a plan, any. What
   * cannot be archived so is treated as `leaveLoaded` says. Default: false.
   */
  throughCodex?: boolean;
  /** Archives only the descendants of these threads, and keeps the threads themselves. Default: false. */
  keepRoots?: boolean;
}

export interface TreePlanParams {
  operation: OperationKind;
  /** As in `TreeOperationParams`. */
  threadIds: string[];
  /** As in `TreeArchiveParams`. */
  keepRoots?: boolean;
  /** Those of the view in which the user sees the threads; null, the default: the user sees no view. */
  options?: ViewOptions | null;
}

/** What an operation would do. */
export interface TreePlan {
  /** The id of this plan, for `TreeOperationParams.plan`: the operation then moves no other thread. */
  plan: string;
  /** How many threads would move, roots included. */
  threads: number;
  /** How many of the roots have descendants that would move. */
  rootsWithSubAgents: number;
  /** How many of the threads the view's options hide; 0 without options. */
  hidden: number;
  /** How many threads are attached to those that would move, and stay where they are. */
  attached: number;
  /**
   * Threads of these subtrees that a running Codex has loaded, without the kept roots: at most 5. Each keeps its whole
   * subtree from being archived, unless the others are to be archived (`leaveLoaded`).
   */
  loaded: LoadedThread[];
  /** How many there are. */
  loadedThreads: number;
  /** What the server that has all of these loaded would do if it were asked (`throughCodex`); null: it cannot be. */
  codex: CodexArchive | null;
  /** How many threads would move if the loaded ones stayed. */
  others: number;
}

/** The loaded threads that Codex would interrupt. */
export interface CodexArchive {
  running: number;
  /** For approval, or for an answer. */
  waiting: number;
}

/** A thread that a running Codex has loaded, and the program that has. */
export interface LoadedThread {
  thread: ThreadRef;
  holder: LockHolder;
}

export type OperationKind = 'archive' | 'unarchive';

/** Every kind of operation that changes threads and is therefore journalled. */
export type JournalledKind = OperationKind | 'repair' | 'undo';

export type OperationStatus =
  | 'queued'
  | 'archiving'
  | 'unarchiving'
  | 'repairing'
  | 'restoring'
  | 'archived'
  | 'unarchived'
  | 'alreadyArchived'
  | 'alreadyActive'
  | 'repaired'
  /** An undo put its row and its files back. */
  | 'restored'
  | 'skipped'
  | 'failed'
  | 'loaded'
  | 'rolloutMissing';

/** What happened to one thread. */
export interface OperationReport {
  threadId: string;
  status: OperationStatus;
  /** Why: set if and only if the status is `skipped`, `failed`, `loaded` or `rolloutMissing`. */
  failure?: Failure;
  /** What the operation is waiting for before it continues with this thread. */
  waitsFor?: WaitsFor;
  /** It was spawned after the last look: the Codex that was asked to archive the others has archived it as well. */
  spawnedLast?: true;
}

/** Sent while an operation runs: the newest report of each thread whose status changed since the last notification. */
export interface StatusNotification {
  /** The operation's id, as in `OperationResult`. */
  operation: string;
  /** The token of the request, as in `TokenParams`; null when it had none. */
  token: string | null;
  reports: OperationReport[];
}

export interface OperationResult {
  /** The operation's id, unique in this home: what `threadTree/undo` takes. */
  operation: string;
  /** Each thread of the operation once, subtree by subtree, in the order handled. */
  reports: OperationReport[];
  /**
   * The names of the first thread that was changed, of the first that was spawned last, and of those whose reports
   * carry a failure, by id; at most 50.
   */
  names: Record<string, string>;
}

/** An operation of the journal. `threadTree/operations` lists the last 20 of a home, newest first. */
export interface OperationSummary {
  operation: string;
  kind: JournalledKind;
  /** Unix seconds. */
  startedAt: number;
  /** How many threads `threadTree/undo` would try to restore: those changed and not undone since. */
  threads: number;
  /** How many threads `threadTree/finish` would still change; 0 unless the operation was interrupted. */
  left: number;
  /** The name of the first thread that the user chose, as in `TreeRow`. */
  name: string;
}

export interface OperationListResponse {
  operations: OperationSummary[];
}

/** Params of `threadTree/undo` and `threadTree/finish`. */
export interface OperationParams {
  operation: string;
}

/**
 * Operations that were interrupted because their process ended. Recovery has brought each of their threads to its old
 * or its new location; the user decides whether to finish or to undo them. Sent when they are found, after `initialize`
 * or later.
 */
export interface UnfinishedNotification {
  operations: OperationSummary[];
}
