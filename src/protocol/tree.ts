// The rows of the two trees. The window reads them level by level.
import type { Failure } from './failures';
import type { LiveThread } from './live';
import type { Thread } from './thread';

/**
 * `threads`: the active threads, `archived`: the archived ones, each as a forest over the spawn edges; `all`: every
 * thread, flat, for programs.
 */
export type TreeView = 'threads' | 'archived' | 'all';

/** A `parentId` that is not a thread: the group of sub-agents whose parent is unknown. */
export const ORPHANS = 'orphans';

/** A `parentId` that is not a thread: this prefix, followed by a group's key. */
export const GROUP_PREFIX = 'group:';

/** Which threads a view shows, how it groups and orders them. The default shows everything, ungrouped, newest first. */
export interface ViewOptions {
  group: 'none' | 'date' | 'workspace' | 'section';
  /** The order within a level; groups have their own. `recency`: last activity, or archival for archived threads. */
  sort: 'recency' | 'created' | 'name' | 'size';
  /**
   * Absolute paths. Shows only main threads that worked in one of these folders or in a worktree of their repositories
   * (links are resolved). Null shows all.
   */
  folders: string[] | null;
  /** Shows sub-agents without a known parent. */
  orphans: boolean;
  /** Shows `codex exec` runs. */
  exec: boolean;
  /** Shows top-level threads and orphans that have neither messages nor sub-agents. */
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
  /** The most rows to return, 1 to 1000, default 500. */
  limit?: number;
  /** Not for the view `all`. */
  options?: ViewOptions;
}

/** A page of one level. */
export interface TreeLevel {
  rows: TreeRow[];
  /** How many rows the level has in all, without those in groups. */
  total: number;
  /**
   * At the top level: the groups, in order, before the rows. Pinned threads are a group of the active view, and in a
   * grouped view all others are in groups as well. Only sections can have no rows. Empty elsewhere.
   */
  groups: TreeGroup[];
  /** At the top level: how many sub-agents without a known parent are shown. 0 elsewhere. */
  orphans: number;
  /** At the top level: how many threads of the view the options hide, sub-agents included. 0 elsewhere. */
  hidden: number;
}

export interface TreeListResponse extends TreeLevel {
  /** Changes whenever the answer may: equal revisions mean equal answers, within one day. */
  revision: number;
  /** Why there is nothing to show, or null. */
  problem: HomeProblem | null;
}

/** Params of `threadTree/levels`: up to 200 levels of one view, each as `threadTree/list` takes it. */
export interface TreeLevelsParams {
  view: Exclude<TreeView, 'all'>;
  options?: ViewOptions;
  levels: Pick<TreeListParams, 'parentId' | 'offset' | 'limit'>[];
  /**
   * Also answers the first pages of the groups that are open at first, of the limit of the first level, which has to be
   * the top: VS Code draws no row before it has those below open ones. Default false.
   */
  withOpenGroups?: boolean;
}

export interface TreeLevelsResponse {
  /** As in `TreeListResponse`. */
  revision: number;
  /** In the order requested; empty if there is a problem. */
  levels: TreeLevel[];
  /** The first page of each open group, if they were asked for. */
  openGroups: { key: string; level: TreeLevel }[];
  problem: HomeProblem | null;
}

/**
 * A group of top-level rows. The key of the pinned threads is `PINNED_SECTION`. By date, in the server's time zone:
 * `today`, `yesterday`, `week` (up to 7 days before today), `month` (up to 30), then calendar months as `2026-09`. The
 * day is that of the last activity, in the archived view that of archiving, or that of creation if rows are sorted by
 * it. By workspace: the repository (its main worktree) or folder in which the threads worked. By section: the section's
 * id, in Codex's order; a section without threads is a group of the active view, unless there is a filter. An empty
 * key, which comes last, is for threads without a workspace or section.
 */
