// Which subtrees a clean-up would archive: those without recent activity. And what each of them consists of.
import { countDescendants } from './subtreeCounts';
import { at, byCodeUnit, childrenOf, NONE, type SpawnForest } from './spawnForest';
import type { LocatedThread, LocationForest } from './locationForest';

/** Which subtrees to find. Threads are given by their numbers. */
export interface CleanUpRules {
  /** Unix seconds: no thread of the subtree, archived or not, was active later. */
  until: number;
  /** Only subtrees in which an archive would move more than the root. */
  withChildrenOnly: boolean;
  /** Whether to consider the subtree of this root at all. */
  isWanted: (root: number) => boolean;
  /** Whether Codex has left the spawn edge to this thread open, which excludes the subtrees of its ancestors. */
  isUnfinished: (child: number) => boolean;
  /** Whether a running Codex has this thread loaded, which excludes the subtrees with it; they are counted. */
  isLoaded: (number: number) => boolean;
}

export interface FoundSubtree {
  root: number;
  /** The active threads of the subtree, the root included, unordered. */
  members: number[];
  /** The last activity anywhere in the subtree, in Unix seconds. */
  newestAt: number;
}

/**
 * Finds the subtrees that fit the rules, oldest first. Their roots are at the top level of the active threads, or have
 * no known parent. A subtree that is part of another one, with archived threads in between, is not listed separately.
 */
export function findOldSubtrees(
  threads: readonly LocatedThread[],
  forest: SpawnForest,
  { top, orphans, descendants }: LocationForest,
  rules: CleanUpRules,
): { subtrees: FoundSubtree[]; loaded: number } {
  const countOf = (isCounted: (number: number) => boolean): Int32Array =>
    countDescendants(forest.parents, number => threads[number] !== undefined && isCounted(number)).descendants;
  const isRecent = (number: number): boolean => (threads[number]?.recencyAt ?? 0) > rules.until;
  const [recentBelow, unfinishedBelow, loadedBelow] = [isRecent, rules.isUnfinished, rules.isLoaded].map(countOf) as [
    Int32Array,
    Int32Array,
    Int32Array,
  ];

  const fitting = [...top, ...orphans].filter(
    root =>
      !isRecent(root) &&
      at(recentBelow, root) === 0 &&
      at(unfinishedBelow, root) === 0 &&
      (!rules.withChildrenOnly || at(descendants, root) > 0) &&
      rules.isWanted(root),
  );
  const isFree = (root: number): boolean => !rules.isLoaded(root) && at(loadedBelow, root) === 0;
  const subtrees = subtreesOf(threads, forest, new Set(fitting));
  return {
    subtrees: subtrees.filter(({ root }) => isFree(root)).sort(oldestFirst(forest)),
    loaded: subtrees.filter(({ root }) => !isFree(root)).length,
  };
}

/**
 * The active subtrees that a subtree consists of, its root aside, oldest first. Where a sub-agent is archived, the
 * active ones that it spawned stand in its place, as an archive of the root moves them too.
 */
export function subtreesWithin(threads: readonly LocatedThread[], forest: SpawnForest, root: number): FoundSubtree[] {
  const seen = new Set([root]);
  /** What `start` spawned and is not archived; all of it if `deep`, else only the nearest. */
  const activeBelow = (start: number, deep: boolean): number[] => {
    const active: number[] = [];
    const open = [...childrenOf(forest, start)];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      const isActive = threads[next]?.archived === false;
      if (isActive) active.push(next);
      if (deep || !isActive) open.push(...childrenOf(forest, next));
    }
    return active;
  };
  return activeBelow(root, false)
    .map(top => {
      const members = [top, ...activeBelow(top, true)];
      return { root: top, members, newestAt: Math.max(...members.map(number => threads[number]?.recencyAt ?? 0)) };
    })
    .sort(oldestFirst(forest));
}

function oldestFirst({ ids }: SpawnForest): (a: FoundSubtree, b: FoundSubtree) => number {
  return (a, b) => a.newestAt - b.newestAt || byCodeUnit(ids[a.root] as string, ids[b.root] as string);
}

/** The subtrees of these roots; a thread in several of them belongs to the topmost. Visits each thread once. */
function subtreesOf(
  threads: readonly LocatedThread[],
  forest: SpawnForest,
  roots: ReadonlySet<number>,
): FoundSubtree[] {
  const subtrees = new Map<number, FoundSubtree>();
  const seen = new Uint8Array(forest.ids.length);
  const walk = (start: number): void => {
    const open: [number: number, subtree: FoundSubtree | undefined][] = [[start, undefined]];
    for (let next = open.pop(); next; next = open.pop()) {
      const [number, above] = next;
      if (seen[number] === 1) continue;
      seen[number] = 1;
      const subtree = above ?? (roots.has(number) ? { root: number, members: [], newestAt: 0 } : undefined);
      if (subtree && !above) subtrees.set(number, subtree);
      const thread = threads[number];
      if (subtree && thread) {
        subtree.newestAt = Math.max(subtree.newestAt, thread.recencyAt);
        if (!thread.archived) subtree.members.push(number);
      }
      for (const child of childrenOf(forest, number)) open.push([child, subtree]);
    }
  };
  for (let number = 0; number < forest.ids.length; number++) if (at(forest.parents, number) === NONE) walk(number);
  // Threads not reached so far are in a cycle or descend from one: they have no topmost ancestor.
  for (const root of roots) walk(root);
  return [...subtrees.values()];
}
