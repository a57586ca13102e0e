// Our own methods beside Codex's: what the window needs to draw the tree and to run an operation on many threads.
import type { Thread } from './codex';

export const ThreadTreeMethod = {
  list: 'threadTree/list',
  path: 'threadTree/path',
  members: 'threadTree/members',
  search: 'threadTree/search',
  oldThreads: 'threadTree/oldThreads',
  details: 'threadTree/details',
  plan: 'threadTree/plan',
  archive: 'threadTree/archive',
  unarchive: 'threadTree/unarchive',
  operations: 'threadTree/operations',
  undo: 'threadTree/undo',
  finish: 'threadTree/finish',
  check: 'threadTree/check',
  repair: 'threadTree/repair',
  unfinished: 'threadTree/unfinished',
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

/** Stands for a parent id in `threadTree/list`, followed by a group's key. */
export const GROUP_PREFIX = 'group:';

/** Which threads of a view are shown, how they are grouped and in which order. Left out: everything, ungrouped, newest first. */
export interface ViewOptions {
  group: 'none' | 'date' | 'workspace';
  /** `recency`: last activity (of archived threads: time of archival). Within a level; groups have an order of their own. */
  sort: 'recency' | 'created' | 'name' | 'size';
  /** Only main threads that worked in one of these folders or in a worktree of their repositories, links resolved; null: all. */
  folders: string[] | null;
  /** Show sub-agents without a known parent. */
  orphans: boolean;
  /** Show `codex exec` runs. */
  exec: boolean;
  /** Show threads of the top level, and orphans, in which nothing was said yet and that have no children. */
  empty: boolean;
  /** Narrow the tree to the threads that `threadTree/search` would find, and their ancestors; empty: not. */
  filter: string;
}

export interface TreeListParams {
  view: TreeView;
  /** Whose children: a thread id, `ORPHANS`, `GROUP_PREFIX` and a group's key, or null for the top level. */
  parentId?: string | null;
  /** How many rows to leave out, default 0. */
  offset?: number;
  /** How many rows at most, 1 to 1000, default 500. */
  limit?: number;
  /** Not for the view `all`. */
  options?: ViewOptions;
}

export interface TreeListResponse {
  /** Changes whenever the answer could: equal revisions, equal answers to equal questions on one day. */
  revision: number;
  rows: TreeRow[];
  /** How many rows there are below this parent, the ones left out included; 0 where there are groups instead. */
  total: number;
  /** At the top level of grouped threads, instead of rows: the groups that have any, in order. Empty elsewhere. */
  groups: TreeGroup[];
  /** At the top level: how many sub-agents have no known parent, and are to be shown. 0 elsewhere. */
  orphans: number;
  /** At the top level: how many threads of the view the options hide, whatever is below a hidden one included. 0 elsewhere. */
  hidden: number;
  /** Why there is nothing to show, or null. */
  problem: HomeProblem | null;
}

/**
 * A group of top-level rows. By date, in the time zone of the server: `today`, `yesterday`, `week` (up to 7 days before today), `month`
 * (up to 30), then calendar months as `2026-09`; the day of the last activity, in the archived view of the archival, or of the creation
 * when that is the order. By workspace: the repository (its main worktree) or folder in which the threads worked.
 */
export interface TreeGroup {
  key: string;
  /** By workspace: the folder, safe as plain text; null for threads without one. By date: null, the key says it. */
  folder: string | null;
  /** Rows directly in the group. */
  rows: number;
  /** Threads in it, with all below. */
  threads: number;
}

/** Params of `threadTree/members`: the same as of `threadTree/list`, for all rows of a level. */
export type TreeMembersParams = Pick<TreeListParams, 'view' | 'parentId' | 'options'>;

export interface TreeMembersResponse {
  threadIds: string[];
}

export interface TreeSearchParams {
  /** Words that must all be found, in any order and case, anywhere in a thread's texts or at the beginning of its id. */
  query: string;
  /** How many hits at most, 1 to 500, default 100. */
  limit?: number;
}

export interface TreeSearchResponse {
  /** Active and archived threads, best first. */
  hits: SearchHit[];
  /** How many were found in all. */
  total: number;
}

export interface SearchHit extends TreeRow {
  /** Names of the ancestors, the nearest last; at most 5. */
  above: string[];
  cwd: string;
  /** The field in which the best match is, beyond the name: its text around the match, safe as plain text; null when the name has it. */
  match: { field: 'preview' | 'nickname' | 'role' | 'agentPath' | 'cwd' | 'branch' | 'id'; text: string } | null;
}

export interface OldThreadsParams {
  /** Last activity in the whole branch is at least so many days ago. */
  days: number;
  /** As in `ViewOptions`. */
  folders: string[] | null;
  /** Only branches in which Codex has closed every spawn edge. */
  finishedOnly: boolean;
  withChildrenOnly: boolean;
  /** Leave out branches whose root is pinned in Codex. */
  excludePinned: boolean;
}

/** The active branches that a clean-up would archive, oldest first. What is in use is left out of `branches`, and counted. */
export interface OldThreadsResponse {
  branches: OldBranch[];
  /** Branches that would match but have a thread in use by Codex. */
  inUse: number;
}

export interface OldBranch {
  row: TreeRow;
  /** Threads that an archive of the branch would take, the root included. */
  threads: number;
  /** Bytes of their rollouts on disk. */
  bytes: number;
  /** Unix seconds of the last activity in the whole branch. */
  newestAt: number;
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
  /** A running Codex has it loaded, as far as the system's table of locks tells. */
  inUse: boolean;
  /** How many of the descendants in this view are in use. */
  inUseBelow: number;
  /** It matches the filter itself, rather than standing above one that does; true without a filter. */
  matches: boolean;
}

export interface TreePathParams {
  view: 'threads' | 'archived';
  threadId: string;
  options?: ViewOptions;
}

/** The rows from the top level down to the thread, that one included; empty when it is not in the view. */
export interface TreePathResponse {
  rows: TreeRow[];
  /** The first row stands in the group of sub-agents without a known parent. */
  inOrphans: boolean;
  /** The key of the group in which the first row stands, or null. */
  group: string | null;
}

/** What a tooltip shows beyond the row. */
export interface ThreadDetails {
  thread: Thread;
  /** The full name, up to 2,000 characters, safe as plain text. */
  name: string;
  tokensUsed: number | null;
  /** Of the thread and all its descendants in both views, together. */
  tokensOfBranch: number | null;
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

export interface TreeArchiveParams extends TreeOperationParams {
  /** Archive the others of a branch in which a thread is in use by Codex; default: nothing of that branch, as Codex does. */
  leaveInUse?: boolean;
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
  | 'queued' | 'archiving' | 'unarchiving' | 'repairing' | 'restoring'
  | 'archived' | 'unarchived' | 'alreadyArchived' | 'alreadyActive'
  | 'repaired'
  /** Brought back by an undo to where it was, row and files. */
  | 'restored'
  | 'skipped' | 'failed' | 'inUse' | 'rolloutMissing';

/** What happened to one thread. `reason` is a sentence for the user, set with `skipped`, `failed`, `inUse` and `rolloutMissing`. */
export interface ThreadReport {
  threadId: string;
  status: OperationStatus;
  reason?: string;
}

/** Sent while an operation runs, with the threads whose status has changed since the last one: each thread's newest. */
export interface StatusNotification {
  /** Names the operation, as in `OperationResult`. */
  operation: string;
  reports: ThreadReport[];
}

export interface OperationResult {
  /** Names the operation, in this home for good: what `threadTree/undo` takes. */
  operation: string;
  /** Every thread of the operation once, branch by branch, each in the order handled. */
  reports: ThreadReport[];
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
 * Operations that ended half way, with their process: every thread of them is at its old or its new place by now, and the user is
 * to say whether to finish or to undo them. Sent when they are found, after `initialize` or later.
 */
export interface UnfinishedNotification {
  operations: OperationSummary[];
}

export type FindingKind =
  /** The row names a file that is not there, and the thread's rollout lies in the other folder (or elsewhere in the same one). */
  | 'rowBehindFile'
  /** The row's `archived` flag says one thing, the folder of its rollout the other. */
  | 'flagAgainstPlace'
  /** Some of the thread's rollouts lie in `sessions`, others in `archived_sessions`. */
  | 'splitRollouts'
  /** Files of one name lie in both folders. */
  | 'inBothPlaces'
  | 'rolloutMissing'
  | 'rowMissing'
  /** A spawn edge names a thread with neither row nor rollout, or no thread id at all. */
  | 'danglingEdge'
  | 'cyclicEdges'
  /** A writer lock file that no process holds. */
  | 'staleLock';

/** Something wrong with one thread's records, as `threadTree/check` lists them. Strings are safe as plain text. */
export interface RecordFinding {
  kind: FindingKind;
  /** Whose records; for an edge, the child as the edge names it. */
  threadId: string;
  name: string;
  /** A sentence: what is wrong, with the file or the row. */
  problem: string;
  /** A sentence: what `threadTree/repair` would do, or why nothing is done. */
  remedy: string;
  /** Whether `threadTree/repair` takes it. */
  repairable: boolean;
}

export interface RecordCheck {
  /** How many threads and rollouts were looked at. */
  threads: number;
  rollouts: number;
  /** By kind, in the order of FindingKind; at most 5,000 of a kind. */
  findings: RecordFinding[];
  /** How many more findings of a kind there are; kinds of which all are listed are absent. */
  leftOut: Partial<Record<FindingKind, number>>;
}

/** Params of `threadTree/repair`, which answers an OperationResult: the threads of repairable findings. */
export interface RepairParams {
  threadIds: string[];
}

export interface ChangedNotification {
  revision: number;
}
