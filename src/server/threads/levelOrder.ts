// The order of the rows of a level.
import { byCodeUnit } from './spawnForest';

/** What decides where a thread stands in its level. */
export interface OrderedThread {
  id: string;
  /** The last activity in its subtree, in Unix seconds. */
  newestAt: number;
  createdAt: number;
  archivedAt: number | null;
}

/** Compares two threads, given by their numbers. */
export type LevelOrder = (a: number, b: number) => number;

/**
 * Orders by last activity in the subtree (`recency`; archived threads by the time of archiving), by creation, or by a
 * size that the function returns for a number; newest or largest first. Equal threads are ordered by last activity,
 * then by id, which begins with a time: newest first.
 */
export function levelOrder(
  threads: readonly OrderedThread[],
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
    const [left, right] = [threads[a] as OrderedThread, threads[b] as OrderedThread];
    return rank(b) - rank(a) || right.newestAt - left.newestAt || byCodeUnit(right.id, left.id);
  };
}

/** Puts some threads, given by their numbers, before all others; among equals `order` decides. */
export function firstWithin(first: ReadonlySet<number>, order: LevelOrder): LevelOrder {
  return (a, b) => Number(first.has(b)) - Number(first.has(a)) || order(a, b);
}

/**
 * Orders threads by name, as the system's locale does and with numbers by value: `Agent 9` before `agent 10`. Threads
 * with the same name are ordered newest first.
 */
export function orderByName(numbers: readonly number[], names: readonly string[], newestFirst: LevelOrder): number[] {
  const { compare } = new Intl.Collator(undefined, { numeric: true });
  return numbers
    .map((number, index) => ({ number, name: names[index] ?? '' }))
    .sort((a, b) => compare(a.name, b.name) || newestFirst(a.number, b.number))
    .map(({ number }) => number);
}
