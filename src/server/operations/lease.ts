// A lease is an operation's time alone with a Codex home: operations of this server take turns, the home lock keeps out
// those of other processes, and what an interrupted operation left is recovered first.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { JournalledKind } from '../../protocol/operations';
import type { EntrySummary, OperationPlan } from './journal/entries';
import { openJournal, type EntryWriter, type Journal } from './journal/journal';
import { journalFolderOf, newOperationId } from './journal/journalFolder';
import { createWaitingLook, findSummary, listEntries, recentEntries, type RecentEntry } from './journal/lookAtJournal';
import { holdFolders } from '../files/heldFolders';
import type { Writer } from '../writer/writer';
import type { OperationLocks, WriterSession } from '../writer/writerSession';
import type { HomeOnDisk, ThreadHome } from '../home/threadHome';
import { createMover, type Mover } from './mover';
import { takeHomeLock, type WaitOptions } from './homeLock';
import type { ThreadChange } from '../threads/threadChange';
import { recoverOperations, settleInterrupted } from './recovery';

export interface Lease extends HomeOnDisk {
  readonly writer: WriterSession;
  readonly locks: OperationLocks;
  readonly journal: Journal;
  /**
   * Runs `work` with a new journal entry for this plan. If `work` throws, the operation stays unfinished and
   * is recovered before the next one.
   */
  journalled<T>(plan: OperationPlan, work: (mover: Mover, entry: EntryWriter) => Promise<T>): Promise<T>;
  /** Does the same for a resumed operation, with its existing entry. */
  resumed<T>(entry: EntrySummary, work: (mover: Mover) => Promise<T>): Promise<T>;
}

/** The signal's reason when operations are cut short because their server closes. */
export class ServerClosing extends Error {}

export interface HomeOperations {
  /**
   * Waits for its turn and for the home's lock, recovers interrupted operations, and runs `use`. Throws FailureError
   * if there is no home, or if the lock or the state DB stays locked. `onWait` is for the waits before `use` runs.
   * Resolves before the lease is released, which takes some milliseconds.
   */
  run<T>(use: (lease: Lease) => Promise<T>, wait: WaitOptions): Promise<T>;
  /**
   * Recovers interrupted operations, unless an operation is running. Returns those about which the user has to decide.
   */
  recover(signal: AbortSignal): Promise<readonly EntrySummary[]>;
  /** Whether there is an open operation besides the known ones. Cheap enough to call every few seconds. */
  hasOpen(known: ReadonlySet<string>): boolean;
  /** The operations of the journal, newest first, as they are now. */
  list(): EntrySummary[];
  /** The newest operations of the journal, newest first, whose rows may be put back by a Codex that writes late. */
  recent(): RecentEntry[];
  /**
   * The first thread of an operation in the journal, whose row shows that it waits. Undefined if it is gone.
   */
  firstThreadOf(operation: string): string | undefined;
}

