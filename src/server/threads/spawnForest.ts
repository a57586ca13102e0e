// Who spawned whom. A thread has one parent at most (`thread_spawn_edges.child_thread_id` is the primary key), so the edges
// form trees, and at worst components with one cycle each. An edge may name a thread that has no row and no file.

export interface SpawnEdge {
  parentId: string;
  childId: string;
}

export interface SpawnForest {
  parentOf: ReadonlyMap<string, string>;
  /** Children in the order of their ids. */
  childrenOf: ReadonlyMap<string, readonly string[]>;
}

/**
 * Builds the forest from the spawn edges, open and closed alike, and from the parents that stand only in a thread's `source`
 * JSON: an edge wins over the JSON (the edges of a real state DB have holes).
 */
export function buildSpawnForest(edges: Iterable<SpawnEdge>, parentsInSource: Iterable<SpawnEdge>): SpawnForest {
  const parentOf = new Map<string, string>();
  for (const { parentId, childId } of edges) parentOf.set(childId, parentId);
  for (const { parentId, childId } of parentsInSource) if (!parentOf.has(childId)) parentOf.set(childId, parentId);
  const childrenOf = new Map<string, string[]>();
  for (const [childId, parentId] of parentOf) {
    const siblings = childrenOf.get(parentId);
    if (siblings) siblings.push(childId);
    else childrenOf.set(parentId, [childId]);
  }
  for (const siblings of childrenOf.values()) siblings.sort(byCodeUnit);
  return { parentOf, childrenOf };
}

/** Every descendant of `root` once, breadth-first by depth, then by thread id; `root` itself is left out, cycles end. */
export function descendantsOf(forest: SpawnForest, root: string): string[] {
  const seen = new Set([root]);
  const found: string[] = [];
  for (let level = [root]; level.length > 0;) {
    const next: string[] = [];
    for (const id of level) {
      for (const child of forest.childrenOf.get(id) ?? []) {
        if (seen.has(child)) continue;
        seen.add(child);
        next.push(child);
      }
    }
    next.sort(byCodeUnit);
    for (const id of next) found.push(id);
    level = next;
  }
  return found;
}

/** SQLite's BINARY order for ASCII ids. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
