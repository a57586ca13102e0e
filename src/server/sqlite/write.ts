// Writes to a database with real SQLite transactions through `node:sqlite`, while Codex may have it open. Never creates
// a database.
//
// One trap decides the design: POSIX drops all locks of a process on a file when the process closes any descriptor of
// that file. Reading a snapshot (snapshot.ts) opens and closes the file, so no connection may be open meanwhile: call
// `release` before reading one. The writer has no connection open while it waits for a lock.
import type * as sqlite from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WaitsFor } from '../../protocol/failures';
import { FailureError } from '../failure';
import { isLocked, nodeSqlite, sqliteCode } from './nodeSqlite';

/** What the work of a transaction gets. */
export interface Access<Rows> {
  rows: Rows;
  /** How many changes the work made, as SQLite counts them: one of these numbers, as triggers may add some. */
  changes: () => readonly number[];
}

export interface WriteOptions<Rows, T> {
  /** Called before each attempt to begin; resolves to what to do in the transaction. */
  ready: () => Promise<(rows: Rows) => T>;
  /** Called once when another program has the database locked. */
  onWait: (waitsFor: WaitsFor) => void;
  /** Called before each pause between attempts, to release what `ready` took. */
  onPause: () => void;
  /** Ends the waiting. A transaction that has begun is finished. */
  signal: AbortSignal;
}

/** As long as Codex 0.169 waits for a locked state DB. */
const LOCKED_LIMIT_MS = 15_000;
const LOCKED_RETRY_MS = 50;
/** Codex's own busy timeout; used for COMMIT, which in DELETE mode waits for readers. */
const BUSY_TIMEOUT_MS = 5_000;

export interface Writer<Rows> {
  /**
   * Runs what `ready` resolves to in one transaction (BEGIN IMMEDIATE) and commits it durably. While another program
   * has the database locked, waits up to 15 seconds without blocking. Throws `cancelled`, `stateDbLocked`, what `ready`
   * and the work throw, and FailureError if SQLite refuses; in each case nothing was written.
   */
  transaction<T>(dbPath: string, options: WriteOptions<Rows, T>): Promise<T>;
  /** Closes the connection that the last transaction left open for the next one. Call it before reading a snapshot. */
  release(): void;
}

/**
 * Opens nothing yet. `access` makes what the work of a transaction gets, and may throw. One connection serves a whole
 * operation: closing the last connection to a database merges the whole WAL into it.
 */
export function createWriter<Rows>(access: (dbPath: string, db: sqlite.DatabaseSync) => Access<Rows>): Writer<Rows> {
  let kept: { dbPath: string; db: sqlite.DatabaseSync } | undefined;

  const release = (): void => {
    kept?.db.close();
    kept = undefined;
  };
  const attempt = <T>(dbPath: string, work: (rows: Rows) => T): Attempt<T> => {
    let result: Attempt<T> = { begun: false };
    try {
      if (kept?.dbPath !== dbPath) {
        release();
        const db = connect(dbPath);
        if (!db) return result;
        kept = { dbPath, db };
      }
      const { db } = kept;
      return (result = inTransaction(dbPath, db, () => access(dbPath, db), work));
    } catch (error) {
      throw failureOf(dbPath, error);
    } finally {
      if (!result.begun) release();
    }
  };

  return {
    release,
    transaction: async (dbPath, { ready, onWait, onPause, signal }) => {
      const deadline = Date.now() + LOCKED_LIMIT_MS;
      for (let told = false; ; told = true) {
        if (signal.aborted) throw new FailureError({ code: 'cancelled' });
        const done = attempt(dbPath, await ready());
        if (done.begun) return done.result;
        if (Date.now() > deadline) throw stateDbLocked(dbPath, LOCKED_LIMIT_MS);
        if (!told) onWait('stateDb');
        onPause();
        await sleep(LOCKED_RETRY_MS);
      }
    },
  };
}

type Attempt<T> = { begun: false } | { begun: true; result: T };

/** Opens an existing database; undefined if another program has it locked. */
function connect(dbPath: string): sqlite.DatabaseSync | undefined {
  const { DatabaseSync } = nodeSqlite();
  try {
    return new DatabaseSync(`${pathToFileURL(dbPath).href}?mode=rw`, {
      timeout: 0,
      enableForeignKeyConstraints: false,
    });
  } catch (error) {
    if (isLocked(error)) return undefined;
    throw error;
  }
}

function inTransaction<Rows, T>(
  dbPath: string,
  db: sqlite.DatabaseSync,
  access: () => Access<Rows>,
  work: (rows: Rows) => T,
): Attempt<T> {
  try {
    // SQLite must not wait: the caller does. FULL, because a committed transaction settles changes in the journal. With
    // trusted_schema off, no trigger can call a function that reaches beyond the database.
    db.exec('PRAGMA busy_timeout = 0; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF; BEGIN IMMEDIATE');
  } catch (error) {
    if (isLocked(error)) return { begun: false };
    throw error;
  }
  try {
    const before = totalChanges(db);
    const { rows, changes } = access();
    const result = work(rows);
    // A trigger that is not Codex's may do anything to any row.
    if (!changes().includes(totalChanges(db) - before))
      throw new FailureError({ code: 'triggerChangesRows', path: dbPath });
    db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; COMMIT`);
    return { begun: true, result };
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function totalChanges(db: sqlite.DatabaseSync): number {
  return Number(db.prepare('SELECT total_changes() AS changes').get()?.changes);
}

function failureOf(dbPath: string, error: unknown): unknown {
  if (isLocked(error)) return stateDbLocked(dbPath, BUSY_TIMEOUT_MS);
  return sqliteCode(error) === undefined
    ? error
    : new FailureError({ code: 'stateDbNotWritable', path: dbPath, cause: (error as Error).message });
}

function stateDbLocked(path: string, waitedMs: number): FailureError {
  return new FailureError({ code: 'stateDbLocked', path, seconds: waitedMs / 1000 });
}
