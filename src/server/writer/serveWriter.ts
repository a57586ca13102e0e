// The writer process: writes rows of the state DB and holds the locks of an operation. Nothing else runs in it.
//
// Why it is a process. A POSIX lock belongs to a process, and is dropped when the process closes any descriptor of the
// file. All extensions share the process of the extension host, so an extension that reads the state DB there would
// drop the locks of a connection there: other programs would then write in the middle of our transaction. For the same
// reason the lock of the home is taken here; and flock(1), which has to be started, is not started from the extension
// host, where a fork stops everything for some milliseconds.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ResponseError, type MessageConnection } from 'vscode-jsonrpc/node';
import { ErrorCode } from '../../protocol/errorCodes';
import type { LockHolder } from '../../protocol/failures';
import { createWriterLocks, type WriterLocks } from '../locks/writerLocks';
import { isFailure } from '../failure';
import { tryHomeLock } from '../operations/homeLock';
import { answerRequests, type Log } from '../rpc';
import type { FileLock } from '../sqlite/fileLock';
import { accessThreads } from './rowAccess';
import { createTransactions } from './transactions';
import type { WriterMethod, WriterParams, WriterResult } from './writerMethods';

type WriterHandlers = {
  [Method in WriterMethod]: (params: WriterParams<Method>) => WriterResult<Method> | Promise<WriterResult<Method>>;
};

/** Answers the requests of a connection, which must not be listening yet. Returns what ends all that it holds. */
export function serveWriter(connection: MessageConnection, log: Log): () => void {
  const transactions = createTransactions(accessThreads);
  let locked: { home: string; lock: FileLock } | undefined;
  /** What is done after the present request has been answered. */
  let next: (() => Promise<void> | void) | undefined;
  /** The result of `holdSoon`, until somebody asks for it. */
  let held: Promise<void> | undefined;
  /** The state DB of the operation that has the lock, if it will write it. */
  let toOpen: string | undefined;
  let locks: { home: string; ofHome: WriterLocks } | undefined;

  const locksOf = (home: string): WriterLocks => {
    if (locks?.home !== home) {
      locks?.ofHome.release();
      locks = { home, ofHome: createWriterLocks(home) };
    }
    return locks.ofHome;
  };
  const hold = async (home: string, threadIds: readonly string[]): Promise<[string, LockHolder][]> => {
    const begun = held ?? locksOf(home).hold();
    held = undefined;
    await begun;
    return [...(await locksOf(home).holders(threadIds))];
  };
  /** Begins to hold the locks. Whoever asks to hold them is told what went wrong. */
  const holdSoon = async (home: string): Promise<void> => {
    held = locksOf(home).hold();
    await held.catch(() => undefined);
  };
  const end = (): void => {
    held = undefined;
    toOpen = undefined;
    try {
      transactions.rollback();
    } finally {
      locks?.ofHome.release();
      transactions.release();
      locked?.lock.release();
      locked = undefined;
    }
  };

  const handlers: WriterHandlers = {
    'home/lock': ({ home, soon }) => {
      // The lock of one home says nothing of another.
      if (locked && locked.home !== home) throw new Error('the lock of another home is held');
      const lock = locked?.lock ?? tryHomeLock(home);
      locked = lock && { home, lock };
      if (lock && soon !== null) {
        toOpen = soon;
        next = () => holdSoon(home);
      }
      return { isTaken: lock !== undefined };
    },
    'rows/begin': async ({ dbPath, threadIds, home }) => {
      const loaded = home === null ? [] : await hold(home, threadIds);
      const rows = transactions.begin(dbPath);
      if (!rows && home !== null) locksOf(home).release();
      return {
        hasBegun: rows !== undefined,
        rows: rows ? transactions.during(() => [...rows.read(threadIds)]) : [],
        loaded,
      };
    },
    'rows/write': ({ rows: toWrite }) => {
      const refused = transactions.during(rows =>
        toWrite.flatMap((row): WriterResult<'rows/write'>['refused'] => {
          try {
            rows.write(row);
            return [];
          } catch (error) {
            if (!isFailure(error, 'rowRefused')) throw error;
            return [[row.threadId, error.failure]];
          }
        }),
      );
      return { refused };
    },
    'rows/takeBack': () => {
      transactions.takeBack();
      return {};
    },
    'rows/commit': () => {
      transactions.commit();
      return {};
    },
    'rows/rollback': () => {
      transactions.rollback();
      return {};
    },
    'locks/hold': async ({ home, threadIds }) => {
      const loaded = await hold(home, threadIds);
      // Not before: by now the server has read the state DB, and found nothing wrong with it.
      const dbPath = toOpen;
      if (dbPath !== undefined) next = () => transactions.prepare(dbPath);
      return { loaded };
    },
    'locks/release': () => {
      held = undefined;
      locks?.ofHome.release();
      return {};
    },
    'home/prepare': ({ home }) => {
      locksOf(home).prepare();
      return {};
    },
    end: () => {
      end();
      const { ofHome } = locks ?? {};
      next = () => ofHome?.prepare();
      return {};
    },
  };

  const afterAnswer = async (): Promise<void> => {
    const prepared = next;
    next = undefined;
    if (!prepared) return;
    await nextTurn();
    await prepared();
  };
  /** One request after another: the server need not wait for an answer before it sends the next one. */
  let last: Promise<unknown> = Promise.resolve();
  const handle = (method: string, params: unknown): Promise<unknown> => {
    if (!Object.hasOwn(handlers, method))
      throw new ResponseError(ErrorCode.methodNotFound, `Unknown method: ${method}`);
    const answer = last.then(() => (handlers as Record<string, (params: unknown) => unknown>)[method]?.(params));
    last = answer.catch(() => undefined).then(afterAnswer);
    return answer;
  };
  answerRequests(connection, handle, new AbortController().signal, log);
  return end;
}
