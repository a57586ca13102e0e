// Paging through the real Codex's thread/list. Its pages hold 100 threads at most.
import type { ThreadListResponse } from '../../src/server/codex/protocol';
import { sourceKinds } from '../../src/protocol/thread';
import type { StdioClient } from '../support/stdioClient';

const PAGE = 100;
/** Asks for no more pages than these; the time for all is extrapolated. */
const MOST_PAGES = 200;

/**
 * Returns the milliseconds that all pages take, active and archived, in a home of so many threads. From 20,000 threads
 * on it is an estimate.
 */
export async function codexLists(codex: StdioClient, threads: number): Promise<number> {
  const start = performance.now();
  let [read, pages] = [0, 0];
  for (const archived of [false, true]) {
    for (let cursor: string | null = null, more = true; more && pages < MOST_PAGES; pages++) {
      const page: ThreadListResponse = await codex.request<ThreadListResponse>('thread/list', {
        archived,
        cursor,
        limit: PAGE,
        sourceKinds,
        modelProviders: [],
        useStateDbOnly: true,
      });
      read += page.data.length;
      cursor = page.nextCursor;
      more = cursor !== null;
    }
  }
  if (pages < MOST_PAGES && read !== threads) throw new Error(`Codex listed ${read} of ${threads} threads`);
  return ((performance.now() - start) * threads) / read;
}
