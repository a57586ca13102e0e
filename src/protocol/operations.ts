// Operations that change threads: what each is asked, tells on its way and answers, and the journal's list of them.

export interface TreeOperationParams {
  /** The roots, in any number and order; one below another counts once. */
  threadIds: string[];
}

export interface TreeArchiveParams extends TreeOperationParams {
  /**
   * Archive the others of a branch in which a thread is in use by Codex; default: nothing of that branch, as Codex
   * does.
   */
  leaveLoaded?: boolean;
  /** Archive what is below these threads, and leave all of them, also one below another; default: them too. */
  keepRoots?: boolean;
}

export interface TreePlanParams extends TreeOperationParams {
  operation: OperationKind;
  /** As in `TreeArchiveParams`. */
  keepRoots?: boolean;
}

/** What an operation would take, without doing it. */
export interface TreePlan {
  /** The threads that would change place, each once, roots included. */
  threads: number;
  /** How many of the roots given have descendants that would change place. */
  rootsWithChildren: number;
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
  /** Brought back by an undo to where it was, row and files. */
  | 'restored'
  | 'skipped'
  | 'failed'
  | 'inUse'
  | 'rolloutMissing';

/**
 * What happened to one thread. `reason` is a sentence for the user, set with `skipped`, `failed`, `inUse` and
 * `rolloutMissing`.
 */
export interface OperationReport {
  threadId: string;
  status: OperationStatus;
  reason?: string;
}

/** Sent while an operation runs, with the threads whose status has changed since the last one: each thread's newest. */
export interface StatusNotification {
  /** Names the operation, as in `OperationResult`. */
  operation: string;
  reports: OperationReport[];
}

export interface OperationResult {
  /** Names the operation, in this home for good: what `threadTree/undo` takes. */
  operation: string;
  /** Every thread of the operation once, branch by branch, each in the order handled. */
  reports: OperationReport[];
}

/** An operation of the journal, the last 20 of a home, as `threadTree/operations` lists them, newest first. */
export interface OperationSummary {
  operation: string;
  kind: JournalledKind;
  /** Unix seconds. */
  startedAt: number;
  /** How many threads it changed, those undone since not counted: what `threadTree/undo` would try to bring back. */
  threads: number;
  /** How many threads it was to change and has not, because it was interrupted: what `threadTree/finish` would do. */
  left: number;
  /** The name of the first thread that it was about, as in `TreeRow`. */
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
 * Operations that ended half way, with their process: every thread of them is at its old or its new place by now, and
 * the user is to say whether to finish or to undo them. Sent when they are found, after `initialize` or later.
 */
export interface UnfinishedNotification {
  operations: OperationSummary[];
}
