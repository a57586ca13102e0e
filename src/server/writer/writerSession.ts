// The writer process as an operation uses it, from the thread server's side.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Failure, LockHolder, WaitsFor } from '../../protocol/failures';
import { FailureError } from '../failure';
import type { ReadRow, RowToWrite, SentRow, WriterMethod, WriterParams, WriterResult } from './writerMethods';

/** What was asked about threads when a transaction began, by thread id. */
export interface Transaction {
  /** Those of the rows that exist. */
  readonly rows: ReadonlyMap<string, ReadRow>;
  /** Those that a running Codex has loaded: none can be loaded until the locks are released. */
  readonly loaded: ReadonlyMap<string, LockHolder>;
  /** Writes rows. Returns those that SQLite refused, by id; the transaction continues without them. */
  write: (rows: readonly RowToWrite[]) => Promise<ReadonlyMap<string, Failure>>;
  /** Takes back all that was written so far; the transaction continues. */
  takeBack: () => Promise<void>;
}

export interface TransactionOptions {
  /** Whose rows are read, and whose locks are looked at. */
  threadIds: readonly string[];
  /** The home whose writer locks keep Codex from loading threads; undefined if they are not needed. */
  guardedHome?: string | undefined;
  /** Called once when another program has the database locked. */
  onWait: (waitsFor: WaitsFor) => void;
  /** Called at each attempt to begin, from 0, while the process reads the rows. Must not throw. */
  whileItBegins?: (attempt: number) => void;
  /** Called while the process commits. Must not throw. */
  whileItCommits?: () => void;
  /** Ends the waiting. A transaction that has begun is finished. */
  signal: AbortSignal;
}

/** The writer process during one operation. All throw `writerLost` once that process has ended, and FailureError. */
export interface WriterSession {
  /**
   * Takes the home's lock until `end`; false while another process has it. If the `soon` given state DB will be written
   * right afterwards, the process prepares that: it begins to hold the writer locks, and opens the state DB once
   * somebody has asked for them.
   */
  tryHomeLock(home: string, soon?: string): Promise<boolean>;
  /**
   * Runs `work` in one transaction (BEGIN IMMEDIATE) and commits it durably. While another program has the database
   * locked, waits up to 15 seconds. Throws `cancelled`, `stateDbLocked`, what `WriterLocks.hold` and the work throw; in
   * each of these cases nothing was written. After `writerLost` only the rows tell.
   */
  transaction<T>(
    dbPath: string,
    options: TransactionOptions,
    work: (transaction: Transaction) => Promise<T>,
  ): Promise<T>;
  /** The writer locks of a home, taken in the writer process. */
  locksOf(home: string): OperationLocks;
  /** Releases all locks and closes the state DB. Does not throw. */
  end(): Promise<void>;
}

export interface OperationLocks {
  /** Holds the locks, as `WriterLocks.hold`, and returns those of these threads that a running Codex has loaded. */
  hold(threadIds: readonly string[]): Promise<ReadonlyMap<string, LockHolder>>;
  release(): void;
}

export type AskWriter = <Method extends WriterMethod>(
  method: Method,
  params: WriterParams<Method>,
) => Promise<WriterResult<Method>>;

/** As long as Codex 0.169 waits for a locked state DB. */
const LOCKED_LIMIT_MS = 15_000;
const LOCKED_RETRY_MS = 50;

/** A session with the process that `ask` asks. `onEnd` is called when it has ended. */
export function createSession(ask: AskWriter, onEnd: () => void): WriterSession {
  const inTransaction = async <T>(
    { rows, loaded }: WriterResult<'rows/begin'>,
    work: (transaction: Transaction) => Promise<T>,
    whileItCommits: (() => void) | undefined,
  ): Promise<T> => {
    let result: T;
    try {
      result = await work({
        rows: new Map(rows),
        loaded: new Map(loaded),
        write: async toWrite => new Map((await ask('rows/write', { rows: toWrite.map(sentRow) })).refused),
        takeBack: async () => void (await ask('rows/takeBack', {})),
      });
    } catch (error) {
      // If this fails, `end` rolls back.
      await ask('rows/rollback', {}).catch(() => undefined);
      throw error;
    }
    const committing = ask('rows/commit', {});
    whileItCommits?.();
    await committing;
    return result;
  };
  return {
    tryHomeLock: async (home, soon) => (await ask('home/lock', { home, soon: soon ?? null })).isTaken,
    transaction: async (dbPath, options, work) => {
      const { threadIds, guardedHome, onWait, signal } = options;
      const deadline = performance.now() + LOCKED_LIMIT_MS;
      for (let attempt = 0; ; attempt++) {
        if (signal.aborted) throw new FailureError({ code: 'cancelled' });
        const asked = ask('rows/begin', { dbPath, threadIds, home: guardedHome ?? null });
        options.whileItBegins?.(attempt);
        const begun = await asked;
        if (begun.hasBegun) return inTransaction(begun, work, options.whileItCommits);
        if (performance.now() > deadline)
          throw new FailureError({ code: 'stateDbLocked', path: dbPath, seconds: LOCKED_LIMIT_MS / 1000 });
        if (attempt === 0) onWait('stateDb');
        await sleep(LOCKED_RETRY_MS);
      }
    },
    locksOf: home => ({
      hold: async threadIds => new Map((await ask('locks/hold', { home, threadIds })).loaded),
      // Whether the process still lives shows with the next request.
      release: () => void ask('locks/release', {}).catch(() => undefined),
    }),
    end: async () => {
      // A process that has ended holds nothing.
      await ask('end', {}).catch(() => undefined);
      onEnd();
    },
  };
}

function sentRow({ threadId, before, after }: RowToWrite): SentRow {
  const { rolloutPath, archived, archivedAt, updatedAt, updatedAtMs } = after;
  const isOther = updatedAt !== before.updatedAt;
  const times = isOther || updatedAtMs !== before.updatedAtMs ? { updatedAt, updatedAtMs, isOther } : null;
  return { threadId, rolloutPath, archived, archivedAt, times };
}
