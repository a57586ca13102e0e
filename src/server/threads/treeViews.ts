// The two forests that the window shows: the active threads and the archived ones. A thread stands below its spawning thread
// when both are in the same view, else at the top level; a sub-agent whose parent is not known stands in a group of its own.
import { at, byCodeUnit, childrenOf, NONE, type SpawnForest } from './spawnForest';
import { countBelow } from './branchCounts';

/** What decides a thread's place. */
export interface PlacedThread {
  id: string;
  archived: boolean;
  isSubAgent: boolean;
  /** Unix seconds; newest first in every level. */
  recencyAt: number;
  /** Unix seconds; orders the archived view. */
  archivedAt: number | null;
}

export interface TreeViewForest {
  /** Ids of the top level, in order. */
  readonly top: readonly string[];
  /** Sub-agents whose parent is not known: none is named, or the one named has no row. */
  readonly orphans: readonly string[];
  /** The children of a thread in this view, in order. */
  children(id: string): string[];
  /** How many children it has in this view. */
  childCount(id: string): number;
  /** Its descendants that are members of this view, whatever stands between. */
  below(id: string): number;
  /** The thread above in this view; undefined at the top level and among the orphans. */
  above(id: string): string | undefined;
  /** Whether it stands at the top level because its parent is in the other view. */
  isDetached(id: string): boolean;
}

/**
 * Builds one view over all threads, which have the first numbers of the forest, in the same order. Every member is in it exactly
 * once, also the members of a cycle: its newest one is lifted to the top level, so that it can be seen and archived.
 */
export function buildTreeView(threads: readonly PlacedThread[], forest: SpawnForest, archived: boolean): TreeViewForest {
  const isMember = (number: number): boolean => threads[number]?.archived === archived;
  const newestFirst = comparer(threads, archived);
  const { below, cycles } = countBelow(forest, isMember);

  const above = new Int32Array(threads.length).fill(NONE);
  const detached = new Set<number>();
  const top: number[] = [];
  const orphans: number[] = [];
  const lifted = new Set(cycles.filter(cycle => cycle.every(isMember)).map(cycle => cycle.sort(newestFirst)[0]));
  for (const [number, { isSubAgent }] of threads.entries()) {
    if (!isMember(number)) continue;
    const parent = at(forest.parents, number);
    const hasParent = threads[parent] !== undefined;
    if (hasParent && isMember(parent) && !lifted.has(number)) above[number] = parent;
    else if (hasParent || !isSubAgent) top.push(number);
    else orphans.push(number);
    if (hasParent && !isMember(parent)) detached.add(number);
  }

  const numberOf = (id: string): number => forest.numbers.get(id) ?? NONE;
  const idOf = (number: number): string => forest.ids[number] as string;
  const childNumbers = (id: string): number[] => {
    const parent = numberOf(id);
    return parent === NONE ? [] : [...childrenOf(forest, parent)].filter(child => child < threads.length && above[child] === parent);
  };
  return {
    top: top.sort(newestFirst).map(idOf),
    orphans: orphans.sort(newestFirst).map(idOf),
    children: id => childNumbers(id).sort(newestFirst).map(idOf),
    childCount: id => childNumbers(id).length,
    below: id => below[numberOf(id)] ?? 0,
    above: id => forest.ids[at(above, numberOf(id))],
    isDetached: id => detached.has(numberOf(id)),
  };
}

/** The threads view by last activity, the archived one by time of archival; newest first, then by id, newest first too. */
function comparer(threads: readonly PlacedThread[], archived: boolean): (a: number, b: number) => number {
  return (a, b) => {
    const [left, right] = [threads[a] as PlacedThread, threads[b] as PlacedThread];
    const byArchival = archived ? (right.archivedAt ?? 0) - (left.archivedAt ?? 0) : 0;
    return byArchival || right.recencyAt - left.recencyAt || byCodeUnit(right.id, left.id);
  };
}
