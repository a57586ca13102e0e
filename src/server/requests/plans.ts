// `threadTree/plan`: what an archive or unarchive would do.
import type { LockHolder } from '../../protocol/failures';
import type { LoadedThread } from '../../protocol/operations';
import type { TreeView, ViewOptions } from '../../protocol/tree';
import { FailureError } from '../failure';
import type { HomeModel } from '../home/homeModel';
import type { HomeState, ThreadHome } from '../home/threadHome';
import type { Asking } from '../live/codexReach';
import { isWaiting } from '../live/liveList';
import type { LiveThreads } from '../live/liveThreads';
import type { LoadedThreads } from '../locks/loadedThreads';
import { unknownHolder } from '../locks/lockHolder';
import { createWriterLocks } from '../locks/writerLocks';
import { planCascades, type PlannedMoves } from '../operations/cascades';
import { askableRoots, type AskableInput } from '../threads/askableRoots';
import type { ThreadLocation } from '../threads/cascadePlan';
import { descendantsOf, type SpawnForest } from '../threads/spawnForest';
import { subtreeRoots } from '../threads/subtreeRoots';
import { isThreadId } from '../threads/threadId';
import type { Handlers } from './handlers';
import { namesById } from './nameThreads';
import { createPlanMemory } from './planMemory';

export interface Plans {
  /** Plans as of the newest commit. */
  readonly make: Handlers['threadTree/plan'];
  /** The threads of a plan; undefined for null. Throws `planGone` (planMemory.ts). */
  threadsOf(plan: string | null): ReadonlySet<string> | undefined;
  /**
   * Whether one of these threads runs or waits, and did neither when the plan was made. False without a plan. Throws
   * `planGone` (planMemory.ts).
   */
  isBusyAnew(plan: string | null, threadIds: readonly string[]): boolean;
}

/** What plans are made from. */
export interface PlanSources {
  home: ThreadHome;
  loadedThreads: Pick<LoadedThreads, 'look'>;
  live: Pick<LiveThreads, 'current'>;
  asking: Pick<Asking, 'server'>;
  /** Resolves to a function that says which threads a view shows with these options, as of a state of the home. */
  shownIn: (view: Exclude<TreeView, 'all'>, options: ViewOptions) => Promise<(state: HomeState) => ShownThreads>;
}

/** Whether the view shows a thread, by its number. */
type ShownThreads = (number: number) => boolean;

/** A question with more names is not read. */
const NAMED_LOADED = 5;

export function createPlans({ home, loadedThreads, live, asking, shownIn }: PlanSources): Plans {
  const plans = createPlanMemory<{ threads: ReadonlySet<string>; busy: ReadonlySet<string> }>();
  const isBusy = (threadId: string): boolean => {
    const status = live.current().get(threadId)?.status;
    return status !== undefined && (status === 'running' || isWaiting(status));
  };
  return {
    make: async ({ operation, threadIds, keepRoots, options }) => {
      const shown = options && (await shownIn(operation === 'archive' ? 'threads' : 'archived', options));
      const keep = keptThreads(threadIds, keepRoots);
      const loadedNow = loadedThreads.look();
      const { model, planned, threads, loaded, hidden, attached } = await home.read((_, state) => {
        const { model } = state;
        const roots = subtreeRoots(model.forest, threadIds);
        const planned = planCascades(home.path(), model, roots, { kind: operation, keep });
        // Subtrees may share threads below a cycle.
        const threads = new Set(planned.flatMap(subtree => subtree.threadIds));
        const all = loadedNow.size === 0 ? [] : roots.flatMap(root => [root, ...descendantsOf(model.forest, root)]);
        return {
          model,
          planned,
          threads,
          loaded: [...new Set(all)].filter(id => loadedNow.has(id) && !keep.has(id)).sort(),
          hidden: shown ? countHidden(threads, model.forest, shown(state)) : 0,
          attached: countAttached(threads, model, operation === 'unarchive'),
        };
      });
      const holders = await holdersOf(home.path(), loaded);
      const busy = new Set([...threads].filter(isBusy));
      const waiting = [...busy].filter(id => live.current().get(id)?.status !== 'running').length;
      const canAsk = operation === 'archive' && canAskFor(planned, { model, holders, server: asking.server() });
      return {
        plan: plans.add({ threads, busy }),
        threads: threads.size,
        rootsWithSubAgents: planned.filter(subtree => subtree.threadIds.some(id => id !== subtree.root)).length,
        hidden,
        attached,
        loaded: await describeLoaded(
          home,
          [...loaded].sort((a, b) => Number(busy.has(b)) - Number(busy.has(a))),
          holders,
        ),
        loadedThreads: loaded.length,
        codex: canAsk ? { running: busy.size - waiting, waiting } : null,
        others: threads.size - loaded.filter(id => threads.has(id)).length,
      };
    },
    threadsOf: plan => (plan === null ? undefined : plans.get(plan).threads),
    isBusyAnew: (plan, threadIds) => plan !== null && threadIds.some(id => isBusy(id) && !plans.get(plan).busy.has(id)),
  };
}

