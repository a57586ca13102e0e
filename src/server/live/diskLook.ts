// Looks at the files of the threads that have a writer lock: what they say of each thread. Costs a few small
// file-system calls for each lock file, whatever the size of the home.
import path from 'node:path';
import { FailureError } from '../failure';
import { isAbsent } from '../files/fileErrors';
import { lookAt } from '../files/look';
import type { ThreadHome } from '../home/threadHome';
import { readRolloutPaths } from '../home/threadRows';
import { holdersInTable } from '../locks/tableLocks';
import { lockFileIds, writerLockFolder } from '../locks/writerLocks';
import { rolloutInHome } from '../rollouts/rolloutInHome';
import { diskStatus } from './diskStatus';
import type { DiskThread } from './liveList';
import { readRolloutTail, type TailRead } from './rolloutTail';

/** A rollout, and what was read of it. */
interface Followed {
  rollout: string;
  tail: TailRead | undefined;
}

/**
 * Creates a look: it resolves to what the files say by thread id, `held` being the threads whose lock is held. It must
 * not be called again before it has settled. `warn` is told once of each rollout that cannot be read; its thread then
 * counts as if the rollout had no turn. Rejects with bugs only.
 */
export function createDiskLook(
  home: ThreadHome,
  warn: (message: string) => void,
): (held: ReadonlySet<string>) => Promise<Map<string, DiskThread>> {
  const followed = new Map<string, Followed>();
  const warned = new Set<string>();

  /** Finds the rollouts of threads that are not followed yet. A new thread has no row for a moment. */
  const follow = async (threadIds: readonly string[]): Promise<void> => {
    for (const id of followed.keys()) if (!threadIds.includes(id)) followed.delete(id);
    const unknown = threadIds.filter(id => !followed.has(id));
    if (unknown.length === 0) return;
    for (const [threadId, named] of await home.read(db => readRolloutPaths(db, unknown))) {
      const rollout = rolloutInHome(home.path(), named)?.path;
      if (rollout?.endsWith('.jsonl')) followed.set(threadId, { rollout, tail: undefined });
    }
  };
  const tailOf = (threadId: string): TailRead | undefined => {
    const each = followed.get(threadId);
    if (!each) return undefined;
    try {
      each.tail = readRolloutTail(each.rollout, each.tail);
    } catch (error) {
      if (!isAbsent(error)) {
        if (!warned.has(each.rollout)) warn(`Cannot tell whether a thread runs: ${(error as Error).message}`);
        warned.add(each.rollout);
        return undefined;
      }
      each.tail = undefined;
    }
    // It was archived, say: the row names another place by the next look.
    if (!each.tail) followed.delete(threadId);
    return each.tail;
  };

  return async held => {
    const folder = writerLockFolder(home.path());
    const threads = new Map<string, DiskThread>();
    try {
      const threadIds = lockFileIds(folder);
      await follow(threadIds);
      const fileOf = (threadId: string): string => path.join(folder, `${threadId}.lock`);
      const holders = process.platform === 'linux' && held.size > 0 ? holdersInTable([...held].map(fileOf)) : undefined;
      for (const threadId of threadIds) {
        const loadedAtMs = lookAt(fileOf(threadId))?.mtimeMs;
        if (loadedAtMs === undefined) continue;
        const facts = { isHeld: held.has(threadId), loadedAtMs, lastEvent: tailOf(threadId)?.event };
        const status = diskStatus(facts);
        if (status !== undefined) threads.set(threadId, { status, holder: holders?.get(fileOf(threadId)) });
      }
    } catch (error) {
      // The views and operations report a home that cannot be read.
      if (!(error instanceof FailureError)) throw error;
    }
    return threads;
  };
}
