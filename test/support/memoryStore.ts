// A Codex home in memory, for the tests of the cascade: what it plans from and moves with, without files or SQL.
import {
  planSubtree,
  runPlan,
  type SubtreeSource,
  type CascadeResult,
  type MoveOutcome,
  type MoveThreads,
  type RunOptions,
} from '../../src/server/threads/cascade';
import type { Failure, WaitsFor } from '../../src/protocol/failures';
import type { PlanOptions, ThreadLocation } from '../../src/server/threads/cascadePlan';
import { buildSpawnForest, descendantsOf } from '../../src/server/threads/spawnForest';

export interface MemoryHome {
  /** `parent child` for each spawn edge, e.g. `['P C', 'C G']`. */
  edges: readonly string[];
  /** Threads that are not simply active. */
  locations?: Readonly<Record<string, ThreadLocation>>;
  /** Threads that a running Codex has loaded. */
  loaded?: readonly string[];
  /** Threads whose move fails. */
  failing?: readonly string[];
  /** How many threads a transaction takes; default: all that are offered. */
  perTransaction?: number;
  /** Called before each transaction with the threads that it takes. */
  beforeMove?: (threadIds: readonly string[]) => void;
  /** What the first transaction waits for. */
  waitsFor?: WaitsFor;
}

export interface MemoryStore extends SubtreeSource {
  move: MoveThreads;
  /** The threads of each transaction, in order. */
  readonly transactions: string[][];
}

export function memoryStore(home: MemoryHome): MemoryStore {
  const forest = buildSpawnForest(
    home.edges.map(edge => {
      const [parentId, childId] = edge.split(' ') as [string, string];
      return { parentId, childId };
    }),
    [],
  );
  const locations = new Map(Object.entries(home.locations ?? {}));
  const transactions: string[][] = [];
  const failureOf = (threadId: string): MoveOutcome => (home.failing?.includes(threadId) ? { failure: blocked } : {});
  return {
    transactions,
    descendants: root => descendantsOf(forest, root),
    locationOf: threadId => locations.get(threadId) ?? 'active',
    loadedBy: threadId => (home.loaded?.includes(threadId) ? loadedFailure : undefined),
    move: (threadIds, onWait) => {
      const taken = threadIds.slice(0, home.perTransaction);
      home.beforeMove?.(taken);
      if (home.waitsFor !== undefined && transactions.length === 0) onWait(home.waitsFor);
      transactions.push(taken);
      return Promise.resolve(taken.map(failureOf));
    },
  };
}

/** Why a move fails. */
export const blocked: Failure = { code: 'rowRefused', cause: 'blocked' };

export const loadedFailure: Failure = { code: 'loaded', holder: { pid: 4711, command: 'codex' } };

/** Plans and runs the cascade on one root. */
export function runCascade(
  store: MemoryStore,
  root: string,
  options: RunOptions & PlanOptions,
): Promise<CascadeResult> {
  return runPlan(planSubtree(store, root, options), root, store.move, options);
}