function countHidden(threads: ReadonlySet<string>, { numbers }: SpawnForest, isShown: ShownThreads): number {
  return [...threads].filter(id => {
    const number = numbers.get(id);
    return number !== undefined && !isShown(number);
  }).length;
}

/** Counts the threads of one location that are attached to these, and not among them. */
function countAttached(threads: ReadonlySet<string>, { list, forest, attached }: HomeModel, archived: boolean): number {
  return [...attached].reduce((sum, [to, guests]) => {
    const stay = guests
      .map(number => list[number])
      .filter(guest => guest?.archived === archived && !threads.has(guest.id));
    return sum + (threads.has(forest.ids[to] ?? '') ? stay.length : 0);
  }, 0);
}

/** Whether a Codex can be asked to archive each of these subtrees of which a thread is loaded. */
function canAskFor(
  planned: readonly PlannedMoves[],
  { model, ...ask }: { model: HomeModel } & Pick<AskableInput, 'holders' | 'server'>,
): boolean {
  const locationOf = (threadId: string): ThreadLocation => {
    const thread = model.threads.get(threadId);
    if (thread) return thread.archived ? 'archived' : 'active';
    return isThreadId(threadId) ? 'missing' : 'invalidId';
  };
  const affected = planned.filter(({ threadIds }) => threadIds.some(id => ask.holders.has(id)));
  const mayAsk = (moves: readonly string[]): boolean =>
    askableRoots({ ...ask, forest: model.forest, locationOf, moves }) !== undefined;
  return affected.length > 0 && affected.every(({ threadIds }) => mayAsk(threadIds));
}

/** Names the first of these threads, and the programs that have them loaded, as far as the system says. */
async function describeLoaded(
  home: ThreadHome,
  loaded: readonly string[],
  holders: ReadonlyMap<string, LockHolder>,
): Promise<LoadedThread[]> {
  const threadIds = loaded.slice(0, NAMED_LOADED);
  const names = threadIds.length === 0 ? new Map<string, never>() : await namesById(home, threadIds);
  return threadIds.map(threadId => ({
    thread: { threadId, name: names.get(threadId) ?? null },
    holder: holders.get(threadId) ?? unknownHolder,
  }));
}

async function holdersOf(home: string, threadIds: readonly string[]): Promise<ReadonlyMap<string, LockHolder>> {
  try {
    if (threadIds.length === 0) return new Map();
    return await createWriterLocks(home).holders(threadIds);
  } catch (error) {
    // The question does without the program; the operation reports what is wrong.
    if (error instanceof FailureError) return new Map();
    throw error;
  }
}

/** The threads that stay: with `keepRoots` all the given ones, even those that are descendants of others. */
export function keptThreads(threadIds: readonly string[], keepRoots: boolean): ReadonlySet<string> {
  return new Set(keepRoots ? threadIds : []);
}
