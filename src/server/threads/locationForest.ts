// The forests that the window shows: the active threads and the archived ones. A thread is below the thread that
// spawned it if both are in the same location, otherwise at the top level; a sub-agent without a known parent is in a
// group of its own. What the view options leave of a forest, and in which order, is decided later: viewRules.ts,
// levelOrder.ts.
import { countDescendants } from './subtreeCounts';
import { levelOrder, type OrderedThread } from './levelOrder';
import { at, childrenOf, NONE, type SpawnForest } from './spawnForest';

/** What decides where a thread is shown. */
export interface LocatedThread extends OrderedThread {
  archived: boolean;
  isSubAgent: boolean;
}

/** All threads of one location. Threads are given by their numbers in the forest of all. */
export interface LocationForest {
  readonly archived: boolean;
  /** How many threads there are. */
  readonly members: number;
  /** The top level, unordered. */
  readonly top: readonly number[];
  /** Sub-agents with an unknown parent: none is named, or the named one has no row. Unordered. */
  readonly orphans: readonly number[];
  /** By number: the parent in this location; NONE for top-level threads, orphans, and threads elsewhere. */
  readonly parents: Int32Array;
  /** By number: how many descendants are in this location, even if threads in between are not. */
  readonly descendants: Int32Array;
  /** The children of a thread in this location, unordered. */
  children(number: number): number[];
  /** Whether a thread is at the top level because its parent is in the other location. */
  isDetached(number: number): boolean;
}

/**
 * Builds the forest of one location. `threads` have the first numbers of `forest`, in the same order. Every thread of
 * the location is in it exactly once, even in a cycle: the newest thread of a cycle moves to the top level, so that
 * people can see and archive it.
 */
export function forestOfLocation(
  threads: readonly LocatedThread[],
  forest: SpawnForest,
  archived: boolean,
): LocationForest {
  const isMember = (number: number): boolean => threads[number]?.archived === archived;
  const { descendants, cycles } = countDescendants(forest.parents, isMember);

  const parents = new Int32Array(threads.length).fill(NONE);
  const detached = new Set<number>();
  const top: number[] = [];
  const orphans: number[] = [];
  const newestFirst = levelOrder(threads, archived, 'recency');
  const lifted = new Set(cycles.filter(cycle => cycle.every(isMember)).map(cycle => cycle.sort(newestFirst)[0]));
  let members = 0;
  for (const [number, { isSubAgent }] of threads.entries()) {
    if (!isMember(number)) continue;
    members++;
    const parent = at(forest.parents, number);
    const hasParent = threads[parent] !== undefined;
    if (hasParent && isMember(parent) && !lifted.has(number)) parents[number] = parent;
    else if (hasParent || !isSubAgent) top.push(number);
    else orphans.push(number);
    if (hasParent && !isMember(parent)) detached.add(number);
  }
  return {
    archived,
    members,
    top,
    orphans,
    parents,
    descendants,
    children: number => [...childrenOf(forest, number)].filter(child => parents[child] === number),
    isDetached: number => detached.has(number),
  };
}