export interface TreeGroup {
  key: string;
  /** By workspace: the folder as plain text; null for threads without one. Null for other groups, named by the key. */
  folder: string | null;
  /** By section: its name as plain text. Absent for other groups, and for the pinned threads. */
  section?: string;
  /** Rows directly in the group. */
  rows: number;
  /** Threads in it, sub-agents included. */
  threads: number;
}

/** Params of `threadTree/members`: as for `threadTree/list`, but for all rows of a level. */
export type TreeMembersParams = Pick<TreeListParams, 'view' | 'parentId' | 'options'>;

export interface TreeMembersResponse {
  threadIds: string[];
}

/** The Codex home as a whole is missing or broken. */
export interface HomeProblem {
  /** `wrongHome`: the user asked for a home that is not there, or is none. */
  code: 'noHome' | 'noStateDb' | 'wrongHome' | 'unreadable';
  failure: Failure;
}

export type ThreadKind = 'main' | 'subAgent' | 'exec' | 'other';

/**
 * One thread as a row shows it. Strings are safe to show as plain text: no control or bidi characters, at most 200
 * characters.
 */
export interface TreeRow {
  threadId: string;
  /** The spawning thread from the spawn edges, else from the `source` JSON; null if neither names one. */
  parentId: string | null;
  name: string;
  kind: ThreadKind;
  archived: boolean;
  /** Unix seconds; null when the row has none. */
  archivedAt: number | null;
  /** Unix seconds of its own last activity. */
  recencyAt: number;
  /** Unix seconds of the last activity in its subtree, in both views. */
  newestAt: number;
  gitBranch: string | null;
  /** How many rows its level has in this view. */
  children: number;
  /** How many descendants archiving (in the archived view: unarchiving) this thread would move along with it. */
  descendants: number;
  /** The row is at the top level because its parent is in the other view. */
  detached: boolean;
  /** A thread of the other view, shown because it is between two threads of this one. */
  between: boolean;
  /** Codex attached it to the thread above it, which did not spawn it: no operation on that one takes it along. */
  attached: boolean;
  /** Pinned in Codex. */
  pinned: boolean;
  /** A running Codex has it loaded, as far as the system's lock table shows. */
  loaded: boolean;
  /** How many of its descendants in this view are loaded. */
  loadedDescendants: number;
  /** What a running Codex does with it; null if none has it loaded, and no turn was interrupted. */
  live: Pick<LiveThread, 'status' | 'source'> | null;
  /** How many of its descendants in this view wait for the user, and how many run. */
  liveDescendants: { waiting: number; running: number };
  /**
   * Why a row is shown that does not match the filter: the name of the newest match among its descendants, and how many
   * there are. Null for a row that matches, and without a filter.
   */
  matchesBelow: { name: string; total: number } | null;
}

export interface TreePathParams {
  view: 'threads' | 'archived';
  threadId: string;
  options?: ViewOptions;
}

export interface TreePathResponse {
  /** From the top level down to the thread itself; empty if it is not in the view. */
  rows: TreeRow[];
  /** Whether the first row is in the group of sub-agents without a known parent. */
  inOrphans: boolean;
  /** The key of the first row's group, or null. */
  group: string | null;
}

/** What a tooltip shows in addition to the row. */
export interface ThreadDetails {
  thread: Thread;
  /** The full name as plain text, up to 2,000 characters. */
  name: string;
  /** What the thread itself used, as its rollouts say: without its sub-agents and the thread it was forked from. */
  tokensUsed: number | null;
  /** The sum over the thread and all its descendants, in both views, as far as it is known. */
  tokensOfSubtree: number | null;
  /**
   * The newest rollout as it is on disk (`.jsonl` or `.jsonl.zst`), canonical and inside the home's session folders;
   * null if there is none. Unlike `thread.path`, it is safe to open.
   */
  rollout: { path: string; bytes: number } | null;
}

export interface ChangedNotification {
  revision: number;
  /** The threads that a running Codex has loaded, as far as the system's lock table shows. */
  loaded: string[];
}
