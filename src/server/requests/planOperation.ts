// Which branches an operation on several threads is about, and what it would take: `threadTree/plan`.
import type { TreePlan, TreePlanParams } from '../../protocol/methods';
import { at, descendantsOf, NONE, type SpawnForest } from '../threads/spawnForest';
import type { HomeModel } from '../home/homeModel';

/**
 * The given threads without those that lie below another one, ancestors first. Of the members of a cycle, each of which
 * lies below all the others, the first is kept.
 */
export function subtreeRoots(forest: SpawnForest, threadIds: readonly string[]): string[] {
  const depthOf = depthsIn(forest);
  const depths = new Map(threadIds.map(threadId => [threadId, depthOf(threadId)]));
  const covered = new Set<string>();
  return [...depths]
    .sort(([, a], [, b]) => a - b)
    .flatMap(([threadId]) => {
      if (covered.has(threadId)) return [];
      covered.add(threadId);
      for (const id of descendantsOf(forest, threadId)) covered.add(id);
      return [threadId];
    });
}

/** The threads that stay: with `keepRoots` all that were given, also those below another one. */
export function keptThreads(threadIds: readonly string[], keepRoots: boolean): ReadonlySet<string> {
  return new Set(keepRoots ? threadIds : []);
}

/** What an operation would take: the threads that are where it takes threads from, without those that are kept. */
export function planOperation(
  model: HomeModel,
  { operation, threadIds, keepRoots }: Required<TreePlanParams>,
): TreePlan {
  const archived = operation === 'unarchive';
  const kept = keptThreads(threadIds, keepRoots);
  const isTaken = (id: string): boolean => model.threads.get(id)?.archived === archived && !kept.has(id);
  let threads = 0;
  let rootsWithChildren = 0;
  for (const root of subtreeRoots(model.forest, threadIds)) {
    const below = descendantsOf(model.forest, root).filter(isTaken).length;
    threads += below + (isTaken(root) ? 1 : 0);
    if (below > 0) rootsWithChildren++;
  }
  return { threads, rootsWithChildren };
}

/** Tells how many other threads stand above one. Members of a cycle stand higher than what hangs from it. */
function depthsIn(forest: SpawnForest): (threadId: string) => number {
  // By number: the walk that was there last, so that a walk notices when it goes in a circle.
  const visits = new Uint32Array(forest.ids.length);
  let walk = 0;
  return threadId => {
    const start = forest.numbers.get(threadId) ?? NONE;
    walk++;
    let depth = 0;
    for (
      let number = at(forest.parents, start);
      number !== NONE && visits[number] !== walk;
      number = at(forest.parents, number)
    ) {
      visits[number] = walk;
      if (number !== start) depth++;
    }
    return depth;
  };
}
