// Finding threads: by words, and by age for a clean-up.
import type { TreeRow } from './tree';

export interface TreeSearchParams {
  /** Words. A thread must have all of them, in any order and case, anywhere in its texts or at the start of its id. */
  query: string;
  /** How many hits at most, 1 to 500, default 100. */
  limit?: number;
}

export interface TreeSearchResponse {
  /** Active and archived threads, best first. */
  hits: SearchHit[];
  /** How many threads match, those beyond the limit included. */
  total: number;
}

export interface SearchHit extends TreeRow {
  /** Names of the ancestors, the nearest last; at most 5. */
  ancestors: string[];
  cwd: string;
  /** Where the words were found, with the text around them, safe as plain text; null when the name has them. */
  match: { field: 'preview' | 'nickname' | 'role' | 'agentPath' | 'cwd' | 'branch' | 'id'; text: string } | null;
}

export interface OldThreadsParams {
  /** How many days ago the last activity in the whole subtree was, at least. */
  days: number;
  /** As in `ViewOptions`. */
  folders: string[] | null;
  /** Only subtrees in which Codex has closed every spawn edge. */
  finishedOnly: boolean;
  withChildrenOnly: boolean;
  /** Skips subtrees whose root is pinned in Codex. */
  excludePinned: boolean;
}

export interface OldThreadsResponse {
  /** The active subtrees that a clean-up would archive, oldest first; none has a loaded thread. */
  subtrees: OldSubtree[];
  /** How many subtrees were skipped because a running Codex has a thread of them loaded. */
  loaded: number;
}

export interface OldSubtree {
  row: TreeRow;
  /** How many threads an archive of the subtree would move, the root included. */
  threads: number;
  /** The size of their rollouts on disk. */
  bytes: number;
  /** Unix seconds of the last activity in the whole subtree. */
  newestAt: number;
}
