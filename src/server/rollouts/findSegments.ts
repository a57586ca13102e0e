// Finds the rollouts of threads in both session folders of a home, wherever they have been moved.
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { rolloutsBelow } from './rolloutIndex';
import { twinOf } from './rolloutNames';
import { readSessionMeta } from './sessionMeta';
import type { Segment } from './threadParts';

/** The longest that other requests wait for their turn. */
const SLICE_MS = 10;

/**
 * The files with the id of one of these threads in their names, by id, in folder order. Of a rollout that is there both
 * plain and compressed, the plain one. Rejects with `rolloutFolderUnreadable` and with the signal's reason.
 */
export async function findRollouts(
  home: string,
  threadIds: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  let end = performance.now() + SLICE_MS;
  for (const folder of ['sessions', 'archived_sessions']) {
    for (const { threadId, file } of rolloutsBelow(path.join(home, folder))) {
      if (threadIds.has(threadId)) found.set(threadId, [...(found.get(threadId) ?? []), file]);
      if (performance.now() < end) continue;
      await nextTurn();
      signal.throwIfAborted();
      end = performance.now() + SLICE_MS;
    }
  }
  for (const [threadId, files] of found) {
    const all = new Set(files);
    found.set(
      threadId,
      files.filter(file => !file.endsWith('.zst') || !all.has(twinOf(file))),
    );
  }
  return found;
}

/**
 * Those of the files that are the thread's. One with a damaged first line counts by its name: reading it harms nobody.
 * Throws I/O errors.
 */
export function segmentsOf(threadId: string, files: readonly string[]): Segment[] {
  return files.flatMap(file => {
    const meta = readSessionMeta(file);
    if (meta === 'absent' || (meta !== 'broken' && meta.id !== threadId)) return [];
    return [{ file, base: meta === 'broken' ? null : meta.historyBase }];
  });
}
