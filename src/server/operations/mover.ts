// Changes threads, a group of them in one transaction: plan, journal, files, commit; the writer process writes the rows
// meanwhile. Whatever happens, a thread's files and its row agree, or the journal says where its files may be.
import path from 'node:path';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Failure, WaitsFor } from '../../protocol/failures';
import type { JournalledKind } from '../../protocol/operations';
import { FailureError, isFailure } from '../failure';
import type { Folders } from '../files/heldFolders';
import { leavesFilesAstray, moveFiles, putBack, syncFolders } from '../files/moveFiles';
import type { LooksAhead } from '../rollouts/looksAhead';
import type { MoveOutcome } from '../threads/cascade';
import type { PlannedChange, ThreadChange } from '../threads/threadChange';
import type { ReadRow, RowToWrite } from '../writer/writerMethods';
import type { OperationLocks, Transaction, WriterSession } from '../writer/writerSession';
import type { EntryWriter } from './journal/journal';

/** How the changes of an operation are planned. */
export interface PlanChange {
  /** Plans the change of one thread, within the transaction. `row` is undefined if the thread has none. */
  (threadId: string, row: ReadRow | undefined): PlannedChange;
  /** Looks at the files of threads that will be planned next, while another process is at work. */
  ahead?: Pick<LooksAhead, 'look' | 'forget'>;
}

export interface Mover {
  /**
   * Changes the first of these threads, at least one, in one transaction: each with its rollouts and its row, or not at
   * all. Returns one outcome for each thread handled, in the same order. Throws bugs, and FailureError if the journal
   * cannot be written, files cannot be put back, or the writer process is lost.
   */
  change(threadIds: readonly string[], plan: PlanChange, options: ChangeOptions): Promise<MoveOutcome[]>;
}

export interface ChangeOptions {
  /** Called when another program has the state DB locked. */
  onWait: (waitsFor: WaitsFor) => void;
  /** The threads that will probably be changed after these. */
  following?: readonly string[];
  signal: AbortSignal;
}

