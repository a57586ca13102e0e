// Writes to the state DB: real SQLite transactions through `node:sqlite`, beside a Codex that may have the database
// open. Only `archived`, `archived_at`, `rollout_path` and the update time of existing rows are ever written; the
// database is never made, and its edges and other tables are never touched.
//
// One trap decides the shape: POSIX drops all of a process's locks on a file when any of its descriptors for that file
// is closed. A snapshot (snapshot.ts) opens and closes the file, so no connection may be open while one is read:
// whoever reads one calls `release` first, and waiting for a lock is done without a connection.
import type * as sqlite from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { t } from '@vscode/l10n';
import type { RowChange, RowState } from '../threads/threadChange';
import { UserError } from '../userError';
import { isLocked, nodeSqlite, sqliteCode } from './nodeSqlite';

/** A thread's row, as far as it is ever written, and what decides how its rollout is looked for. */
export type ReadRow = RowState & { isLegacy: boolean };

/** The rows of `threads`, within a transaction. */
export interface ThreadRows {
  /** The rows of these threads that there are, by id. */
  read(threadIds: readonly string[]): ReadonlyMap<string, ReadRow>;
  /** Writes what differs; throws RowRefused when SQLite does not take it. */
  write(threadId: string, change: RowChange): void;
}

export interface WriteOptions<T> {
  /** Called before each attempt to begin; answers what to do in the transaction. */
  ready: () => Promise<(rows: ThreadRows) => T>;
  /** Told when another program has the database locked, once, in words for the user. */
  onWait: (reason: string) => void;
  /** Called before each pause between attempts: what `ready` took is not to be held meanwhile. */
  onPause: () => void;
  /** Ends the waiting; a transaction that has begun is finished. */
  signal: AbortSignal;
}

/** As long as Codex 0.169 waits for a locked state DB. */
const LOCKED_LIMIT_MS = 15_000;
const LOCKED_RETRY_MS = 50;
/** Codex's own busy timeout; used for COMMIT, which in DELETE mode waits for readers. */
const BUSY_TIMEOUT_MS = 5_000;

/** The program that has the database locked did not let go in time: nothing was written. */
export class StateDbLocked extends UserError {
  constructor(dbPath: string, waitedMs: number) {
    super(
      t(
        'Another program has the state DB {0} locked for more than {1} seconds. Close it and try again.',
        dbPath,
        waitedMs / 1000,
      ),
    );
  }
}

/** The waiting was cancelled: nothing was begun. */
export class WaitCancelled extends UserError {}

/** SQLite refused one row (a trigger, a constraint); the transaction goes on without it. */
export class RowRefused extends UserError {}

export interface RowWriter {
  /**
   * Runs what `ready` answers in one transaction (BEGIN IMMEDIATE) and commits it durably. While another program has
   * the database locked it waits without blocking, up to 15 seconds. Throws WaitCancelled, StateDbLocked, what `ready`
   * and the work throw, and UserError when SQLite refuses; the transaction was not begun then, or is rolled back.
   */
  transaction<T>(dbPath: string, options: WriteOptions<T>): Promise<T>;
  /** Closes the connection that the last transaction left for the next one. To be called before a snapshot is read. */
  release(): void;
}

/**
 * Opens nothing yet. The last connection to a database folds the whole WAL into it when it is closed: one serves an
 * operation.
 */
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
      return (result = inTransaction(dbPath, kept.db, work));
    } catch (error) {
      throw asUserError(dbPath, error);
    } finally {
      if (!result.begun) release();
    }
  };

  return {
    release,
    transaction: async (dbPath, { ready, onWait, onPause, signal }) => {
      const deadline = Date.now() + LOCKED_LIMIT_MS;
      for (let told = false; ; told = true) {
        if (signal.aborted) throw new WaitCancelled('Cancelled.');
        const done = attempt(dbPath, await ready());
        if (done.begun) return done.result;
        if (Date.now() > deadline) throw new StateDbLocked(dbPath, LOCKED_LIMIT_MS);
        if (!told) onWait(t('waiting: another program has the state DB locked'));
        onPause();
        await sleep(LOCKED_RETRY_MS);
      }
    },
  };
}

type Attempt<T> = { begun: false } | { begun: true; result: T };

/** Opens the database, which must exist; undefined when another program has it locked. */
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

