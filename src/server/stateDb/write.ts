// Writes to the state DB: real SQLite transactions through `node:sqlite`, beside a Codex that may have the database open.
// Only `archived`, `archived_at`, `rollout_path` and the update time of existing rows are ever written; the database is never
// made, and its edges and other tables are never touched.
//
// One trap decides the shape: POSIX drops all of a process's locks on a file when any of its descriptors for that file is
// closed. A snapshot (snapshot.ts) opens and closes the file, so no connection may be open while one is read: whoever reads one
// calls `release` first, and waiting for a lock is done without a connection.
import type * as sqlite from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../userError';

/** The rows of `threads`, within a transaction. */
export interface ThreadRows {
  read(threadId: string): { rolloutPath: string; archived: boolean; isLegacy: boolean } | undefined;
  /** Marks the row archived, as Codex 0.122 to 0.169 does; `now` in Unix milliseconds. Its update time stays. */
  setArchived(threadId: string, rolloutPath: string, now: number): void;
  /** Marks the row active again, updated now, as Codex 0.169 does. */
  setActive(threadId: string, rolloutPath: string, now: number): void;
}

export interface WriteOptions {
  /** Told once, in words for the user, when another program has the database locked. */
  onWait(reason: string): void;
  /** Ends the waiting; a transaction that has begun is finished. */
  signal: AbortSignal;
}

/** As long as Codex 0.169 waits for a locked state DB. */
const LOCKED_LIMIT_MS = 15_000;
const LOCKED_RETRY_MS = 50;
/** Codex's own busy timeout; used for COMMIT, which in DELETE mode waits for readers. */
const BUSY_TIMEOUT_MS = 5_000;

/** SQLite result codes (sqlite3.h). */
const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;

/** The program that has the database locked did not let go in time: nothing was written. */
export class StateDbLocked extends UserError {
  constructor(dbPath: string, waitedMs: number) {
    super(`Another program has the state DB ${dbPath} locked for more than ${waitedMs / 1000} seconds. Close it and try again.`);
  }
}

/** The waiting was cancelled: nothing was begun. */
export class WaitCancelled extends UserError {}

/** SQLite refused one row (a trigger, a constraint); the transaction goes on without it. */
export class RowRefused extends UserError {}

export interface RowWriter {
  /**
   * Runs `work` in one transaction (BEGIN IMMEDIATE) and commits it. While another program has the database locked it waits
   * without blocking, up to 15 seconds. Throws WaitCancelled, StateDbLocked, what `work` throws, and UserError when SQLite
   * refuses; the transaction was not begun then, or is rolled back.
   */
  transaction<T>(dbPath: string, work: (rows: ThreadRows) => T, options: WriteOptions): Promise<T>;
  /** Closes the connection that the last transaction left for the next one. To be called before a snapshot is read. */
  release(): void;
}

/** Opens nothing yet. The last connection to a database folds the whole WAL into it when it is closed: one serves an operation. */
export function createRowWriter(): RowWriter {
  let kept: { dbPath: string; db: sqlite.DatabaseSync } | undefined;

  const release = (): void => {
    kept?.db.close();
    kept = undefined;
  };
  const attempt = <T>(dbPath: string, work: (rows: ThreadRows) => T): Attempt<T> => {
    let result: Attempt<T> = { begun: false };
    try {
      if (kept?.dbPath !== dbPath) {
        release();
        const db = connect(dbPath);
        if (!db) return result;
        kept = { dbPath, db };
      }
      return result = inTransaction(kept.db, work);
    } catch (error) {
      throw asUserError(dbPath, error);
    } finally {
      if (!result.begun) release();
    }
  };

  return {
    release,
    transaction: async (dbPath, work, options) => {
      const deadline = Date.now() + LOCKED_LIMIT_MS;
      for (let told = false; ; told = true) {
        if (options.signal.aborted) throw new WaitCancelled('Cancelled.');
        const done = attempt(dbPath, work);
        if (done.begun) return done.result;
        if (Date.now() > deadline) throw new StateDbLocked(dbPath, LOCKED_LIMIT_MS);
        if (!told) options.onWait('waiting: another program has the state DB locked');
        await sleep(LOCKED_RETRY_MS);
      }
    },
  };
}

