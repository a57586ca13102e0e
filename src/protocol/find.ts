// Finding threads: by words, and by their age for a clean-up.
import type { TreeRow } from './tree';

export interface TreeSearchParams {
  /**
   * Words that must all be found, in any order and case, anywhere in a thread's texts or at the beginning of its id.
   */
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
  ancestors: string[];
  cwd: string;
  /**
   * The field in which the best match is, beyond the name: its text around the match, safe as plain text; null when the
   * name has it.
   */
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

/**
 * The active branches that a clean-up would archive, oldest first. What is in use is left out of `branches`, and
 * counted.
 */
export interface OldThreadsResponse {
  subtrees: OldSubtree[];
  /** Branches that would match but have a thread in use by Codex. */
  loaded: number;
}

export interface OldSubtree {
  row: TreeRow;
  /** Threads that an archive of the branch would take, the root included. */
  threads: number;
  /** Bytes of their rollouts on disk. */
  bytes: number;
  /** Unix seconds of the last activity in the whole branch. */
  newestAt: number;
}
