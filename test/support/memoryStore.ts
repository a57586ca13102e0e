// A Codex home in memory, for the tests of the cascade: what it plans from and moves with, with nothing behind it.
import {
  planSubtree,
  runPlan,
  type SubtreeSource,
  type CascadeResult,
  type MoveOutcome,
  type MoveThreads,
  type PlanOptions,
  type RunOptions,
} from '../../src/server/threads/cascade';
import type { MoveFailure, ThreadLocation } from '../../src/server/threads/cascadePlan';
import { buildSpawnForest, descendantsOf } from '../../src/server/threads/spawnForest';

export interface MemoryHome {
  /** `parent child` for each spawn edge, e.g. `['P C', 'C G']`. */
  edges: readonly string[];
  /** Threads that are not simply active. */
  places?: Readonly<Record<string, ThreadLocation>>;
  /** Threads whose writer lock is held. */
  held?: readonly string[];
  /** Threads whose move fails. */
  failing?: readonly string[];
  /** How many threads a transaction takes; as many as are offered. */
  perTransaction?: number;
  /** Called before each transaction with the threads that it takes. */
  beforeMove?: (threadIds: readonly string[]) => void;
  /** Said in the first transaction: the state DB is locked for a while. */
  waitsFor?: string;
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
  const places = new Map(Object.entries(home.places ?? {}));
  const transactions: string[][] = [];
  const failureOf = (threadId: string): MoveOutcome =>
    home.failing?.includes(threadId) ? { failure: blocked(threadId) } : {};
  return {
    transactions,
    descendants: root => descendantsOf(forest, root),
    locationOf: threadId => places.get(threadId) ?? 'active',
    loadedBy: threadId => (home.held?.includes(threadId) ? heldFailure(threadId) : undefined),
    move: (threadIds, onWait) => {
      const taken = threadIds.slice(0, home.perTransaction);
      home.beforeMove?.(taken);
      if (home.waitsFor !== undefined && transactions.length === 0) onWait(home.waitsFor);
      transactions.push(taken);
      return Promise.resolve(taken.map(failureOf));
    },
  };
}

export function blocked(threadId: string): MoveFailure {
  return {
    status: 'failed',
    reason: `${threadId} is blocked`,
    code: -32603,
    message: `failed to archive session: ${threadId}`,
  };
}

export function heldFailure(threadId: string): MoveFailure {
  return {
    status: 'inUse',
    reason: `${threadId} is in use`,
    code: -32600,
    message: `thread ${threadId} already has an active writer`,
  };
}

/** Plans and runs the cascade on one root. */
export function runCascade(
  store: MemoryStore,
  root: string,
  options: RunOptions & PlanOptions,
): Promise<CascadeResult> {
  return runPlan(planSubtree(store, root, options), root, store.move, options);
}
