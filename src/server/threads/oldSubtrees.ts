// Which branches a clean-up would archive: those in which nothing has happened for long.
import { countDescendants } from './subtreeCounts';
import { at, byCodeUnit, childrenOf, NONE, type SpawnForest } from './spawnForest';
import type { PlacedThread, LocationForest } from './treePlaces';

/** What a branch must be like; threads are named by their numbers. */
export interface CleanUpRules {
  /** Unix seconds: the last activity of each thread of the branch, archived ones included, is not after it. */
  until: number;
  /** Only branches with a thread below the root that would be archived with it. */
  withChildrenOnly: boolean;
  /** Decides about a branch by its root. */
  isWanted: (root: number) => boolean;
  /** A thread with a spawn edge that Codex has not closed: it rules out the branches above it. */
  isUnfinished: (child: number) => boolean;
  /** A thread that a running Codex has loaded: its branch is left out, and counted. */
  isLoaded: (number: number) => boolean;
}

export interface OldSubtreeOf {
  root: number;
  /** The active threads of the branch, the root included, in no order. */
  members: number[];
  newestAt: number;
}

/**
 * The branches with a root at the top level of the active threads, or among those without a known parent, that fit the
 * rules: oldest first. A branch that hangs below another one, with archived threads between them, is part of that one.
 */
export function findOldSubtrees(
  threads: readonly PlacedThread[],
  forest: SpawnForest,
  { top, orphans, below }: LocationForest,
  rules: CleanUpRules,
): { branches: OldSubtreeOf[]; inUse: number } {
  const countOf = (isCounted: (number: number) => boolean): Int32Array =>
    countDescendants(forest.parents, number => threads[number] !== undefined && isCounted(number)).descendants;
  const isRecent = (number: number): boolean => (threads[number]?.recencyAt ?? 0) > rules.until;
  const [recentBelow, unfinishedBelow, inUseBelow] = [isRecent, rules.isUnfinished, rules.isLoaded].map(countOf) as [
    Int32Array,
    Int32Array,
    Int32Array,
  ];

  const fitting = [...top, ...orphans].filter(
    root =>
      !isRecent(root) &&
      at(recentBelow, root) === 0 &&
      at(unfinishedBelow, root) === 0 &&
      (!rules.withChildrenOnly || at(below, root) > 0) &&
      rules.isWanted(root),
  );
  const isFree = (root: number): boolean => !rules.isLoaded(root) && at(inUseBelow, root) === 0;
  const branches = branchesOf(threads, forest, new Set(fitting));
  return {
    branches: branches
      .filter(({ root }) => isFree(root))
      .sort(
        (a, b) => a.newestAt - b.newestAt || byCodeUnit(forest.ids[a.root] as string, forest.ids[b.root] as string),
      ),
    inUse: branches.filter(({ root }) => !isFree(root)).length,
  };
}

/** The branches of these roots, each thread in the highest one that has it. One pass, whatever hangs below what. */
function branchesOf(threads: readonly PlacedThread[], forest: SpawnForest, roots: ReadonlySet<number>): OldSubtreeOf[] {
  const branches = new Map<number, OldSubtreeOf>();
  const seen = new Uint8Array(forest.ids.length);
  const walk = (start: number): void => {
    const open: [number: number, branch: OldSubtreeOf | undefined][] = [[start, undefined]];
    for (let next = open.pop(); next; next = open.pop()) {
      const [number, above] = next;
      if (seen[number] === 1) continue;
      seen[number] = 1;
      const branch = above ?? (roots.has(number) ? { root: number, members: [], newestAt: 0 } : undefined);
      if (branch && !above) branches.set(number, branch);
      const thread = threads[number];
      if (branch && thread) {
        branch.newestAt = Math.max(branch.newestAt, thread.recencyAt);
        if (!thread.archived) branch.members.push(number);
      }
      for (const child of childrenOf(forest, number)) open.push([child, branch]);
    }
  };
  for (let number = 0; number < forest.ids.length; number++) if (at(forest.parents, number) === NONE) walk(number);
  // What has not been reached hangs from a cycle, which has no end above.
  for (const root of roots) walk(root);
  return [...branches.values()];
}
