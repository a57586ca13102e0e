// How much disk threads take, for many threads at once and without keeping anybody waiting.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { t } from '@vscode/l10n';
import { UserError } from '../userError';
import { lookAt } from '../files/namedErrors';
import { rolloutsBelow } from './rolloutIndex';

/** How long others wait for their turn. */
const SLICE_MS = 10;

/**
 * The bytes of all rollouts below a folder that carry one of these threads' ids in their names, by id: both forms of
 * one, and those of earlier reverts. Threads without any are absent. Only files of these threads are looked at. Rejects
 * with UserError when a folder or file cannot be looked at, and with the signal's reason.
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

/** 0 when it has been moved meanwhile. */
function bytesOf(file: string): number {
  try {
    return lookAt(file)?.size ?? 0;
  } catch (error) {
    throw new UserError(t('The size of {0} cannot be told: {1}', file, (error as Error).message));
  }
}
