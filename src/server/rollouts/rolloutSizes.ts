// How much disk space threads take, for many threads at once and without blocking other requests.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { FailureError } from '../failure';
import { lookAt } from '../files/look';
import { rolloutsBelow } from './rolloutIndex';

/** The longest that other requests wait for their turn. */
const SLICE_MS = 10;

/**
 * The bytes of all rollouts below a folder with the id of one of these threads in their names, by id: plain and
 * compressed ones, and those of earlier reverts. Threads without rollouts are absent. Looks only at files of these
 * threads. Rejects with FailureError if the system refuses to show a folder or file, and with the signal's reason.
 */
export async function rolloutSizes(
  folder: string,
  threadIds: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  if (threadIds.size === 0) return sizes;
  let end = performance.now() + SLICE_MS;
  for (const { threadId, file } of rolloutsBelow(folder)) {
    if (threadIds.has(threadId)) sizes.set(threadId, (sizes.get(threadId) ?? 0) + bytesOf(file));
    if (performance.now() < end) continue;
    await nextTurn();
    signal.throwIfAborted();
    end = performance.now() + SLICE_MS;
  }
  return sizes;
}

/** 0 if it was moved meanwhile. */
function bytesOf(file: string): number {
  try {
    return lookAt(file)?.size ?? 0;
  } catch (error) {
    throw new FailureError({ code: 'rolloutSizeUnknown', path: file, cause: (error as Error).message });
  }
}