/** `journalRoot` has a folder for each home. */
export function createHomeOperations(
  home: ThreadHome,
  writer: Writer,
  journalRoot: string,
  warn: (message: string) => void,
): HomeOperations {
  const look = createWaitingLook();
  const folderOf = (spelling: string): string => journalFolderOf(journalRoot, spelling);
  const locate = () => {
    const located = home.locate();
    const spelling = home.formerPath();
    const former = spelling === undefined ? undefined : { folder: folderOf(spelling), home: spelling };
    return { ...located, folder: folderOf(located.home), former };
  };

  /**
   * A session that opens only state DBs that could be read just before: SQLite writes the WAL beside a state DB into
   * it, even if it is of another database, and then nothing else is left in the file.
   */
  const beginSession = (): WriterSession => {
    const session = writer.session();
    const read = new Set<string>();
    return {
      ...session,
      transaction: async (dbPath, options, work) => {
        if (!read.has(dbPath)) await home.read(() => undefined, dbPath);
        read.add(dbPath);
        return session.transaction(dbPath, options, work);
      },
    };
  };

  /**
   * Settles changes whose writer process was lost, with another process. The lock of the home was lost as well, so
   * another window may be recovering the same operation: whoever comes last settles what the other has left.
   */
  const settleAnew =
    ({ home, dbPath }: HomeOnDisk): Settler =>
    async changes => {
      const session = beginSession();
      try {
        const wait = { onWait: () => undefined, signal: new AbortController().signal };
        await takeHomeLock(() => session.tryHomeLock(home), wait);
        return await settleInterrupted(changes, { home, dbPath, writer: session, warn }, wait);
      } finally {
        await session.end();
      }
    };

  return {
    run: (use, wait) =>
      new Promise((resolve, reject) => {
        const lease = async (): Promise<void> => {
          const { folder, former, ...located } = locate();
          const session = beginSession();
          let journal: Journal | undefined;
          try {
            await takeHomeLock(() => session.tryHomeLock(located.home, located.dbPath), wait);
            journal = openJournal(folder, located.home, warn, former);
            resolve(await work({ ...located, writer: session, journal }));
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          } finally {
            // Answers first: what must be on disk is there, and closing the journal takes as long as a few writes.
            await nextTurn();
            journal?.close();
            await session.end();
          }
        };
        const work = async (located: LeasedHome) => {
          const locks = located.writer.locksOf(located.home);
          // Recovery may have to wait for the state DB: meanwhile Codex may load threads.
          if (located.journal.open().length > 0) locks.release();
          await recoverOperations({ ...located, warn }, wait);
          return use({ ...located, locks, ...journalling(located, locks, wait.signal, settleAnew(located)) });
        };
        home.exclusively(lease).catch(reject);
      }),

    recover: signal =>
      home.exclusively(async () => {
        const { folder, former, ...located } = locate();
        const { open, needsCare } = look(folder, located.home, former);
        if (open.length === 0 && !needsCare) return [];
        const session = beginSession();
        let journal: Journal | undefined;
        try {
          if (!(await session.tryHomeLock(located.home))) return [];
          journal = openJournal(folder, located.home, warn, former);
          const context = { ...located, writer: session, journal, warn };
          return await recoverOperations(context, { onWait: () => undefined, signal });
        } finally {
          journal?.close();
          await session.end();
        }
      }),

    hasOpen: known => {
      const { folder, former, home } = locate();
      const { open, needsCare } = look(folder, home, former);
      return needsCare || open.some(operation => !known.has(operation));
    },

    list: () => {
      const { folder, home } = locate();
      return listEntries(folder, home);
    },

    recent: () => {
      const { folder, home } = locate();
      return recentEntries(folder, home);
    },

    firstThreadOf: operation => {
      const { folder, home } = locate();
      return findSummary(folder, home, operation)?.firstThread;
    },
  };
}

type Journalling = Pick<Lease, 'journalled' | 'resumed'>;
/** Returns the threads that were not changed. */
type Settler = (changes: readonly ThreadChange[]) => Promise<string[]>;
type LeasedHome = Pick<Lease, 'home' | 'dbPath' | 'writer' | 'journal'>;

function journalling(leased: LeasedHome, locks: OperationLocks, signal: AbortSignal, settler: Settler): Journalling {
  const { home, dbPath, writer, journal } = leased;
  const under = async <T>(
    entry: EntryWriter,
    kind: JournalledKind,
    work: (mover: Mover, entry: EntryWriter) => Promise<T>,
  ): Promise<T> => {
    const folders = holdFolders(home);
    const settleAnew = async (changes: readonly ThreadChange[]): Promise<void> => {
      if (changes.length > 0) entry.settle(await settler(changes));
    };
    try {
      const result = await work(createMover({ home, dbPath, writer, locks, entry, settleAnew, folders, kind }), entry);
      // An operation that the closing server cut short stays open: the user finishes or undoes it.
      if (signal.reason instanceof ServerClosing) entry.leave();
      else entry.close();
      return result;
    } finally {
      folders.close();
    }
  };
  return {
    journalled: (plan, work) => under(journal.begin(plan), plan.kind, work),
    resumed: ({ operation, kind }, work) => under(journal.resume(operation), kind, work),
  };
}

/** A new id for an operation that begins now. */
export function operationId(kind: JournalledKind): string {
  return newOperationId(kind, Date.now());
}
