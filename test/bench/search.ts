// Searching while typing: how long the first answer takes, which waits for the index, and each keystroke after it.
import type { TreeSearchResponse } from '../../src/protocol/methods';

export interface SearchTimes {
  /** Milliseconds from the first request to its answer: the index is built in it. */
  firstMs: number;
  /** Milliseconds for each keystroke from then on, in order. */
  keystrokesMs: number[];
}

/**
 * Words that occur in many threads of a generated home, in some and in none, and the beginning of an id.
 */
export const searchQueries = [
  'message fix',
  'ada 12',
  'branch-3 docs',
  'home/dev/shop',
  'größer',
  '019',
  'xyzzy',
  'e',
  'expressly not there',
];

/**
 * Types the queries letter by letter, each answered before the next. Must be the server's first search.
 */
export async function timeSearch(
  request: <R>(method: string, params: object) => Promise<R>,
  queries: readonly string[] = searchQueries,
): Promise<SearchTimes> {
  const ask = async (query: string): Promise<number> => {
    const started = performance.now();
    await request<TreeSearchResponse>('threadTree/search', { query });
    return performance.now() - started;
  };
  const firstMs = await ask('x');
  const keystrokesMs: number[] = [];
  for (const query of queries) {
    for (let length = 1; length <= query.length; length++) keystrokesMs.push(await ask(query.slice(0, length)));
  }
  return { firstMs, keystrokesMs };
}
