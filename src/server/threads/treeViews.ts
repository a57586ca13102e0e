// The two forests that the window shows: the active threads and the archived ones. A thread stands below its spawning thread
// when both are in the same view, else at the top level; a sub-agent whose parent is not known stands in a group of its own.
import { descendantsOf, type SpawnForest } from './spawnForest';

/** What decides a thread's place. */
export interface PlacedThread {
  id: string;
  archived: boolean;
  isSubAgent: boolean;
  /** Unix seconds; newest first in every level. */
  recencyAt: number;
  /** Unix seconds; orders the archived view's top level. */
  archivedAt: number | null;
}

export interface TreeViewForest {
  top: readonly string[];
  /** Sub-agents whose parent is not known: none is named, or the one named has no row. */
  orphans: readonly string[];
  childrenOf: ReadonlyMap<string, readonly string[]>;
  /** Descendants of a thread that are members of this view, whatever stands between. */
  below: ReadonlyMap<string, number>;
  /** The thread above in this view; absent at the top level and among the orphans. */
  above: ReadonlyMap<string, string>;
  /** Top-level threads whose parent is in the other view. */
  detached: ReadonlySet<string>;
}

/** Builds one view over all threads. Every member is in it exactly once, also the members of a cycle. */
export function buildTreeView(threads: ReadonlyMap<string, PlacedThread>, forest: SpawnForest, archived: boolean): TreeViewForest {
  const members = [...threads.values()].filter(thread => thread.archived === archived).sort(archived ? byArchival : byRecency);
  const top: string[] = [];
  const orphans: string[] = [];
  const childrenOf = new Map<string, string[]>();
  const above = new Map<string, string>();
  const detached = new Set<string>();

  for (const { id, isSubAgent } of members) {
    const parentId = forest.parentOf.get(id);
    const parent = parentId === undefined ? undefined : threads.get(parentId);
    if (parent && parent.archived === archived && parent.id !== id) {
      above.set(id, parent.id);
      const siblings = childrenOf.get(parent.id);
      if (siblings) siblings.push(id);
      else childrenOf.set(parent.id, [id]);
    } else if (parent || !isSubAgent) {
      top.push(id);
      if (parent && parent.id !== id) detached.add(id);
    } else {
      orphans.push(id);
    }
  }
  liftCycles(members, [...top, ...orphans], childrenOf, above, top);
  return { top, orphans, childrenOf, above, detached, below: countBelow(threads, forest, archived) };
}

/** A cycle hangs from no root: its newest member is lifted to the top level, so that it can be seen and archived. */
function liftCycles(members: readonly PlacedThread[], roots: readonly string[], childrenOf: Map<string, string[]>, above: Map<string, string>, top: string[]): void {
  const reached = new Set<string>();
  const reach = (root: string): void => {
    const stack = [root];
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      reached.add(id);
      for (const child of childrenOf.get(id) ?? []) if (!reached.has(child)) stack.push(child);
    }
  };
  for (const root of roots) reach(root);
  for (const { id } of members) {
    if (reached.has(id)) continue;
    const inCycle = memberOfCycle(id, above);
    const siblings = childrenOf.get(above.get(inCycle) ?? '');
    siblings?.splice(siblings.indexOf(inCycle), 1);
    above.delete(inCycle);
    top.push(inCycle);
    reach(inCycle);
  }
}

/** Walks up from a thread that hangs from no root until a thread comes a second time: that one is in the cycle. */
function memberOfCycle(id: string, above: ReadonlyMap<string, string>): string {
  const seen = new Set<string>();
  let at = id;
  while (!seen.has(at)) {
    seen.add(at);
    at = above.get(at) ?? at;
  }
  return at;
}

function countBelow(threads: ReadonlyMap<string, PlacedThread>, forest: SpawnForest, archived: boolean): Map<string, number> {
  const below = new Map<string, number>();
  const isMember = (id: string): boolean => threads.get(id)?.archived === archived;
  const roots = [...forest.childrenOf.keys()].filter(id => !forest.parentOf.has(id));
  const order: string[] = [];
  for (let stack = roots; stack.length > 0;) {
    const id = stack.pop() as string;
    order.push(id);
    for (const child of forest.childrenOf.get(id) ?? []) stack.push(child);
  }
  // Parents come before their children in `order`: counted from the end, a child is finished before its parent.
  for (let at = order.length - 1; at >= 0; at--) {
    const id = order[at] as string;
    let count = 0;
    for (const child of forest.childrenOf.get(id) ?? []) count += (below.get(child) ?? 0) + (isMember(child) ? 1 : 0);
    if (count > 0) below.set(id, count);
  }
  // What is left hangs from a cycle: rare, and counted one by one.
  if (order.length < forest.parentOf.size + roots.length) {
    const counted = new Set(order);
    for (const id of forest.childrenOf.keys()) {
      if (!counted.has(id)) below.set(id, descendantsOf(forest, id).filter(isMember).length);
    }
  }
  return below;
}

function byRecency(a: PlacedThread, b: PlacedThread): number {
  return b.recencyAt - a.recencyAt || (a.id < b.id ? 1 : -1);
}

function byArchival(a: PlacedThread, b: PlacedThread): number {
  return (b.archivedAt ?? 0) - (a.archivedAt ?? 0) || byRecency(a, b);
}
