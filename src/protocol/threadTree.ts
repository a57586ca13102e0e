// Our own methods beside Codex's: what the window needs to draw the tree and to run an operation on many threads.
import type { Thread } from './codex';

export const ThreadTreeMethod = {
  list: 'threadTree/list',
  path: 'threadTree/path',
  details: 'threadTree/details',
  plan: 'threadTree/plan',
  archive: 'threadTree/archive',
  unarchive: 'threadTree/unarchive',
  changed: 'threadTree/changed',
  status: 'threadTree/status',
} as const;

/**
 * `threads`: the active threads, `archived`: the archived ones, each as a forest over the spawn edges; `all`: every thread,
 * flat, for programs.
 */
export type TreeView = 'threads' | 'archived' | 'all';

/** Stands for a parent id in `threadTree/list`: the group of sub-agents whose parent is not known. */
export const ORPHANS = 'orphans';

export interface TreeListParams {
  view: TreeView;
  /** Whose children: a thread id, `ORPHANS`, or null for the top level. */
  parentId?: string | null;
  /** How many rows to leave out, default 0. */
  offset?: number;
  /** How many rows at most, 1 to 1000, default 500. */
  limit?: number;
}

export interface TreeListResponse {
  /** Changes whenever the answer could: equal revisions, equal answers. */
  revision: number;
  rows: TreeRow[];
  /** How many rows there are below this parent, the ones left out included. */
  total: number;
  /** At the top level: how many sub-agents have no known parent. 0 elsewhere. */
  orphans: number;
  /** Why there is nothing to show, or null. */
  problem: HomeProblem | null;
}

/** Something is missing or broken in the Codex home as a whole. `message` is for the user and names the file. */
export interface HomeProblem {
  code: 'noHome' | 'noStateDb' | 'unreadable';
  message: string;
}

export type ThreadKind = 'main' | 'subAgent' | 'exec' | 'other';

/** One thread as a row shows it. Strings are safe to show as plain text: no control or bidi characters, cut to 200 characters. */
export interface TreeRow {
  threadId: string;
  /** The spawning thread from the spawn edges, else from the `source` JSON; null when there is none. */
  parentId: string | null;
  name: string;
  kind: ThreadKind;
  archived: boolean;
  /** Unix seconds; null when the row has none. */
  archivedAt: number | null;
  /** Unix seconds of the last activity. */
  recencyAt: number;
  branch: string | null;
  /** Rows directly below in the same view. */
  children: number;
  /** Descendants that an archive (in `archived`: an unarchive) of this branch would take, the thread itself not counted. */
  below: number;
  /** The row stands at the top level because its parent is in the other view. */
  detached: boolean;
}

export interface TreePathParams {
  view: 'threads' | 'archived';
  threadId: string;
}

/** The rows from the top level down to the thread, that one included; empty when it is not in the view. */
export interface TreePathResponse {
  rows: TreeRow[];
  /** The first row stands in the group of sub-agents without a known parent. */
  inOrphans: boolean;
}

/** What a tooltip shows beyond the row. */
export interface ThreadDetails {
  thread: Thread;
  /** The full name, up to 2,000 characters, safe as plain text. */
  name: string;
  tokensUsed: number | null;
  /**
   * The newest rollout as it is on disk (`.jsonl` or `.jsonl.zst`), canonical and inside the home's session folders; null when
   * there is none. Unlike `thread.path` it may be opened.
   */
  rollout: { path: string; bytes: number } | null;
}

export interface TreeOperationParams {
  /** The roots, in any number and order; one below another counts once. */
  threadIds: string[];
}

export interface TreePlanParams extends TreeOperationParams {
  operation: OperationKind;
}

/** What an operation would take, without doing it. */
export interface TreePlan {
  /** The threads that would change place, each once, roots included. */
  threads: number;
  /** How many of the roots given have descendants that would change place. */
  rootsWithChildren: number;
}

export type OperationKind = 'archive' | 'unarchive';

export type OperationStatus =
  | 'queued' | 'archiving' | 'unarchiving'
  | 'archived' | 'unarchived' | 'alreadyArchived' | 'alreadyActive'
  | 'skipped' | 'failed' | 'inUse' | 'rolloutMissing';

/** What happened to one thread. `reason` is a sentence for the user, set with `skipped`, `failed`, `inUse` and `rolloutMissing`. */
export interface ThreadReport {
  threadId: string;
  status: OperationStatus;
  reason?: string;
}

/** Sent for each thread whenever its status changes while an operation runs. */
export interface StatusNotification extends ThreadReport {
  /** Names the operation, unique in a server's life. */
  operation: string;
}

export interface OperationResult {
  operation: string;
  /** Every thread of the operation once, in the order handled. */
  reports: ThreadReport[];
}

export interface ChangedNotification {
  revision: number;
}
