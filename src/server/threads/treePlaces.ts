// Where each thread stands in the two forests that the window shows, the active threads and the archived ones. A thread
// stands below its spawning thread when both are in the same view, else at the top level; a sub-agent whose parent is
// not known stands in a group of its own. What options leave of it, and in which order, is decided after that:
// viewOptions.ts, levelOrder.ts.
import { countDescendants } from './subtreeCounts';
import { levelOrder } from './levelOrder';
import { at, childrenOf, NONE, type SpawnForest } from './spawnForest';

/** What decides a thread's place, and its order. */
export interface PlacedThread {
  id: string;
  archived: boolean;
  isSubAgent: boolean;
  /** Unix seconds. */
  recencyAt: number;
  createdAt: number;
  archivedAt: number | null;
}

/** A view with everything in it. Threads are named by their numbers in the forest. */
export interface LocationForest {
  readonly archived: boolean;
  /** How many threads the view has. */
  readonly members: number;
  /** The top level, in no order. */
  readonly top: readonly number[];
  /** Sub-agents whose parent is not known: none is named, or the one named has no row. In no order. */
  readonly orphans: readonly number[];
  /**
   * By number: the thread above in this view; NONE at the top level, among the orphans, and for threads of the other
   * view.
   */
  readonly above: Int32Array;
  /** By number: the descendants that are members of this view, whatever stands between. */
  readonly below: Int32Array;
  /** The children of a thread in this view, in no order. */
  children(number: number): number[];
  /** Whether it stands at the top level because its parent is in the other view. */
  isDetached(number: number): boolean;
}

/**
 * Places all threads, which have the first numbers of the forest, in the same order. Every member is in the view
 * exactly once, also the members of a cycle: its newest one is lifted to the top level, so that it can be seen and
 * archived.
 */
export function forestOfLocation(
  threads: readonly PlacedThread[],
  forest: SpawnForest,
  archived: boolean,
): LocationForest {
  const isMember = (number: number): boolean => threads[number]?.archived === archived;
  const { descendants, cycles } = countDescendants(forest.parents, isMember);

  const above = new Int32Array(threads.length).fill(NONE);
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
    if (hasParent && isMember(parent) && !lifted.has(number)) above[number] = parent;
    else if (hasParent || !isSubAgent) top.push(number);
    else orphans.push(number);
    if (hasParent && !isMember(parent)) detached.add(number);
  }
  return {
    archived,
    members,
    top,
    orphans,
    above,
    below: descendants,
    children: number => [...childrenOf(forest, number)].filter(child => above[child] === number),
    isDetached: number => detached.has(number),
  };
}
