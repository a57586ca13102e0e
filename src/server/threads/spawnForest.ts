// Which thread spawned which. A thread has at most one parent (`thread_spawn_edges.child_thread_id` is the primary
// key), so the edges form trees, or components with one cycle. An edge may name a thread that has neither row nor
// rollout.
//
// Threads are numbered and links are arrays of numbers, so linking 100,000 threads takes a few milliseconds.

export interface SpawnEdge {
  parentId: string;
  childId: string;
}

export interface SpawnForest {
  /** Ids by number. */
  readonly ids: readonly string[];
  readonly numbers: ReadonlyMap<string, number>;
  /** By number: the parent's number, or NONE. */
  readonly parents: Int32Array;
  /** By number: the first child, and the next child of the same parent; or NONE. */
  readonly firstChild: Int32Array;
  readonly nextSibling: Int32Array;
}

export const NONE = -1;

/**
 * Builds the forest from the spawn edges, open and closed alike, and from the parents in the threads' `source` JSON,
 * because real state DBs lack some edges. An edge wins over the JSON. `threadIds` get the first numbers, in order.
 */
export function buildSpawnForest(
  edges: Iterable<SpawnEdge>,
  parentsInSource: Iterable<SpawnEdge>,
  threadIds: readonly string[] = [],
): SpawnForest {
  const ids = [...threadIds];
  const numbers = new Map(threadIds.map((id, at) => [id, at]));
  const numberOf = (id: string): number => {
    const known = numbers.get(id);
    if (known !== undefined) return known;
    numbers.set(id, ids.length);
    return ids.push(id) - 1;
  };
  const parentOf = new Map<number, number>();
  for (const { parentId, childId } of edges) parentOf.set(numberOf(childId), numberOf(parentId));
  for (const { parentId, childId } of parentsInSource) {
    const child = numberOf(childId);
    if (!parentOf.has(child)) parentOf.set(child, numberOf(parentId));
  }
  const parents = new Int32Array(ids.length).fill(NONE);
  const firstChild = new Int32Array(ids.length).fill(NONE);
  const nextSibling = new Int32Array(ids.length).fill(NONE);
  for (const [child, parent] of parentOf) {
    parents[child] = parent;
    nextSibling[child] = at(firstChild, parent);
    firstChild[parent] = child;
  }
  return { ids, numbers, parents, firstChild, nextSibling };
}

/** The spawning thread of a thread, or undefined. */
export function parentOf(forest: SpawnForest, id: string): string | undefined {
  const number = forest.numbers.get(id);
  return number === undefined ? undefined : forest.ids[at(forest.parents, number)];
}

/** Numbers of the children of a thread, unordered. */
export function* childrenOf(forest: SpawnForest, number: number): Generator<number> {
  for (let child = at(forest.firstChild, number); child !== NONE; child = at(forest.nextSibling, child)) yield child;
}

/** Each descendant of `root` once, even in a cycle: by depth, then by thread id, without `root`. */
export function descendantsOf(forest: SpawnForest, root: string): string[] {
  const start = forest.numbers.get(root);
  const seen = new Set([start]);
  const found: string[] = [];
  for (let level = start === undefined ? [] : [start]; level.length > 0;) {
    const next: number[] = [];
    for (const number of level) {
      for (const child of childrenOf(forest, number)) {
        if (seen.has(child)) continue;
        seen.add(child);
        next.push(child);
      }
    }
    for (const id of next.map(number => forest.ids[number] as string).sort(byCodeUnit)) found.push(id);
    level = next;
  }
  return found;
}

/** An element of an array of numbers; NONE outside of it. */
export function at(numbers: Int32Array, index: number): number {
  return numbers[index] ?? NONE;
}

/** Compares ASCII strings as SQLite's BINARY collation does. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
