// Which of some threads are the roots of the subtrees that they and their descendants form. Pure.
import { at, descendantsOf, NONE, type SpawnForest } from './spawnForest';

/**
 * The given threads without those that are descendants of others, ancestors first. In a cycle, where each member is a
 * descendant of all the others, the first one is kept.
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

/** Counts a thread's ancestors. Members of a cycle have fewer than the threads that hang from it. */
function depthsIn(forest: SpawnForest): (threadId: string) => number {
  // By number: the last walk that visited it. A walk that meets itself is in a cycle.
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