function inTransaction<T>(dbPath: string, db: sqlite.DatabaseSync, work: (rows: ThreadRows) => T): Attempt<T> {
  try {
    // No waiting inside: the caller waits. FULL, as a journal is closed on the word of a commit. Whatever the schema
    // holds, a trigger gets no function that reaches beyond the database.
    db.exec('PRAGMA busy_timeout = 0; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF; BEGIN IMMEDIATE');
  } catch (error) {
    if (isLocked(error)) return { begun: false };
    throw error;
  }
  try {
    const before = totalChanges(db);
    const { rows, written } = threadRows(dbPath, db);
    const result = work(rows);
    // Another's trigger may do anything to any row.
    if (!written().includes(totalChanges(db) - before)) {
      throw new UserError(
        t(
          'The state DB {0} has a trigger that changes other rows when one is archived, so nothing was written. Remove the trigger; Codex has none like it.',
          dbPath,
        ),
      );
    }
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

/** The rows, and how many changes that makes, Codex's own triggers included. */
function threadRows(dbPath: string, db: sqlite.DatabaseSync): { rows: ThreadRows; written: () => number[] } {
  if (db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'threads'").get() === undefined) {
    throw new UserError(t('The state DB {0} has no table "threads", so it is not one of Codex.', dbPath));
  }
  const columns = new Set(
    db
      .prepare('PRAGMA table_info(threads)')
      .all()
      .map(column => String(column.name)),
  );
  const has = (column: string): boolean => columns.has(column);
  const integer = (column: string): string => (has(column) ? `CAST(${column} AS INTEGER)` : 'NULL');
  // Whatever a damaged row holds, as the tree reads it: text, a number, and `legacy` for what is no text.
  const isLegacy = has('history_mode') ? "typeof(history_mode) <> 'text' OR history_mode = 'legacy'" : '1';
  const select =
    db.prepare(`SELECT id, coalesce(CAST(rollout_path AS TEXT), '') AS path, CAST(archived AS INTEGER) <> 0 AS archived,
    ${integer('archived_at')} AS archivedAt, ${integer('updated_at')} AS updatedAt, ${integer('updated_at_ms')} AS updatedAtMs, ${isLegacy} AS legacy
    FROM threads WHERE id IN (SELECT value FROM json_each(?))`);
  const update = (assignments: string): ((...values: sqlite.SQLInputValue[]) => void) => {
    const statement = db.prepare(`UPDATE threads SET ${assignments} WHERE id = ?`);
    return (...values) => {
      try {
        if (Number(statement.run(...values).changes) !== 1) throw new RowRefused(t('the database took no change'));
      } catch (error) {
        // Some errors (disk full, I/O) end the whole transaction: those must not pass as one row's.
        throw db.isTransaction && sqliteCode(error) !== undefined ? new RowRefused((error as Error).message) : error;
      }
    };
  };
  const place = 'archived = ?, archived_at = ?, rollout_path = ?';
  const writePlace = update(place);
  const writePlaceAndTime = update(`${place}, updated_at = ?${has('updated_at_ms') ? ', updated_at_ms = ?' : ''}`);
  let written = 0;
  let filled = 0;
  const rows: ThreadRows = {
    // One statement for many rows: a third of the time of as many statements.
    read: threadIds =>
      new Map(
        select.all(JSON.stringify(threadIds)).map(row => [
          String(row.id),
          {
            rolloutPath: String(row.path),
            archived: row.archived === 1,
            archivedAt: numberOrNull(row.archivedAt),
            updatedAt: numberOrNull(row.updatedAt),
            updatedAtMs: numberOrNull(row.updatedAtMs),
            isLegacy: row.legacy === 1,
          },
        ]),
      ),
    write: (threadId, { before, after }) => {
      const values = [after.archived ? 1 : 0, after.archivedAt, after.rolloutPath];
      // An update time that stays is not named: Codex's triggers look at which columns are.
      if (after.updatedAt === before.updatedAt && after.updatedAtMs === before.updatedAtMs)
        writePlace(...values, threadId);
      else
        writePlaceAndTime(...values, after.updatedAt, ...(has('updated_at_ms') ? [after.updatedAtMs] : []), threadId);
      written++;
      // Codex's trigger fills the milliseconds of a row that has none (0.122 on).
      if (after.updatedAt !== before.updatedAt && after.updatedAtMs === null) filled++;
    },
  };
  return { rows, written: () => [written, written + filled] };
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function asUserError(dbPath: string, error: unknown): unknown {
  if (isLocked(error)) return new StateDbLocked(dbPath, BUSY_TIMEOUT_MS);
  return sqliteCode(error) === undefined
    ? error
    : new UserError(t('The state DB {0} could not be written: {1}.', dbPath, (error as Error).message));
}