export interface MoverHome {
  home: string;
  /** Undefined if the home has no state DB. */
  dbPath: string | undefined;
  writer: WriterSession;
  locks: OperationLocks;
  entry: EntryWriter;
  /** Settles changes of which only files and rows tell whether they were made, as recovery does. */
  settleAnew: (changes: readonly ThreadChange[]) => Promise<void>;
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
 * For how long files are looked at while a group commits, about as long as a commit takes, and while the next one
 * begins: then the writer process reads its rows, and the state DB may be locked by then.
 */
const LOOKING_MS = { committing: 5, beginning: PLANNING_MS / 2 };
const LOOKED_AT_ONCE = 16;
/** Rows and locks are asked for together, before it is known how many threads the group takes. */
const GROUP_LIMIT = 1000;

/**
 * How long the coordination lock keeps Codex from loading threads, and for how long it is then released, so that a
 * waiting Codex gets it: 0.169 tries every 50 ms.
 */
const HOLD_MS = 2000;
const GAP_MS = 60;

/** Make one for each operation. */
export function createMover({ home, dbPath, writer, locks, entry, settleAnew, folders, kind }: MoverHome): Mover {
  /** Set once the state DB has stayed locked until the time limit: the operation does not wait again. */
  let lockedOut: Failure | undefined;
  let heldSince = performance.now();
  /** How many of the next threads were looked at during the last commit. */
  let lookedAt = 0;

  /** Makes the changes of a group. `group` always says which are made, even if this throws. */
  const makeChanges = async (
    planned: readonly PlannedChange[],
    { write, takeBack }: Pick<Transaction, 'write' | 'takeBack'>,
    writing: Promise<Refusals>,
    group: Group,
  ): Promise<void> => {
    for (const { change, failure } of planned) {
      const refused = failure ?? (change && moveFiles(kind, change.files, folders));
      group.outcomes.push(refused ? { failure: refused } : {});
      if (change && !refused) group.made.add(change);
    }
    syncFolders(foldersOf(group.made));
    let refusals = await writing;
    if (group.made.size < group.journalled.length) {
      // Rows of files that did not move are written already.
      await takeBack();
      refusals = await write(rowsOf(group.made));
    }
    for (const [at, { change }] of planned.entries()) {
      const because = change && refusals.get(change.threadId);
      if (!because) continue;
      putBack(change.files, folders);
      group.made.delete(change);
      group.outcomes[at] = { failure: { code: 'rowNotWritten', because } };
    }
  };

  return {
    change: async (threads, plan, { onWait, following = [], signal }) => {
      const threadIds = threads.slice(0, GROUP_LIMIT);
      const failAll = (failure: Failure): MoveOutcome[] => threads.map(() => ({ failure }));
      // Other requests get their turn here, including a cancellation.
      await nextTurn();
      if (signal.aborted) return failAll({ code: 'cancelled' });
      if (lockedOut) return failAll(lockedOut);
      let group: Group = { outcomes: [], journalled: [], made: new Set() };

      const work = async (transaction: Transaction): Promise<void> => {
        const { planned, writing } = planGroup(threadIds, transaction, plan);
        group = {
          outcomes: [],
          journalled: planned.flatMap(({ change }) => (change ? [change] : [])),
          made: new Set(),
        };
        if (group.journalled.length > 0) entry.changes(group.journalled);
        await makeChanges(planned, transaction, writing, group);
      };

      try {
        if (performance.now() - heldSince > HOLD_MS) {
          locks.release();
          await sleep(GAP_MS);
          heldSince = performance.now();
          // Codex may have written to these files meanwhile.
          plan.ahead?.forget();
          lookedAt = 0;
        }
        if (dbPath === undefined) {
          const loaded = await locks.hold(threadIds);
          await work({ ...withoutRows, loaded });
        } else {
          const whileItBegins = (attempt: number): void => {
            if (attempt > 0) plan.ahead?.forget();
            lookAhead(attempt > 0 ? threadIds : threadIds.slice(lookedAt), plan, LOOKING_MS.beginning);
          };
          const whileItCommits = (): void => {
            const next = [...threads.slice(group.outcomes.length), ...following].slice(0, GROUP_LIMIT);
            lookedAt = lookAhead(next, plan, LOOKING_MS.committing);
          };
          const options = { threadIds, guardedHome: home, onWait, whileItBegins, whileItCommits, signal };
          await writer.transaction(dbPath, options, work);
        }
      } catch (error) {
        if (isFailure(error, 'writerLost')) {
          await settleAnew(group.journalled);
          throw error;
        }
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

type Refusals = ReadonlyMap<string, Failure>;

const withoutRows: Omit<Transaction, 'loaded'> = {
  rows: new Map(),
  write: () => Promise.resolve(new Map()),
  takeBack: () => Promise.resolve(),
};

/** Looks at files for so many milliseconds. Returns how many threads it has come to. */
function lookAhead(threadIds: readonly string[], { ahead }: PlanChange, limitMs: number): number {
  if (!ahead) return 0;
  const end = performance.now() + limitMs;
  for (const [at, threadId] of threadIds.entries()) {
    if (at % LOOKED_AT_ONCE === 0 && performance.now() >= end) return at;
    ahead.look(threadId);
  }
  return threadIds.length;
}

/**
 * Plans the changes, and sends the rows of each part to be written while the next part is planned, and later while the
 * entry is written and the files are moved: none of this counts before the commit.
 */
function planGroup(
  threadIds: readonly string[],
  { rows, loaded, write }: Transaction,
  plan: PlanChange,
): { planned: PlannedChange[]; writing: Promise<Refusals> } {
  const planned: PlannedChange[] = [];
  const parts: Promise<Refusals>[] = [];
  const end = performance.now() + PLANNING_MS;
  for (let at = 0; at < threadIds.length; at += PLANNED_AT_ONCE) {
    const part = threadIds.slice(at, at + PLANNED_AT_ONCE).map((threadId): PlannedChange => {
      const holder = loaded.get(threadId);
      return holder ? { failure: { code: 'loaded', holder } } : plan(threadId, rows.get(threadId));
    });
    planned.push(...part);
    const toWrite = rowsOf(part.flatMap(({ change }) => change ?? []));
    if (toWrite.length > 0) parts.push(write(toWrite));
    if (performance.now() >= end) break;
  }
  const writing = Promise.all(parts).then(refusals => new Map(refusals.flatMap(part => [...part])));
  // Whoever awaits it gets the error.
  writing.catch(() => undefined);
  return { planned, writing };
}

function settle(entry: EntryWriter, journalled: readonly ThreadChange[], made: ReadonlySet<ThreadChange>): void {
  if (journalled.length === 0) return;
  entry.settle(journalled.flatMap(change => (made.has(change) ? [] : [change.threadId])));
}

function rowsOf(changes: Iterable<ThreadChange>): RowToWrite[] {
  return [...changes].flatMap(({ threadId, row }) => (row ? [{ threadId, ...row }] : []));
}

function foldersOf(changes: Iterable<ThreadChange>): string[] {
  return [...new Set([...changes].flatMap(({ files }) => files.map(({ to }) => path.dirname(to))))];
}
