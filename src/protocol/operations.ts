// Operations that change threads: the params and the answer of each, what it reports while it runs, and the journal's
// list of them.
import type { Failure, WaitsFor } from './failures';

/** Part of the params of every operation. */
export interface TokenParams {
  /** The client's own name for the operation, at most 64 characters; `StatusNotification` carries it. */
  token?: string | null;
}

export interface TreeOperationParams {
  /** The roots, in any number and order. One that is a descendant of another counts once. */
  threadIds: string[];
  /** The id of the plan that the user confirmed (`TreePlan.plan`): threads that are not in it stay where they are. */
  plan?: string | null;
}

export interface TreeArchiveParams extends TreeOperationParams {
  /**
   * When a thread of a subtree is loaded by a running Codex: true archives the other threads of that subtree; false,
   * the default, archives none of them, as Codex does.
   */
  leaveLoaded?: boolean;
  /** Archives the descendants of these threads and keeps all of the threads given. Default: archives them too. */
  keepRoots?: boolean;
}

export interface TreePlanParams {
  operation: OperationKind;
  /** As in `TreeOperationParams`. */
  threadIds: string[];
  /** As in `TreeArchiveParams`. */
  keepRoots?: boolean;
}

/** What an operation would do. */
export interface TreePlan {
  /** The id of this plan, for `TreeOperationParams.plan`: the operation then moves no other threads. */
  plan: string;
  /** How many threads would move, roots included. */
  threads: number;
  /** How many of the roots have descendants that would move. */
  rootsWithSubAgents: number;
}

export type OperationKind = 'archive' | 'unarchive';

/** Every kind of operation that changes threads, and so is journalled. */
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
  /** Why: set with `skipped`, `failed`, `loaded` and `rolloutMissing`, and with no other status. */
  failure?: Failure;
  /** What the operation waits for before it goes on with this thread. */
  waitsFor?: WaitsFor;
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
  /** Every thread of the operation once, subtree by subtree, each in the order handled. */
  reports: OperationReport[];
  /** The names of threads whose reports carry a failure, by thread id; at most the first 50. */
  names: Record<string, string>;
}

/** An operation of the journal. `threadTree/operations` lists the last 20 of a home, newest first. */
export interface OperationSummary {
  operation: string;
  kind: JournalledKind;
  /** Unix seconds. */
  startedAt: number;
  /** How many threads `threadTree/undo` would try to restore: those that it changed, without those undone since. */
  threads: number;
  /** How many threads `threadTree/finish` would go on with; 0 unless the operation was interrupted. */
  left: number;
  /** The name of the first thread that the user chose, as in `TreeRow`. */
  name: string;
}

export interface OperationListResponse {
  operations: OperationSummary[];
}

/** Params of `threadTree/undo` and `threadTree/finish`; both answer an OperationResult. */
export interface OperationParams {
  operation: string;
}

/**
 * Operations that were interrupted because their process ended. Recovery has brought every thread of them to its old or
 * its new location; the user decides whether to finish or to undo them. Sent when they are found, after `initialize` or
 * later.
 */
export interface UnfinishedNotification {
  operations: OperationSummary[];
}
