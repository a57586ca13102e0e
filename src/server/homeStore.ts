// The cascade's view of one Codex home: rows from the model of the newest commit, files as they lie on disk. A store serves one
// operation: what it has listed it does not list again.
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { inUse, rowFailure } from './rollouts/moveFailures';
import { putBack, type FileMove } from './rollouts/moveFiles';
import { moveThread } from './rollouts/moveThread';
import { openRolloutFolder } from './rollouts/threadRollouts';
import { readWriterLocks } from './rollouts/writerLocks';
import { StateDbLocked, WaitCancelled, type RowWriter, type ThreadRows } from './stateDb/write';
import type { MoveOutcome, ThreadStore } from './threads/cascade';
import { cancelled, type MoveFailure } from './threads/cascadePlan';
import { descendantsOf } from './threads/spawnForest';
import { isThreadId } from './threads/threadId';
import type { TreeModel } from './treeModel';
import { UserError } from './userError';

export interface HomeOnDisk {
  /** Canonical path of the Codex home. */
  home: string;
  /** The state DB, or undefined when the home has none: threads are then found by the names of their rollouts. */
  dbPath: string | undefined;
  writer: RowWriter;
}

/**
 * How long a transaction takes in threads: Codex waits 5 seconds for a locked state DB, and whoever cancels waits for the
 * transaction's end.
 */
const TRANSACTION_MS = 100;

/** Makes the store for one operation on a home. */
export function createHomeStore({ home, dbPath, writer }: HomeOnDisk, { threads, forest }: Pick<TreeModel, 'threads' | 'forest'>): ThreadStore {
  const folders = { sessions: path.join(home, 'sessions'), archived: path.join(home, 'archived_sessions') };
  const sessions = lazy(() => openRolloutFolder(folders.sessions));
  const archived = lazy(() => openRolloutFolder(folders.archived));
  const locks = lazy(() => readWriterLocks(home));
  /** Set once the state DB stayed locked for as long as one waits: the rest of the operation does not wait again. */
  let lockedOut: MoveFailure | undefined;

  return {
    descendants: root => descendantsOf(forest, root),

    placeOf: threadId => {
      if (!isThreadId(threadId)) return 'invalidId';
      const thread = threads.get(threadId);
      if (thread) return thread.archived ? 'archived' : 'active';
      if (sessions().index.has(threadId)) return 'active';
      return archived().index.has(threadId) ? 'archived' : 'missing';
    },

    heldByWriter: threadId => {
      const holder = locks().holderOf(threadId);
      return holder ? inUse(threadId, holder.pid) : undefined;
    },

    move: async (operation, threadIds, onWait, signal) => {
      const failAll = (failure: MoveFailure): MoveOutcome[] => threadIds.map(() => ({ failure }));
      if (lockedOut) return failAll(lockedOut);
      const [from, to] = operation === 'archive' ? [sessions(), folders.archived] : [archived(), folders.sessions];
      const done: FileMove[] = [];
      const moveSome = (rows: ThreadRows | undefined): MoveOutcome[] => {
        const outcomes: MoveOutcome[] = [];
        const end = performance.now() + TRANSACTION_MS;
        for (const threadId of threadIds) {
          const result = moveThread(threadId, { operation, from, to, rows });
          if ('moves' in result) done.push(...result.moves);
          outcomes.push('failure' in result ? result : {});
          if (performance.now() > end) break;
        }
        return outcomes;
      };
      try {
        const outcomes = dbPath === undefined ? moveSome(undefined) : await writer.transaction(dbPath, moveSome, { onWait, signal });
        // Lets other requests have their turn, a cancellation among them.
        await nextTurn();
        return outcomes;
      } catch (error) {
        // Nothing was committed: the files go back to where the rows say they are.
        putBack(done);
        if (!(error instanceof UserError)) throw error;
        const failure = error instanceof WaitCancelled ? cancelled : rowFailure(operation, error.message);
        if (error instanceof StateDbLocked) lockedOut = failure;
        return failAll(failure);
      }
    },
  };
}

function lazy<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
