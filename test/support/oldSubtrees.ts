import type { OldSubtree } from '../../src/protocol/methods';
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