/** VS Code 1.103 and Node 22.13 have `node:sqlite`. Throws UserError when it is missing. */
function loadSqlite(): typeof sqlite {
  const module = process.getBuiltinModule('node:sqlite') as typeof sqlite | undefined;
  if (!module) throw new UserError('Archiving needs VS Code 1.103 or newer (node:sqlite is missing here). The tree works without it.');
  return module;
}

type Attempt<T> = { begun: false } | { begun: true; result: T };

/** Opens the database, which must exist; undefined when another program has it locked. */
function connect(dbPath: string): sqlite.DatabaseSync | undefined {
  const { DatabaseSync } = loadSqlite();
  try {
    return new DatabaseSync(`${pathToFileURL(dbPath).href}?mode=rw`, { timeout: 0, enableForeignKeyConstraints: false });
  } catch (error) {
    if (isLocked(error)) return undefined;
    throw error;
  }
}

function inTransaction<T>(db: sqlite.DatabaseSync, work: (rows: ThreadRows) => T): Attempt<T> {
  try {
    // No waiting inside: the caller waits. Synchronous as Codex has it: a power cut may take back the last commits, but never
    // leaves half of one.
    db.exec('PRAGMA busy_timeout = 0; PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE');
  } catch (error) {
    if (isLocked(error)) return { begun: false };
    throw error;
  }
  try {
    const result = work(threadRows(db));
    db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; COMMIT`);
    return { begun: true, result };
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function threadRows(db: sqlite.DatabaseSync): ThreadRows {
  const columns = new Set(db.prepare('PRAGMA table_info(threads)').all().map(column => String(column.name)));
  const has = (column: string): boolean => columns.has(column);
  // Whatever a damaged row holds, as the tree reads it: text, a number, and `legacy` for what is no text.
  const isLegacy = has('history_mode') ? 'typeof(history_mode) <> \'text\' OR history_mode = \'legacy\'' : '1';
  const select = db.prepare(`SELECT coalesce(CAST(rollout_path AS TEXT), '') AS path, CAST(archived AS INTEGER) <> 0 AS archived, ${isLegacy} AS legacy FROM threads WHERE id = ?`);
  const update = (assignments: string): ((...values: sqlite.SQLInputValue[]) => void) => {
    const statement = db.prepare(`UPDATE threads SET ${assignments} WHERE id = ?`);
    return (...values) => {
      try {
        if (Number(statement.run(...values).changes) !== 1) throw new RowRefused('the database took no change');
      } catch (error) {
        // Some errors (disk full, I/O) end the whole transaction: those must not pass as one row's.
        throw db.isTransaction && sqliteCode(error) !== undefined ? new RowRefused((error as Error).message) : error;
      }
    };
  };
  const archive = update('archived = 1, archived_at = ?, rollout_path = ?');
  const activate = update(`archived = 0, archived_at = NULL, rollout_path = ?, updated_at = ?${has('updated_at_ms') ? ', updated_at_ms = ?' : ''}`);
  return {
    read: threadId => {
      const row = select.get(threadId);
      return row && { rolloutPath: String(row.path), archived: row.archived === 1, isLegacy: row.legacy === 1 };
    },
    setArchived: (threadId, rolloutPath, now) => archive(seconds(now), rolloutPath, threadId),
    setActive: (threadId, rolloutPath, now) => activate(rolloutPath, seconds(now), ...(has('updated_at_ms') ? [now] : []), threadId),
  };
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}

function sqliteCode(error: unknown): number | undefined {
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  return code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number' ? errcode & 0xff : undefined;
}

function isLocked(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === SQLITE_BUSY || code === SQLITE_LOCKED;
}

function asUserError(dbPath: string, error: unknown): unknown {
  if (isLocked(error)) return new StateDbLocked(dbPath, BUSY_TIMEOUT_MS);
  return sqliteCode(error) === undefined ? error : new UserError(`The state DB ${dbPath} could not be written: ${(error as Error).message}.`);
}
