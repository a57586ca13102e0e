// The order of the rows of a level.
import { byCodeUnit } from './spawnForest';
import type { PlacedThread } from './treePlaces';

/** Compares two threads of a view by their numbers. */
export type LevelOrder = (a: number, b: number) => number;

/**
 * `recency`: by last activity, in the archived view by time of archival; `created`; or by a size, which is told of each
 * number: the largest first. Among equals the newest first, then by id, newest first too.
 */
export function levelOrder(
  threads: readonly PlacedThread[],
  archived: boolean,
  by: 'recency' | 'created' | ((number: number) => number),
): LevelOrder {
  const rank =
    typeof by === 'function'
      ? by
      : by === 'created'
        ? (number: number): number => threads[number]?.createdAt ?? 0
        : archived
          ? (number: number): number => threads[number]?.archivedAt ?? 0
          : () => 0;
  return (a, b) => {
    const [left, right] = [threads[a] as PlacedThread, threads[b] as PlacedThread];
    return rank(b) - rank(a) || right.recencyAt - left.recencyAt || byCodeUnit(right.id, left.id);
  };
}

/**
 * Orders numbers by the names that they have, as people of the system's locale look for them: `Agent 9` before `agent
 * 10`. Of equal names the newest first.
 */
export function orderByName(numbers: readonly number[], names: readonly string[], newestFirst: LevelOrder): number[] {
  const { compare } = new Intl.Collator(undefined, { numeric: true });
  return numbers
    .map((number, index) => ({ number, name: names[index] ?? '' }))
    .sort((a, b) => compare(a.name, b.name) || newestFirst(a.number, b.number))
    .map(({ number }) => number);
}
