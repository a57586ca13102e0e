// A lease is an operation's time alone with a Codex home: operations of this server take turns, the home's lock keeps
// out those of other processes, and what an interrupted operation left is recovered first.
import type { JournalledKind } from '../../protocol/operations';
import { beginJournal, readJournal, resumeJournal, type Journal } from './journal/journal';
import { journalFolderOf, listJournals, newOperationId, pruneJournals } from './journal/journalFolder';
import { holdFolders } from '../files/heldFolders';
import { createWriterLocks, type WriterLocks } from '../locks/writerLocks';
import type { HomeOnDisk, ThreadHome } from '../home/threadHome';
import { isThreadId } from '../threads/threadId';
import { createMover, type Mover } from './mover';
import { takeHomeLock, tryHomeLock, type WaitOptions } from './homeLock';
import { recoverOperations, type JournalledOperation } from './recovery';

export interface Lease extends HomeOnDisk {
  readonly locks: WriterLocks;
  /** The folder with the journals of this home. */
  readonly journalFolder: string;
  /** Interrupted operations for which the user has to decide: finish or undo. */
  readonly unfinished: readonly JournalledOperation[];
  /**
   * Runs `work` with a new journal that holds this plan. When `work` throws, the operation stays unfinished and is
   * recovered before the next one.
   */
  journalled<T>(plan: OperationPlan, work: (mover: Mover) => Promise<T>): Promise<T>;
  /** Does the same for an operation that is resumed, with the journal that it has. */
  resumed<T>(operation: JournalledOperation, work: (mover: Mover) => Promise<T>): Promise<T>;
}

/** The reason of the signal that cuts operations short because their server closes. */
export class ServerClosing extends Error {}

export interface OperationPlan {
  operation: string;
  kind: JournalledKind;
  /** The threads that the user chose. */
  roots: readonly string[];
  /** The threads to change, in order. */
  threads: readonly string[];
  undoes?: string;
}

export interface HomeOperations {
  /**
   * Waits for its turn and for the home's lock, recovers interrupted operations, and runs `use`. Throws FailureError
   * when there is no home, or the lock or the state DB stays locked. `onWait` is for the waits before `use` runs.
   */
  run<T>(use: (lease: Lease) => Promise<T>, wait: WaitOptions): Promise<T>;
  /**
   * Recovers interrupted operations, unless an operation runs now. Answers those for which the user has to decide.
   */
  recover(signal: AbortSignal): Promise<readonly JournalledOperation[]>;
  /** Whether there is an open journal besides the known ones. Looks at names only. */
  hasOpen(known: ReadonlySet<string>): boolean;
  /** The operations of the journal, newest first, as they are now. */
  list(): JournalledOperation[];
  /**
   * The thread that an operation of the journal names first: where to show that it waits. Undefined when it is gone.
   */
  firstThreadOf(operation: string): string | undefined;
}

/** `journalRoot` has a folder of journals for each home. */
export function createHomeOperations(
  home: ThreadHome,
  journalRoot: string,
  warn: (message: string) => void,
): HomeOperations {
  const open = () => {
    const located = home.locate();
    return { ...located, journalFolder: journalFolderOf(journalRoot, located.home), warn };
  };

  const list = (): JournalledOperation[] => {
    const { home, journalFolder } = open();
    return listJournals(journalFolder)
      .filter(({ state }) => state !== 'damaged')
      .flatMap(file => {
        const recorded = readJournal(file.path, home);
        return recorded ? [{ file, recorded }] : [];
      });
  };

  return {
    run: (use, wait) =>
      home.exclusively(async () => {
        const located = open();
        const lock = await takeHomeLock(located.home, wait);
        const locks = createWriterLocks(located.home);
        try {
          const unfinished = await recoverOperations(located, wait);
          const result = await use({ ...located, locks, unfinished, ...journalling(located, locks, wait.signal) });
          pruneJournals(journalRoot, Date.now(), warn);
          return result;
        } finally {
          locks.release();
          located.writer.release();
          lock.release();
        }
      }),

    recover: signal =>
      home.exclusively(async () => {
        const located = open();
        const lock = listJournals(located.journalFolder).some(({ state }) => state === 'open')
          ? tryHomeLock(located.home)
          : undefined;
        try {
          return lock ? await recoverOperations(located, { onWait: () => undefined, signal }) : [];
        } finally {
          located.writer.release();
          lock?.release();
        }
      }),

    hasOpen: known =>
      listJournals(open().journalFolder).some(({ state, operation }) => state === 'open' && !known.has(operation)),

    list,

    firstThreadOf: operation => {
      const plan = list().find(({ file }) => file.operation === operation)?.recorded.plan;
      return plan?.roots[0] ?? plan?.threads[0];
    },
  };
}

type Journalling = Pick<Lease, 'journalled' | 'resumed'>;

function journalling(
  { home, dbPath, writer, journalFolder }: HomeOnDisk & { journalFolder: string },
  locks: WriterLocks,
  signal: AbortSignal,
): Journalling {
  const under = async <T>(journal: Journal, kind: JournalledKind, work: (mover: Mover) => Promise<T>): Promise<T> => {
    const folders = holdFolders(home);
    try {
      const result = await work(createMover({ dbPath, writer, locks, journal, folders, kind }));
      // An operation that the closing server cut short stays open: the user finishes or undoes it.
      if (signal.reason instanceof ServerClosing) journal.leave();
      else journal.close();
      return result;
    } catch (error) {
      journal.leave();
      throw error;
    } finally {
      folders.close();
    }
  };
  return {
    journalled: ({ operation, kind, roots, threads, undoes }, work) =>
      under(
        beginJournal(journalFolder, operation, {
          type: 'plan',
          format: 1,
          kind,
          home,
          startedAt: Date.now(),
          roots: roots.filter(isThreadId),
          threads,
          ...(undoes === undefined ? {} : { undoes }),
        }),
        kind,
        work,
      ),
    resumed: ({ file, recorded }, work) => under(resumeJournal(file, recorded), recorded.plan.kind, work),
  };
}

/** A new id for an operation that begins now. */
export function operationId(kind: JournalledKind): string {
  return newOperationId(kind, Date.now());
}
