// How many descendants of a row failed: a collapsed row hides them. The server knows the ancestors of a thread even
// when its row is not loaded.
import type { Event } from 'vscode';
import { Emitter } from '../emitter';
import type { TreePathParams, TreePathResponse } from '../../protocol/methods';

export interface FailureCounts {
  descendants: (threadId: string) => number;
  /** Looks up the ancestors of these threads, and counts these threads only. Rejects as the request does. */
  update(failed: readonly string[]): Promise<void>;
  /** The threads whose count has changed. */
  readonly onDidChange: Event<readonly string[]>;
}

/** Each costs a request; with more than these the exact count does not matter. */
const LOOKED_UP = 500;

/** Counts nothing yet. `path` answers the rows from the top level down to a thread. */
export function createFailureCounts(
  view: TreePathParams['view'],
  path: (params: TreePathParams) => Promise<TreePathResponse>,
): FailureCounts {
  const changed = new Emitter<readonly string[]>();
  const above = new Map<string, readonly string[]>();
  let counts = new Map<string, number>();
  let latest = 0;

  return {
    descendants: threadId => counts.get(threadId) ?? 0,
    update: async failed => {
      const mine = ++latest;
      for (const threadId of failed.slice(0, LOOKED_UP)) {
        if (!above.has(threadId)) {
          const { rows } = await path({ view, threadId });
          above.set(
            threadId,
            rows.slice(0, -1).map(row => row.threadId),
          );
        }
        if (mine !== latest) {
          return;
        }
      }
      const now = countAbove(failed.map(threadId => above.get(threadId) ?? []));
      for (const threadId of [...above.keys()].filter(threadId => !failed.includes(threadId))) {
        above.delete(threadId);
      }
      const before = counts;
      counts = now;
      const different = [...new Set([...before.keys(), ...now.keys()])].filter(
        threadId => before.get(threadId) !== now.get(threadId),
      );
      if (different.length > 0) {
        changed.fire(different);
      }
    },
    onDidChange: changed.event,
  };
}

function countAbove(paths: readonly (readonly string[])[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const threadId of paths.flat()) {
    counts.set(threadId, (counts.get(threadId) ?? 0) + 1);
  }
  return counts;
}
