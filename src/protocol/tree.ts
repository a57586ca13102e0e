// The rows of the two trees, which the window reads level by level.
import type { Failure } from './failures';
import type { Thread } from './thread';

/**
 * `threads`: the active threads, `archived`: the archived ones, each as a forest over the spawn edges; `all`: every
 * thread, flat, for programs.
 */
export type TreeView = 'threads' | 'archived' | 'all';

/** A `parentId` that is no thread: the group of sub-agents whose parent is not known. */
export const ORPHANS = 'orphans';

/** A `parentId` that is no thread: this prefix and a group's key. */
export const GROUP_PREFIX = 'group:';

/** Which threads a view shows, how it groups and orders them. The default shows everything, ungrouped, newest first. */
export interface ViewOptions {
  group: 'none' | 'date' | 'workspace';
  /** The order within a level; groups have their own. `recency`: last activity, or archival for archived threads. */
  sort: 'recency' | 'created' | 'name' | 'size';
  /**
   * Absolute paths. Shows only main threads that worked in one of these folders or in a worktree of their repositories,
   * links resolved. Null shows all.
   */
  folders: string[] | null;
  /** Shows sub-agents without a known parent. */
  orphans: boolean;
  /** Shows `codex exec` runs. */
  exec: boolean;
  /** Shows top-level threads and orphans in which nothing was said yet and that have no sub-agents. */
  empty: boolean;
  /** Shows only the threads that `threadTree/search` finds for this query, and their ancestors. Empty shows all. */
  filter: string;
}

export interface TreeListParams {
  view: TreeView;
  /** The level: below this thread, `ORPHANS`, or `GROUP_PREFIX` and a group's key; null, the default, is the top. */
  parentId?: string | null;
  /** How many rows to skip, default 0. */
  offset?: number;
  /** How many rows at most, 1 to 1000, default 500. */
  limit?: number;
  /** Not for the view `all`. */
  options?: ViewOptions;
}

/** A page of one level. */
export interface TreeLevel {
  rows: TreeRow[];
  /** How many rows the level has in all; 0 where there are groups instead. */
  total: number;
  /** At the top level of grouped threads, instead of rows: the groups that have any, in order. Empty elsewhere. */
  groups: TreeGroup[];
  /** At the top level: how many sub-agents have no known parent, and are to be shown. 0 elsewhere. */
  orphans: number;
  /** At the top level: how many threads of the view the options hide, with their sub-agents. 0 elsewhere. */
  hidden: number;
}

export interface TreeListResponse extends TreeLevel {
  /** Another number whenever the answer may be different: equal revisions on one day mean equal answers. */
  revision: number;
  /** Why there is nothing to show, or null. */
  problem: HomeProblem | null;
}

/** Params of `threadTree/levels`: several levels of one view, up to 200, each as `threadTree/list` takes it. */
export interface TreeLevelsParams {
  view: Exclude<TreeView, 'all'>;
  options?: ViewOptions;
  levels: Pick<TreeListParams, 'parentId' | 'offset' | 'limit'>[];
}

export interface TreeLevelsResponse {
  /** As in `TreeListResponse`. */
  revision: number;
  /** In the order asked for; empty when there is a problem. */
  levels: TreeLevel[];
  problem: HomeProblem | null;
}

/**
 * A group of top-level rows. By date, in the time zone of the server: `today`, `yesterday`, `week` (up to 7 days before
 * today), `month` (up to 30), then calendar months as `2026-09`; the day of the last activity, in the archived view of
 * the archival, or of the creation when that is the order. By workspace: the repository (its main worktree) or folder
 * in which the threads worked.
 */
export interface TreeGroup {
  key: string;
  /** By workspace: the folder, safe as plain text; null for threads without one. By date: null, the key says it. */
  folder: string | null;
  /** Rows directly in the group. */
  rows: number;
  /** Threads in it, sub-agents included. */
  threads: number;
}

/** Params of `threadTree/members`: those of `threadTree/list`, for all rows of a level. */
export type TreeMembersParams = Pick<TreeListParams, 'view' | 'parentId' | 'options'>;

export interface TreeMembersResponse {
  threadIds: string[];
}

/** Something is missing or broken in the Codex home as a whole. */
export interface HomeProblem {
  code: 'noHome' | 'noStateDb' | 'unreadable';
  failure: Failure;
}

export type ThreadKind = 'main' | 'subAgent' | 'exec' | 'other';

/**
 * One thread as a row shows it. Strings are safe to show as plain text: no control or bidi characters, cut to 200
 * characters.
 */
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
  gitBranch: string | null;
  /** How many rows its level has in this view. */
  children: number;
  /** Descendants that an archive (in `archived`: an unarchive) of this thread would move along with it. */
  descendants: number;
  /** The row is at the top level because its parent is in the other view. */
  detached: boolean;
  /** A running Codex has it loaded, as far as the system's table of locks tells. */
  loaded: boolean;
  /** How many of its descendants in this view are loaded. */
  loadedDescendants: number;
  /** It matches the filter itself, and is not only an ancestor of a match; true without a filter. */
  matches: boolean;
}

export interface TreePathParams {
  view: 'threads' | 'archived';
  threadId: string;
  options?: ViewOptions;
}

export interface TreePathResponse {
  /** From the top level down to the thread itself; empty when it is not in the view. */
  rows: TreeRow[];
  /** The first row is in the group of sub-agents without a known parent. */
  inOrphans: boolean;
  /** The key of the first row's group, or null. */
  group: string | null;
}

/** What a tooltip shows in addition to the row. */
export interface ThreadDetails {
  thread: Thread;
  /** The full name, up to 2,000 characters, safe as plain text. */
  name: string;
  tokensUsed: number | null;
  /** Of the thread and all its descendants in both views, together. */
  tokensOfSubtree: number | null;
  /**
   * The newest rollout as it is on disk (`.jsonl` or `.jsonl.zst`), canonical and inside the home's session folders;
   * null when there is none. Unlike `thread.path` it is safe to open.
   */
  rollout: { path: string; bytes: number } | null;
}

export interface ChangedNotification {
  revision: number;
}
