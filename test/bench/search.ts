// Searching as one types: how long the first answer takes, which waits for the index, and each keystroke after it.
import type { TreeSearchResponse } from '../../src/protocol/methods';

export interface SearchTimes {
  /** Milliseconds from the first request to its answer: the index is built in it. */
  firstMs: number;
  /** Milliseconds for each keystroke from then on, in order. */
  keystrokesMs: number[];
}

/**
 * Words that are in many threads of a generated home, in some, in none, and an id's beginning; typed letter by letter.
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
 * Types the queries through a server's protocol, each answered before the next letter. The server must not have been
 * searched yet.
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
