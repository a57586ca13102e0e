// The forests that the window shows: the active threads and the archived ones. A thread is shown with the thread that
// spawned it, or else with the one to which it is attached. A thread of the other location stays between two threads of
// this one, so that a subtree is shown whole; otherwise what it spawned is at the top level. A sub-agent without a
// known parent is in a group of its own. What the view options leave of a forest, and in which order, is decided later:
// viewRules.ts, levelOrder.ts.
import { countDescendants } from './subtreeCounts';
import { levelOrder, type OrderedThread } from './levelOrder';
import { at, childrenOf, NONE, type SpawnForest } from './spawnForest';

/** What decides where a thread is shown. */
export interface LocatedThread extends OrderedThread {
  archived: boolean;
  isSubAgent: boolean;
  /** Its own last activity, in Unix seconds. */
  recencyAt: number;
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
  /** By number: the thread with which it is shown; NONE for top-level threads, orphans, and threads not shown. */
  readonly parents: Int32Array;
  /** By number: how many spawned descendants are in this location, wherever they are shown. */
  readonly descendants: Int32Array;
  /** The threads that are shown directly with a thread, unordered. */
  children(number: number): number[];
  /** Whether a thread is at the top level because its parent is in the other location. */
  isDetached(number: number): boolean;
  /** Whether a thread of the other location is shown between two of this one. */
  isBetween(number: number): boolean;
}

/** By number: the thread with which each thread is shown, whatever its location. */
export interface ShownParents {
  readonly parents: Int32Array;
  /** The attached threads of a thread, by its number. */
  readonly attached: ReadonlyMap<number, readonly number[]>;
}

/** Adds attached threads to the spawn forest: `attachments` has the number of the other thread for each of them. */
export function shownParents(forest: SpawnForest, attachments: ReadonlyMap<number, number>): ShownParents {
  const parents = forest.parents.slice();
  const attached = new Map<number, number[]>();
  for (const [number, to] of attachments) {
    if (at(parents, number) !== NONE) continue;
    parents[number] = to;
    attached.set(to, [...(attached.get(to) ?? []), number]);
  }
  return { parents, attached };
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
  { parents: allParents, attached }: ShownParents = shownParents(forest, new Map()),
): LocationForest {
  const hasRow = (number: number): boolean => threads[number] !== undefined;
  const isMember = (number: number): boolean => threads[number]?.archived === archived;
  const { descendants } = countDescendants(forest.parents, isMember);

  const { cycles } = countDescendants(allParents, isMember);
  const newestFirst = levelOrder(threads, archived, 'recency');
  const linked = allParents.slice();
  const lifted = new Set<number>();
  for (const cycle of cycles.filter(each => each.every(hasRow))) {
    const [newest] = cycle.filter(isMember).sort(newestFirst);
    if (newest === undefined) continue;
    lifted.add(newest);
    linked[newest] = NONE;
  }
  const between = threadsBetween(threads, linked, isMember);
  const isShown = (number: number): boolean => isMember(number) || between.has(number);

  const parents = new Int32Array(threads.length).fill(NONE);
  const detached = new Set<number>();
  const top: number[] = [];
  const orphans: number[] = [];
  let members = 0;
  for (const [number, { isSubAgent }] of threads.entries()) {
    if (!isShown(number)) continue;
    if (isMember(number)) members++;
    const parent = at(allParents, number);
    if (isShown(parent) && !lifted.has(number)) parents[number] = parent;
    else if (hasRow(parent) || !isSubAgent) top.push(number);
    else orphans.push(number);
    if (hasRow(parent) && !isShown(parent)) detached.add(number);
  }
  return {
    archived,
    members,
    top,
    orphans,
    parents,
    descendants,
    children: number =>
      [...childrenOf(forest, number), ...(attached.get(number) ?? [])].filter(child => parents[child] === number),
    isDetached: number => detached.has(number),
    isBetween: number => between.has(number),
  };
}

/** The threads that are not members, have a member among their ancestors, and have one among their descendants. */
function threadsBetween(
  threads: readonly LocatedThread[],
  parents: Int32Array,
  isMember: (number: number) => boolean,
): ReadonlySet<number> {
  const { descendants } = countDescendants(parents, isMember);
  /** By number: whether a member is above it, as far as known. */
  const known = new Map<number, boolean>();
  for (const number of threads.keys()) {
    if (isMember(number) || at(descendants, number) === 0) continue;
    const path: number[] = [];
    let above = number;
    while (threads[above] !== undefined && !isMember(above) && !known.has(above)) {
      // Until the end is known: a walk around a cycle without members ends here.
      known.set(above, false);
      path.push(above);
      above = at(parents, above);
    }
    const found = known.get(above) ?? isMember(above);
    for (const each of path) known.set(each, found);
  }
  return new Set([...known].flatMap(([number, found]) => (found ? number : [])));
}
