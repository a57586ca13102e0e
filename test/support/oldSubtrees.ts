import type { OldSubtree, OldThreadsResponse } from '../../src/protocol/methods';
import { NOW, row } from './row';

/** A subtree that nobody has used for 40 days. */
export function subtree(threadId: string, threads = 1, bytes = 1024): OldSubtree {
  return {
    row: row({ threadId, name: `Thread ${threadId}`, descendants: threads - 1 }),
    threads,
    bytes,
    newestAt: NOW - 40 * 86_400,
  };
}

/** What is old in a home of 2,000 threads. */
export function oldThreadsOf(subtrees: OldSubtree[], loaded = 0): OldThreadsResponse {
  const home = { active: { threads: 1632, bytes: 3 * 1024 ** 2 }, archived: { threads: 368, bytes: 1024 } };
  return { subtrees, loaded, home };
}
