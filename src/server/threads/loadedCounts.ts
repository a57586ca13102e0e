// How many threads in use each thread has below it.
import { at, NONE, type SpawnForest } from './spawnForest';

/**
 * By number: how many of these threads are descendants of it in the same view. `threads` have the first numbers of the
 * forest; those of `inUse`, each once, are mostly few. Numbers with none are absent.
 */
export function countLoadedDescendants(
  threads: readonly { archived: boolean }[],
  forest: SpawnForest,
  inUse: Iterable<number>,
): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const number of inUse) {
    const archived = threads[number]?.archived;
    const seen = new Set([number]);
    for (
      let above = at(forest.parents, number);
      above !== NONE && !seen.has(above);
      above = at(forest.parents, above)
    ) {
      seen.add(above);
      if (threads[above]?.archived === archived) counts.set(above, (counts.get(above) ?? 0) + 1);
    }
  }
  return counts;
}
