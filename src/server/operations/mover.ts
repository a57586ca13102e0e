// Changes threads, a group of them in one transaction: plan, journal, files, rows, commit. Whatever happens on the way,
// a thread's files and its row are in agreement, or the journal tells where its files may be.
import path from 'node:path';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { JournalledKind } from '../../protocol/methods';
import type { Journal } from './journal/journal';
import type { Folders } from '../files/heldFolders';
import { loadedFailure, rowFailure } from './moveFailures';
import { FilesAstray, moveFiles, putBack, syncFolders } from '../files/moveFiles';
import type { LockHolder, WriterLocks } from '../locks/writerLocks';
import {
  RowRefused,
  StateDbLocked,
  WaitCancelled,
  type ReadRow,
  type RowWriter,
  type ThreadRows,
} from '../sqlite/write';
import { cancelled, type MoveFailure } from '../threads/cascadePlan';
import type { PlannedChange, ThreadChange } from '../threads/threadChange';
import { UserError } from '../userError';

/** What is to become of one thread, decided within the transaction. `row` is undefined when it has none. */
export type PlanChange = (threadId: string, row: ReadRow | undefined) => PlannedChange;

export interface ChangeOutcome {
  failure?: MoveFailure;
}

export interface Mover {
  /**
   * Changes the first of these threads, at least one, in one transaction: each with its rollouts and its row, or not at
   * all. As many outcomes as threads were handled, in the same order. Throws bugs, and UserError when the journal or
   * the writer locks cannot be used.
   */
  change(threadIds: readonly string[], plan: PlanChange, options: ChangeOptions): Promise<ChangeOutcome[]>;
}

export interface ChangeOptions {
  /** Told why it waits, when another program has the state DB locked. */
  onWait: (reason: string) => void;
  signal: AbortSignal;
}

export interface MoverHome {
  /** Undefined when the home has no state DB. */
  dbPath: string | undefined;
  writer: RowWriter;
  locks: WriterLocks;
  journal: Journal;
  /** The home's folders, held open. */
  folders: Folders;
  kind: JournalledKind;
}

/**
 * How long the planning of a transaction may take. It is about half of the whole: Codex waits 5 seconds for a locked
 * state DB, and whoever cancels waits for the transaction's end.
 */
const PLANNING_MS = 50;
const PLANNED_AT_ONCE = 100;

/**
 * How long a Codex that wants to load a thread is kept waiting, and for how long it is let in then: 0.169 tries every
 * 50 ms.
 */
const HOLD_MS = 2000;
const GAP_MS = 60;

/** Made for one operation. */
export function createMover({ dbPath, writer, locks, journal, folders, kind }: MoverHome): Mover {
  /** Set once the state DB stayed locked for as long as one waits: the rest of the operation does not wait again. */
  let lockedOut: MoveFailure | undefined;
  let heldSince = performance.now();

  /** Writes a thread's row, or takes its files back and says why. */
  const writeRow = ({ threadId, files, row }: ThreadChange, rows: ThreadRows | undefined): MoveFailure | undefined => {
    try {
      if (row) rows?.write(threadId, row);
      return undefined;
    } catch (error) {
      if (!(error instanceof RowRefused)) throw error;
      putBack(files, folders);
      return rowFailure(kind, error.message);
    }
  };
  /** Makes the changes of a group. What it has made is in `group` at every moment. */
  const makeChanges = (planned: readonly PlannedChange[], rows: ThreadRows | undefined, group: Group): void => {
    for (const { change, failure } of planned) {
      const refused = failure ?? (change && moveFiles(kind, change.files, folders));
      group.outcomes.push(refused ? { failure: refused } : {});
      if (change && !refused) group.made.add(change);
    }
    // Not by turns with the files: each would find the processor's caches full of the other's.
    for (const [at, { change }] of planned.entries()) {
      const refused = change && group.made.has(change) ? writeRow(change, rows) : undefined;
      if (!change || !refused) continue;
      group.made.delete(change);
      group.outcomes[at] = { failure: refused };
    }
  };

  return {
    change: async (threadIds, plan, { onWait, signal }) => {
      const failAll = (failure: MoveFailure): ChangeOutcome[] => threadIds.map(() => ({ failure }));
      // Lets other requests have their turn, a cancellation among them.
      await nextTurn();
      if (signal.aborted) return failAll(cancelled);
      if (lockedOut) return failAll(lockedOut);
      let group: Group = { outcomes: [], journalled: [], made: new Set() };

      const work =
        (held: ReadonlyMap<string, LockHolder>) =>
        (rows: ThreadRows | undefined): void => {
          const planned = planGroup(threadIds, held, plan, rows);
          group = {
            outcomes: [],
            journalled: planned.flatMap(({ change }) => (change ? [change] : [])),
            made: new Set(),
          };
          if (group.journalled.length > 0) journal.changes(group.journalled);
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
        // Nothing was committed: the files go back to where the rows say they are. Files that cannot are left to
        // recovery, which looks at all changes that are not settled.
        putBack(
          [...group.made].flatMap(({ files }) => files),
          folders,
        );
        if (error instanceof FilesAstray) throw error;
        settle(journal, group.journalled, new Set());
        if (!(error instanceof UserError)) throw error;
        const failure = error instanceof WaitCancelled ? cancelled : rowFailure(kind, error.message);
        if (error instanceof StateDbLocked) lockedOut = failure;
        return failAll(failure);
      }
      settle(journal, group.journalled, group.made);
      return group.outcomes;
    },
  };
}

interface Group {
  outcomes: ChangeOutcome[];
  journalled: ThreadChange[];
  made: Set<ThreadChange>;
}

function planGroup(
  threadIds: readonly string[],
  held: ReadonlyMap<string, LockHolder>,
  plan: PlanChange,
  rows: ThreadRows | undefined,
): PlannedChange[] {
  const planned: PlannedChange[] = [];
  const end = performance.now() + PLANNING_MS;
  do {
    const some = threadIds.slice(planned.length, planned.length + PLANNED_AT_ONCE);
    const known = rows?.read(some);
    for (const threadId of some) {
      const holder = held.get(threadId);
      planned.push(holder ? { failure: loadedFailure(threadId, holder) } : plan(threadId, known?.get(threadId)));
    }
  } while (planned.length < threadIds.length && performance.now() < end);
  return planned;
}

function settle(journal: Journal, journalled: readonly ThreadChange[], made: ReadonlySet<ThreadChange>): void {
  if (journalled.length === 0) return;
  journal.settle(journalled.flatMap(change => (made.has(change) ? [] : [change.threadId])));
}

function foldersOf(changes: Iterable<ThreadChange>): string[] {
  return [...new Set([...changes].flatMap(({ files }) => files.map(({ to }) => path.dirname(to))))];
}
