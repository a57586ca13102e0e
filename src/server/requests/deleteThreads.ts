// `threadTree/deletePlan` and `threadTree/delete`: Codex deletes threads for good, one subtree after the other. What it
// would refuse, or do to turns that run, is found out first: a Codex that refuses has unloaded the thread all the same.
import path from 'node:path';
import type { DeleteResult } from '../../protocol/codexActions';
import type { Failure, LockHolder } from '../../protocol/failures';
import { FailureError, isFailure } from '../failure';
import type { HomeModel } from '../home/homeModel';
import type { ThreadHome } from '../home/threadHome';
import type { Asking } from '../live/codexReach';
import { isWaiting } from '../live/liveList';
import type { LiveThreads } from '../live/liveThreads';
import { createWriterLocks } from '../locks/writerLocks';
import type { HomeOperations } from '../operations/lease';
import type { OperationLocks } from '../writer/writerSession';
import { findForks } from '../rollouts/findForks';
import { rolloutSizes } from '../rollouts/rolloutSizes';
import { descendantsOf } from '../threads/spawnForest';
import { subtreeRoots } from '../threads/subtreeRoots';
import type { Handlers } from './handlers';
import { namesById } from './nameThreads';
import { createPlanMemory } from './planMemory';

export interface Deletion {
  readonly plan: Handlers['threadTree/deletePlan'];
  readonly run: Handlers['threadTree/delete'];
}

export interface DeletionSources {
  home: ThreadHome;
  operations: Pick<HomeOperations, 'run'>;
  live: Pick<LiveThreads, 'current'>;
  asking: Asking;
}

/** A question with more names is not read. */
const NAMED = 5;

export function createDeletion({ home, operations, live, asking }: DeletionSources): Deletion {
  const plans = createPlanMemory<ReadonlySet<string>>();
  const folders = (): string[] => ['sessions', 'archived_sessions'].map(name => path.join(home.path(), name));
  /** Those that a Codex has loaded which is not the one that is asked. */
  const elsewhereAmong = (holders: ReadonlyMap<string, LockHolder>): Map<string, LockHolder> => {
    const server = asking.server();
    return new Map([...holders].filter(([, { pid }]) => pid === null || pid !== server));
  };

  const plan: Deletion['plan'] = async ({ threadIds }, { signal }) => {
    const { threads, active } = await home.read((_, { model }) => {
      const all = subtreeRoots(model.forest, threadIds).flatMap(root => subtreeOf(model, root));
      const threads = new Set(all);
      return { threads, active: [...threads].filter(id => model.threads.get(id)?.archived === false).length };
    });
    let bytes = 0;
    for (const folder of folders())
      for (const size of (await rolloutSizes(folder, threads, signal)).values()) bytes += size;
    const forks = await findForks(folders(), threads, signal);
    const elsewhere = elsewhereAmong(await createWriterLocks(home.path()).holders(threads));
    const statuses = [...threads].flatMap(id => live.current().get(id)?.status ?? []);
    const named = [...forks.slice(0, NAMED), ...[...elsewhere.keys()].slice(0, NAMED)];
    const names = await namesById(home, named);
    const refOf = (threadId: string) => ({ threadId, name: names.get(threadId) ?? null });
    return {
      plan: plans.add(threads),
      threads: threads.size,
      active,
      bytes,
      running: statuses.filter(status => status === 'running').length,
      waiting: statuses.filter(isWaiting).length,
      elsewhere: [...elsewhere].slice(0, NAMED).map(([threadId, holder]) => ({ thread: refOf(threadId), holder })),
      forks: forks.slice(0, NAMED).map(refOf),
    };
  };

  /** Why this subtree must stay, or undefined. */
  const obstacleTo = async (
    subtree: readonly string[],
    planned: ReadonlySet<string>,
    locks: OperationLocks,
    signal: AbortSignal,
  ): Promise<Failure | undefined> => {
    if (subtree.some(id => !planned.has(id))) return { code: 'notInPlan' };
    const holders = await locks.hold(subtree);
    // Codex would wait for them. A thread that it loads meanwhile it refuses to delete by itself.
    locks.release();
    const [loaded] = elsewhereAmong(holders);
    if (loaded) return { code: 'loaded', holder: loaded[1] };
    const forks = await findForks(folders(), new Set(subtree), signal);
    if (forks.length === 0) return undefined;
    const names = await namesById(home, forks.slice(0, NAMED));
    return { code: 'neededByForks', forks: forks.map(threadId => ({ threadId, name: names.get(threadId) ?? null })) };
  };

  const run: Deletion['run'] = ({ threadIds, plan, codex }, { signal }) => {
    const planned = plans.get(plan);
    const deleteAll = async (locks: OperationLocks): Promise<DeleteResult> => {
      const roots = await home.read((_, { model }) => subtreeRoots(model.forest, threadIds));
      const names = await namesById(home, roots);
      const result: DeleteResult = { deleted: 0, failures: [] };
      // Newest first: a fork is newer than the thread that it needs.
      for (const threadId of roots.sort().reverse()) {
        try {
          signal.throwIfAborted();
          const subtree = await home.read((_, { model }) => subtreeOf(model, threadId));
          if (subtree.length === 0) continue;
          const obstacle = await obstacleTo(subtree, planned, locks, signal);
          if (obstacle) throw new FailureError(obstacle);
          await asking.ask('thread/delete', { threadId }, codex, signal);
          result.deleted += subtree.length;
        } catch (error) {
          const failure = signal.aborted ? ({ code: 'cancelled' } as const) : failureOf(error);
          result.failures.push({ thread: { threadId, name: names.get(threadId) ?? null }, failure });
          // Without a Codex the others fail as well.
          if (isFailure(error, 'codexNotFound', 'codexNotRunnable')) throw error;
        }
      }
      return result;
    };
    return operations.run(({ locks }) => deleteAll(locks), { onWait: () => undefined, signal });
  };
  return { plan, run };
}

/** A thread with all of its descendants that have a row, in both locations. */
function subtreeOf({ forest, threads }: HomeModel, root: string): string[] {
  return [root, ...descendantsOf(forest, root)].filter(id => threads.get(id) !== undefined);
}

function failureOf(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  throw error;
}
