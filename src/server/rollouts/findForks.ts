// Which threads were forked from others and need their rollouts: from 0.158 on, a fork does not copy the history of the
// thread it was forked from, but names a byte of one of its rollouts.
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { rolloutsBelow } from './rolloutIndex';
import { segmentIdOf } from './rolloutNames';
import { readSessionMeta } from './sessionMeta';

/** The longest that other requests wait for their turn. */
const SLICE_MS = 10;

/**
 * The threads, besides the given ones, whose history begins in a rollout of one of these. Reads the first line of every
 * rollout below the folders that is not older than the oldest of these. A rollout that cannot be read needs none.
 * Rejects with `rolloutFolderUnreadable`, and with the signal's reason.
 */
export async function findForks(
  folders: readonly string[],
  threadIds: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<string[]> {
  const segments = new Set<string>();
  const others: { threadId: string; file: string }[] = [];
  const slices = createSlices(signal);
  for (const folder of folders) {
    for (const rollout of rolloutsBelow(folder)) {
      if (threadIds.has(rollout.threadId)) segments.add(segmentIdOf(path.basename(rollout.file)) ?? '');
      else others.push(rollout);
      await slices();
    }
  }
  // Ids begin with a time.
  const oldest = [...threadIds].reduce((first, id) => (id < first ? id : first), '~');
  const forks = new Set<string>();
  for (const { threadId, file } of segments.size === 0 ? [] : others) {
    if (threadId >= oldest && needs(file, segments)) forks.add(threadId);
    await slices();
  }
  return [...forks].sort();
}

function needs(file: string, segments: ReadonlySet<string>): boolean {
  try {
    const meta = readSessionMeta(file);
    return typeof meta === 'object' && meta.historyBase !== null && segments.has(meta.historyBase.segmentId);
  } catch {
    return false;
  }
}

/** Lets others have their turn when this has taken long enough. */
function createSlices(signal: AbortSignal): () => Promise<void> | undefined {
  let end = performance.now() + SLICE_MS;
  return () => {
    if (performance.now() < end) return undefined;
    return nextTurn().then(() => {
      signal.throwIfAborted();
      end = performance.now() + SLICE_MS;
    });
  };
}
