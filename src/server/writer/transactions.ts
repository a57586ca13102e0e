// Transactions of real SQLite, through `node:sqlite`, on a database that Codex may have open. Never creates a database.
import type * as sqlite from 'node:sqlite';
import { FailureError } from '../failure';
import { sqliteUri } from '../files/windowsPaths';
import { isLocked, nodeSqlite, sqliteCode } from '../sqlite/nodeSqlite';

/** What the work of a transaction gets. */
export interface Access<Rows> {
  rows: Rows;
  /** How many changes the work made, as SQLite counts them: one of these numbers, as triggers may add some. */
  changes: () => readonly number[];
}

/** Codex's own busy timeout; used for COMMIT, which in DELETE mode waits for readers. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * One transaction at a time. All but `prepare` and `release` throw FailureError if SQLite refuses: then nothing was
 * written.
 */
export interface Transactions<Rows> {
  /** Opens the database for the next transaction, which is told what is wrong with it. */
  prepare(dbPath: string): void;
  /** BEGIN IMMEDIATE. Undefined if another program has the database locked: does not wait. */
  begin(dbPath: string): Rows | undefined;
  /** Runs a part of the work. If it throws, the transaction is rolled back, and later parts throw the same. */
  during<T>(work: (rows: Rows) => T): T;
  /** Takes back all that was written since the transaction began, which goes on. */
  takeBack(): void;
  /** Commits durably. */
  commit(): void;
  /** Does nothing if there is no transaction. */
  rollback(): void;
  /** Closes the connection that the last transaction left open for the next one. */
  release(): void;
}

interface Running<Rows> extends Access<Rows> {
  db: sqlite.DatabaseSync;
  dbPath: string;
  changesBefore: number;
}

/**
 * Opens nothing yet. `access` makes what the work of a transaction gets, and may throw. One connection serves a whole
 * operation: closing the last connection to a database merges the whole WAL into it.
 */
export function createTransactions<Rows>(
  access: (dbPath: string, db: sqlite.DatabaseSync) => Access<Rows>,
): Transactions<Rows> {
  let kept: { dbPath: string; db: sqlite.DatabaseSync } | undefined;
  let running: Running<Rows> | undefined;
  /** What ended the last transaction before its commit. */
  let ended: Error | undefined;

  const release = (): void => {
    running = undefined;
    kept?.db.close();
    kept = undefined;
  };
  const connection = (dbPath: string): sqlite.DatabaseSync | undefined => {
    if (kept?.dbPath !== dbPath) {
      release();
      const db = connect(dbPath);
      kept = db && { dbPath, db };
    }
    return kept?.db;
  };
  const rollback = (): void => {
    if (running?.db.isTransaction === true) running.db.exec('ROLLBACK');
    running = undefined;
  };
  const start = (db: sqlite.DatabaseSync, dbPath: string): Running<Rows> => ({
    db,
    dbPath,
    changesBefore: totalChanges(db),
    ...access(dbPath, db),
  });
  const during = <T>(work: (transaction: Running<Rows>) => T): T => {
    if (!running) throw ended ?? new Error('no transaction has begun');
    const { dbPath } = running;
    try {
      return work(running);
    } catch (error) {
      rollback();
      release();
      ended = failureOf(dbPath, error) as Error;
      throw ended;
    }
  };

  return {
    prepare: dbPath => {
      try {
        // Reads the schema.
        connection(dbPath)?.prepare('SELECT 1 FROM sqlite_schema').get();
      } catch {
        release();
      }
    },
    begin: dbPath => {
      ended = undefined;
      try {
        const db = connection(dbPath);
        if (!db || !begin(db)) {
          release();
          return undefined;
        }
        try {
          running = start(db, dbPath);
        } catch (error) {
          if (db.isTransaction) db.exec('ROLLBACK');
          throw error;
        }
        return running.rows;
      } catch (error) {
        release();
        throw failureOf(dbPath, error);
      }
    },
    during: work => during(({ rows }) => work(rows)),
    takeBack: () => {
      during(({ db, dbPath }) => {
        db.exec('ROLLBACK TO begun');
        running = start(db, dbPath);
      });
    },
    commit: () => {
      during(({ db, dbPath, changes, changesBefore }) => {
        // A trigger that is not Codex's may do anything to any row.
        if (!changes().includes(totalChanges(db) - changesBefore))
          throw new FailureError({ code: 'triggerChangesRows', path: dbPath });
        db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; COMMIT`);
      });
      running = undefined;
    },
    rollback,
    release,
  };
}

/** Opens an existing database; undefined if another program has it locked. */
function connect(dbPath: string): sqlite.DatabaseSync | undefined {
  const { DatabaseSync } = nodeSqlite();
  try {
    return new DatabaseSync(sqliteUri(dbPath, 'rw'), {
      timeout: 0,
      enableForeignKeyConstraints: false,
    });
  } catch (error) {
    if (isLocked(error)) return undefined;
    throw error;
  }
}

/** False if another program has the database locked. */
function begin(db: sqlite.DatabaseSync): boolean {
  try {
    // SQLite must not wait: the server does. FULL, because a committed transaction settles changes in the journal; on
    // macOS that is durable only with `fullfsync`. With trusted_schema off, no trigger can call a function that reaches
    // beyond the database.
    db.exec(
      `PRAGMA busy_timeout = 0; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA trusted_schema = OFF;
      BEGIN IMMEDIATE; SAVEPOINT begun`,
    );
    return true;
  } catch (error) {
    if (isLocked(error)) return false;
    throw error;
  }
}

function totalChanges(db: sqlite.DatabaseSync): number {
  return Number(db.prepare('SELECT total_changes() AS changes').get()?.changes);
}

function failureOf(path: string, error: unknown): unknown {
  if (isLocked(error)) return new FailureError({ code: 'stateDbLocked', path, seconds: BUSY_TIMEOUT_MS / 1000 });
  return sqliteCode(error) === undefined
    ? error
    : new FailureError({ code: 'stateDbNotWritable', path, cause: (error as Error).message });
}
