// The rows of the two trees, as the window shows them level by level.
import type { Thread } from './codex';

/**
 * `threads`: the active threads, `archived`: the archived ones, each as a forest over the spawn edges; `all`: every
 * thread, flat, for programs.
 */
export type TreeView = 'threads' | 'archived' | 'all';

/** Stands for a parent id in `threadTree/list`: the group of sub-agents whose parent is not known. */
export const ORPHANS = 'orphans';

/** Stands for a parent id in `threadTree/list`, followed by a group's key. */
export const GROUP_PREFIX = 'group:';

/**
 * Which threads of a view are shown, how they are grouped and in which order. Left out: everything, ungrouped, newest
 * first.
 */
export interface ViewOptions {
  group: 'none' | 'date' | 'workspace';
  /**
   * `recency`: last activity (of archived threads: time of archival). Within a level; groups have an order of their
   * own.
   */
  sort: 'recency' | 'created' | 'name' | 'size';
  /**
   * Only main threads that worked in one of these folders or in a worktree of their repositories, links resolved; null:
   * all.
   */
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
  /**
   * At the top level: how many threads of the view the options hide, whatever is below a hidden one included. 0
   * elsewhere.
   */
  hidden: number;
  /** Why there is nothing to show, or null. */
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
  /** Threads in it, with all below. */
  threads: number;
}

/** Params of `threadTree/members`: the same as of `threadTree/list`, for all rows of a level. */
export type TreeMembersParams = Pick<TreeListParams, 'view' | 'parentId' | 'options'>;

export interface TreeMembersResponse {
  threadIds: string[];
}

/** Something is missing or broken in the Codex home as a whole. `message` is for the user and names the file. */
export interface HomeProblem {
  code: 'noHome' | 'noStateDb' | 'unreadable';
  message: string;
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
  /** Rows directly below in the same view. */
  children: number;
  /**
   * Descendants that an archive (in `archived`: an unarchive) of this branch would take, the thread itself not counted.
   */
  descendants: number;
  /** The row stands at the top level because its parent is in the other view. */
  detached: boolean;
  /** A running Codex has it loaded, as far as the system's table of locks tells. */
  loaded: boolean;
  /** How many of the descendants in this view are in use. */
  loadedDescendants: number;
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
  tokensOfSubtree: number | null;
  /**
   * The newest rollout as it is on disk (`.jsonl` or `.jsonl.zst`), canonical and inside the home's session folders;
   * null when there is none. Unlike `thread.path` it may be opened.
   */
  rollout: { path: string; bytes: number } | null;
}

export interface ChangedNotification {
  revision: number;
}
