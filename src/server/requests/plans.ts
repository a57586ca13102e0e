// `threadTree/plan`: what an archive or unarchive would do. The server remembers the last few plans, so that the plan
// that the user confirms is the plan that runs.
import { randomUUID } from 'node:crypto';
import type { LoadedThread } from '../../protocol/operations';
import type { TreeView, ViewOptions } from '../../protocol/tree';
import { FailureError } from '../failure';
import type { HomeModel } from '../home/homeModel';
import type { HomeState, ThreadHome } from '../home/threadHome';
import type { LoadedThreads } from '../locks/loadedThreads';
import { unknownHolder } from '../locks/lockHolder';
import { createWriterLocks } from '../locks/writerLocks';
import { planCascades } from '../operations/cascades';
import { at, descendantsOf, NONE, type SpawnForest } from '../threads/spawnForest';
import type { Handlers } from './handlers';
import { namesById } from './nameThreads';

export interface Plans {
  /** Plans as of the newest commit. */
  readonly make: Handlers['threadTree/plan'];
  /** The threads of a plan; undefined for null, and for a plan that is not remembered. */
  threadsOf(plan: string | null): ReadonlySet<string> | undefined;
}

/** What plans are made from. */
export interface PlanSources {
  home: ThreadHome;
  loadedThreads: Pick<LoadedThreads, 'look'>;
  /** Resolves to a function that says which threads a view shows with these options, as of a state of the home. */
  shownIn: (view: Exclude<TreeView, 'all'>, options: ViewOptions) => Promise<(state: HomeState) => ShownThreads>;
}

/** Whether the view shows a thread, by its number. */
type ShownThreads = (number: number) => boolean;

const PLANS_KEPT = 8;
/** A question with more names is not read. */
const NAMED_LOADED = 5;

export function createPlans({ home, loadedThreads, shownIn }: PlanSources): Plans {
  const plans = new Map<string, ReadonlySet<string>>();
  return {
    make: async ({ operation, threadIds, keepRoots, options }) => {
      const shown = options && (await shownIn(operation === 'archive' ? 'threads' : 'archived', options));
      const keep = keptThreads(threadIds, keepRoots);
      const loadedNow = loadedThreads.look();
      const { planned, threads, loaded, hidden, attached } = await home.read((_, state) => {
        const { model } = state;
        const roots = subtreeRoots(model.forest, threadIds);
        const planned = planCascades(home.path(), model, roots, { kind: operation, keep });
        // Subtrees may share threads below a cycle.
        const threads = new Set(planned.flatMap(subtree => subtree.threadIds));
        const all = loadedNow.size === 0 ? [] : roots.flatMap(root => [root, ...descendantsOf(model.forest, root)]);
        return {
          planned,
          threads,
          loaded: [...new Set(all)].filter(id => loadedNow.has(id) && !keep.has(id)).sort(),
          hidden: shown ? countHidden(threads, model.forest, shown(state)) : 0,
          attached: countAttached(threads, model, operation === 'unarchive'),
        };
      });
      const plan = randomUUID();
      plans.set(plan, threads);
      for (const oldest of plans.keys()) if (plans.size > PLANS_KEPT) plans.delete(oldest);
      return {
        plan,
        threads: threads.size,
        rootsWithSubAgents: planned.filter(subtree => subtree.threadIds.some(id => id !== subtree.root)).length,
        hidden,
        attached,
        loaded: await describeLoaded(home, loaded.slice(0, NAMED_LOADED)),
        loadedThreads: loaded.length,
        others: threads.size - loaded.filter(id => threads.has(id)).length,
      };
    },
    threadsOf: plan => (plan === null ? undefined : plans.get(plan)),
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

/** Names these threads, and the programs that have them loaded, as far as the system says. */
async function describeLoaded(home: ThreadHome, threadIds: readonly string[]): Promise<LoadedThread[]> {
  if (threadIds.length === 0) return [];
  const [names, holders] = await Promise.all([namesById(home, threadIds), holdersOf(home.path(), threadIds)]);
  return threadIds.map(threadId => ({
    thread: { threadId, name: names.get(threadId) ?? null },
    holder: holders.get(threadId) ?? unknownHolder,
  }));
}

async function holdersOf(home: string, threadIds: readonly string[]) {
  try {
    return await createWriterLocks(home).holders(threadIds);
  } catch (error) {
    // The question does without the program; the operation reports what is wrong.
    if (error instanceof FailureError) return new Map<string, never>();
    throw error;
  }
}

/**
 * The given threads without those that are descendants of others, ancestors first. In a cycle, where each member is a
 * descendant of all the others, the first one is kept.
 */
export function subtreeRoots(forest: SpawnForest, threadIds: readonly string[]): string[] {
  const depthOf = depthsIn(forest);
  const depths = new Map(threadIds.map(threadId => [threadId, depthOf(threadId)]));
  const covered = new Set<string>();
  return [...depths]
    .sort(([, a], [, b]) => a - b)
    .flatMap(([threadId]) => {
      if (covered.has(threadId)) return [];
      covered.add(threadId);
      for (const id of descendantsOf(forest, threadId)) covered.add(id);
      return [threadId];
    });
}

/** The threads that stay: with `keepRoots` all the given ones, even those that are descendants of others. */
export function keptThreads(threadIds: readonly string[], keepRoots: boolean): ReadonlySet<string> {
  return new Set(keepRoots ? threadIds : []);
}

/** Counts a thread's ancestors. Members of a cycle have fewer than the threads that hang from it. */
function depthsIn(forest: SpawnForest): (threadId: string) => number {
  // By number: the last walk that visited it. A walk that meets itself is in a cycle.
  const visits = new Uint32Array(forest.ids.length);
  let walk = 0;
  return threadId => {
    const start = forest.numbers.get(threadId) ?? NONE;
    walk++;
    let depth = 0;
    for (
      let number = at(forest.parents, start);
      number !== NONE && visits[number] !== walk;
      number = at(forest.parents, number)
    ) {
      visits[number] = walk;
      if (number !== start) depth++;
    }
    return depth;
  };
}
