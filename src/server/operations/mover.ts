// Changes threads, a group of them in one transaction: plan, journal, files, rows, commit. Whatever happens meanwhile,
// a thread's files and its row agree, or the journal says where its files may be.
import path from 'node:path';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Failure, LockHolder, WaitsFor } from '../../protocol/failures';
import type { JournalledKind } from '../../protocol/operations';
import { FailureError, isFailure } from '../failure';
import type { Folders } from '../files/heldFolders';
import { leavesFilesAstray, moveFiles, putBack, syncFolders } from '../files/moveFiles';
import type { WriterLocks } from '../locks/writerLocks';
import type { ReadRow, RowWriter, ThreadRows } from '../home/rowWriter';
import type { MoveOutcome } from '../threads/cascade';
import type { PlannedChange, ThreadChange } from '../threads/threadChange';
import type { EntryWriter } from './journal/journal';

/** Plans the change of one thread, within the transaction. `row` is undefined if the thread has none. */
export type PlanChange = (threadId: string, row: ReadRow | undefined) => PlannedChange;

export interface Mover {
  /**
   * Changes the first of these threads, at least one, in one transaction: each with its rollouts and its row, or not at
   * all. Returns one outcome for each thread handled, in the same order. Throws bugs, and FailureError if the journal
   * cannot be written or files cannot be put back.
   */
  change(threadIds: readonly string[], plan: PlanChange, options: ChangeOptions): Promise<MoveOutcome[]>;
}

export interface ChangeOptions {
  /** Called when another program has the state DB locked. */
  onWait: (waitsFor: WaitsFor) => void;
  signal: AbortSignal;
}

export interface MoverHome {
  /** Undefined if the home has no state DB. */
  dbPath: string | undefined;
  writer: RowWriter;
  locks: WriterLocks;
  entry: EntryWriter;
  /** The home's folders, held open. */
  folders: Folders;
  kind: JournalledKind;
}

/**
 * How long the planning of a transaction may take, which is about half of its time. Keeps transactions short: Codex
 * waits at most 5 seconds for a locked state DB, and a cancellation takes effect at the end of the transaction.
 */
const PLANNING_MS = 50;
const PLANNED_AT_ONCE = 100;

/**
 * How long the coordination lock keeps Codex from loading threads, and for how long it is then released, so that a
 * waiting Codex gets it: 0.169 tries every 50 ms.
 */
const HOLD_MS = 2000;
const GAP_MS = 60;

/** Make one for each operation. */
export function createMover({ dbPath, writer, locks, entry, folders, kind }: MoverHome): Mover {
  /** Set once the state DB has stayed locked until the time limit: the operation does not wait again. */
  let lockedOut: Failure | undefined;
  let heldSince = performance.now();

  /** Writes a thread's row; if SQLite refuses it, puts the files back and returns why. */
  const writeRow = ({ threadId, files, row }: ThreadChange, rows: ThreadRows | undefined): Failure | undefined => {
    try {
      if (row) rows?.write(threadId, row);
      return undefined;
    } catch (error) {
      if (!isFailure(error, 'rowRefused')) throw error;
      putBack(files, folders);
      return { code: 'rowNotWritten', because: error.failure };
    }
  };
  /** Makes the changes of a group. `group` always says which are made, even if this throws. */
  const makeChanges = (planned: readonly PlannedChange[], rows: ThreadRows | undefined, group: Group): void => {
    for (const { change, failure } of planned) {
      const refused = failure ?? (change && moveFiles(kind, change.files, folders));
      group.outcomes.push(refused ? { failure: refused } : {});
      if (change && !refused) group.made.add(change);
    }
    // Move all files first, then write the rows: alternating is slower (cache misses).
    for (const [at, { change }] of planned.entries()) {
      const refused = change && group.made.has(change) ? writeRow(change, rows) : undefined;
      if (!change || !refused) continue;
      group.made.delete(change);
      group.outcomes[at] = { failure: refused };
    }
  };

  return {
    change: async (threadIds, plan, { onWait, signal }) => {
      const failAll = (failure: Failure): MoveOutcome[] => threadIds.map(() => ({ failure }));
      // Other requests get their turn here, including a cancellation.
      await nextTurn();
      if (signal.aborted) return failAll({ code: 'cancelled' });
      if (lockedOut) return failAll(lockedOut);
      let group: Group = { outcomes: [], journalled: [], made: new Set() };

      const work =
        (loaded: ReadonlyMap<string, LockHolder>) =>
        (rows: ThreadRows | undefined): void => {
          const planned = planGroup(threadIds, loaded, plan, rows);
          group = {
            outcomes: [],
            journalled: planned.flatMap(({ change }) => (change ? [change] : [])),
            made: new Set(),
          };
          if (group.journalled.length > 0) entry.changes(group.journalled);
          makeChanges(planned, rows, group);
          syncFolders(foldersOf(group.made));
        };
      const ready = async (): Promise<(rows: ThreadRows | undefined) => void> => {
        if (performance.now() - heldSince > HOLD_MS) {
          locks.release();
          await sleep(GAP_MS);
          heldSince = performance.now();
        }
        await locks.hold();
        return work(await locks.holders(threadIds));
      };

      try {
        if (dbPath === undefined) (await ready())(undefined);
        else await writer.transaction(dbPath, { ready, onWait, onPause: () => locks.release(), signal });
      } catch (error) {
        // Nothing was committed: the files go back to where the rows say they are. Files that cannot go back are left
        // to recovery, which looks at all changes that are not settled.
        putBack(
          [...group.made].flatMap(({ files }) => files),
          folders,
        );
        if (leavesFilesAstray(error)) throw error;
        settle(entry, group.journalled, new Set());
        if (!(error instanceof FailureError)) throw error;
        if (isFailure(error, 'cancelled')) return failAll(error.failure);
        const failure: Failure = { code: 'rowNotWritten', because: error.failure };
        if (isFailure(error, 'stateDbLocked')) lockedOut = failure;
        return failAll(failure);
      }
      settle(entry, group.journalled, group.made);
      return group.outcomes;
    },
  };
}

interface Group {
  outcomes: MoveOutcome[];
  journalled: ThreadChange[];
  made: Set<ThreadChange>;
}

function planGroup(
  threadIds: readonly string[],
  loaded: ReadonlyMap<string, LockHolder>,
  plan: PlanChange,
  rows: ThreadRows | undefined,
): PlannedChange[] {
  const planned: PlannedChange[] = [];
  const end = performance.now() + PLANNING_MS;
  do {
    const some = threadIds.slice(planned.length, planned.length + PLANNED_AT_ONCE);
    const known = rows?.read(some);
    for (const threadId of some) {
      const holder = loaded.get(threadId);
      planned.push(holder ? { failure: { code: 'loaded', holder } } : plan(threadId, known?.get(threadId)));
    }
  } while (planned.length < threadIds.length && performance.now() < end);
  return planned;
}

function settle(entry: EntryWriter, journalled: readonly ThreadChange[], made: ReadonlySet<ThreadChange>): void {
  if (journalled.length === 0) return;
  entry.settle(journalled.flatMap(change => (made.has(change) ? [] : [change.threadId])));
}

function foldersOf(changes: Iterable<ThreadChange>): string[] {
  return [...new Set([...changes].flatMap(({ files }) => files.map(({ to }) => path.dirname(to))))];
}
