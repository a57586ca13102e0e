// Finding threads: by words, and by age for a clean-up.
import type { TreeRow } from './tree';

export interface TreeSearchParams {
  /** Words. A thread must have all of them, in any order and case, anywhere in its texts or at the start of its id. */
  query: string;
  /** The most hits to return, 1 to 500, default 100. */
  limit?: number;
}

export interface TreeSearchResponse {
  /** Active and archived threads, best first. */
  hits: SearchHit[];
  /** How many threads match, including those beyond the limit. */
  total: number;
}

export interface SearchHit extends TreeRow {
  /** Names of the ancestors, the nearest last; at most 5. */
  ancestors: string[];
  cwd: string;
  /** Where the words were found, with the text around them as plain text; null if the name has them all. */
  match: { field: 'preview' | 'nickname' | 'role' | 'agentPath' | 'cwd' | 'gitBranch' | 'id'; text: string } | null;
}

export interface OldThreadsParams {
  /** The last activity anywhere in the subtree was at least this many days ago. */
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
  /** How many subtrees were skipped because a running Codex has one of their threads loaded. */
  loaded: number;
  /** All threads of the home, old or not, and the size of their rollouts on disk. */
  home: { active: Amount; archived: Amount };
}

export interface Amount {
  threads: number;
  bytes: number;
}

export interface SubAgentsResponse {
  /** Oldest first. Archived sub-agents are left out; active ones spawned by those stand in their place. */
  subtrees: OldSubtree[];
}

export interface OldSubtree {
  row: TreeRow;
  /** How many threads archiving the subtree would move, including the root. */
  threads: number;
  /** The size of their rollouts on disk. */
  bytes: number;
  /** The last activity anywhere in the subtree, in Unix seconds. */
  newestAt: number;
}
