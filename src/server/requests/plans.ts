// `threadTree/plan`: what an archive or unarchive would do. The server remembers the last few plans, so that the plan
// that the user confirms is the plan that runs.
import { randomUUID } from 'node:crypto';
import type { ThreadHome } from '../home/threadHome';
import { planCascades } from '../operations/cascades';
import { at, descendantsOf, NONE, type SpawnForest } from '../threads/spawnForest';
import type { Handlers } from './handlers';

export interface Plans {
  /** Plans as of the newest commit. */
  readonly make: Handlers['threadTree/plan'];
  /** The threads of a plan; undefined for null, and for a plan that is not remembered. */
  threadsOf(plan: string | null): ReadonlySet<string> | undefined;
}

const PLANS_KEPT = 8;

export function createPlans(home: ThreadHome): Plans {
  const plans = new Map<string, ReadonlySet<string>>();
  return {
    make: async ({ operation, threadIds, keepRoots }) => {
      const planned = await home.read((_, { model }) =>
        planCascades(home.path(), model, subtreeRoots(model.forest, threadIds), {
          kind: operation,
          keep: keptThreads(threadIds, keepRoots),
        }),
      );
      const plan = randomUUID();
      // Subtrees may share threads below a cycle.
      const threads = new Set(planned.flatMap(subtree => subtree.threadIds));
      plans.set(plan, threads);
      for (const oldest of plans.keys()) if (plans.size > PLANS_KEPT) plans.delete(oldest);
      return {
        plan,
        threads: threads.size,
        rootsWithSubAgents: planned.filter(subtree => subtree.threadIds.some(id => id !== subtree.root)).length,
      };
    },
    threadsOf: plan => (plan === null ? undefined : plans.get(plan)),
  };
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
