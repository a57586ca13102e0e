// Which threads are above some others, and how many of these each has below it.
import { at, NONE, type SpawnForest } from './spawnForest';

/**
 * By number: how many of the `loaded` threads are descendants of a thread in the same location; numbers without any are
 * absent. `threads` have the first numbers of the forest. `loaded` has each number once, and usually few of them.
 */
export function countLoadedDescendants(
  threads: readonly { archived: boolean }[],
  forest: SpawnForest,
  loaded: Iterable<number>,
): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const number of loaded) {
    const archived = threads[number]?.archived;
    const seen = new Set([number]);
    for (
      let ancestor = at(forest.parents, number);
      ancestor !== NONE && !seen.has(ancestor);
      ancestor = at(forest.parents, ancestor)
    ) {
      seen.add(ancestor);
      if (threads[ancestor]?.archived === archived) counts.set(ancestor, (counts.get(ancestor) ?? 0) + 1);
    }
  }
  return counts;
}

/** The numbers of these threads, given by their ids, and of all their ancestors. Skips unknown ids. */
export function subtreesWith(threadIds: Iterable<string>, forest: SpawnForest): ReadonlySet<number> {
  const numbers = new Set<number>();
  for (const id of threadIds)
    for (
      let each = forest.numbers.get(id) ?? NONE;
      each !== NONE && !numbers.has(each);
      each = at(forest.parents, each)
    )
      numbers.add(each);
  return numbers;
}
