// An operation's time alone with a Codex home: in turn within this server, under the home's operation lock across
// processes, behind the recovery of what an earlier one left.
import type { JournalledKind } from '../../protocol/methods';
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
  /** The folder of this home's journals. */
  readonly journalFolder: string;
  /** Operations that wait for the user's word. */
  readonly unfinished: readonly JournalledOperation[];
  /**
   * Runs `work` under a journal that has this plan. When it throws a bug, the operation stays unfinished and is
   * recovered before the next one.
   */
  journalled<T>(plan: OperationPlan, work: (mover: Mover) => Promise<T>): Promise<T>;
  /** The same for an operation that goes on, under the journal that it has. */
  resumed<T>(operation: JournalledOperation, work: (mover: Mover) => Promise<T>): Promise<T>;
}

/** Why operations are cut short when their server ends: the reason of their signal. */
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
   * Waits for its turn and for the operation lock, recovers, and runs. Throws UserError when there is no home or the
   * lock stays taken.
   */
  run<T>(use: (session: Lease) => Promise<T>, wait: WaitOptions): Promise<T>;
  /** Recovers what nobody runs any more, if nobody runs anything now; answers what waits for the user's word. */
  recover(signal: AbortSignal): Promise<readonly JournalledOperation[]>;
  /** Whether a journal is open that is not known to wait for the user's word. Looks at names only. */
  hasOpen(known: ReadonlySet<string>): boolean;
  /** The operations of the journal, newest first, as they are now. */
  list(): JournalledOperation[];
}

/** `journalRoot` is the folder in which each home has its own. */
export function createHomeOperations(
  home: ThreadHome,
  journalRoot: string,
  warn: (message: string) => void,
): HomeOperations {
  const open = () => {
    const located = home.locate();
    return { ...located, journalFolder: journalFolderOf(journalRoot, located.home), warn };
  };

  return {
    run: (use, wait) =>
      home.exclusively(async () => {
        const located = open();
        const lock = await takeHomeLock(located.home, wait);
        const locks = createWriterLocks(located.home);
        try {
          const unfinished = await recoverOperations(located, wait.signal);
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
          return lock ? await recoverOperations(located, signal) : [];
        } finally {
          located.writer.release();
          lock?.release();
        }
      }),

    hasOpen: known =>
      listJournals(open().journalFolder).some(({ state, operation }) => state === 'open' && !known.has(operation)),

    list: () => {
      const { home, journalFolder } = open();
      return listJournals(journalFolder)
        .filter(({ state }) => state !== 'damaged')
        .flatMap(file => {
          const recorded = readJournal(file.path, home);
          return recorded ? [{ file, recorded }] : [];
        });
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
      // What the end of the server cut short is for the user to finish or to undo.
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

/** A name for an operation that begins now. */
export function operationId(kind: JournalledKind): string {
  return newOperationId(kind, Date.now());
}
