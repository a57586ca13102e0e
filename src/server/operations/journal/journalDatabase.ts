// The file of a journal: a SQLite database in WAL mode that only this user can read.
import type * as sqlite from 'node:sqlite';
import type { Failure } from '../../../protocol/failures';
import { FailureError, isFailure } from '../../failure';
import { lookAt as lookAtPath, type Stats } from '../../files/look';
import { createOwnFile } from '../../files/ownFiles';
import { sqliteUri } from '../../files/windowsPaths';
import { nodeSqlite, sqliteCode } from '../../sqlite/nodeSqlite';
import { journalFileIn, makeJournalFolder } from './journalFolder';

/**
 * `operations` has a row for each operation, in the order of `id`. `changes` has a row for each group of its changes
 * (those of one transaction of the state DB) as JSON: groups after `settled` are pending, those up to it were made. A
 * change that was not made, or was undone, is removed from its group. `plans` has the threads to change; it is a table
 * of its own because SQLite rewrites a whole row to update a counter.
 */
const tables = [
  `CREATE TABLE changes (operation INTEGER NOT NULL, position INTEGER NOT NULL, changes TEXT NOT NULL,
  PRIMARY KEY (operation, position)) WITHOUT ROWID`,
  `CREATE TABLE operations (id INTEGER PRIMARY KEY AUTOINCREMENT, operation TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
  home TEXT NOT NULL, started_at INTEGER NOT NULL, state TEXT NOT NULL, undoes TEXT, first_thread TEXT NOT NULL,
  planned INTEGER NOT NULL, made INTEGER NOT NULL DEFAULT 0, settled INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0)`,
  'CREATE TABLE plans (operation INTEGER PRIMARY KEY, threads TEXT NOT NULL)',
];
const FORMAT = 1;

/** SQLite result codes (sqlite3.h). */
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;
const SQLITE_READONLY_ROLLBACK = 776;

/** As in Codex. A transaction of the journal takes milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;

/** Up to 8 MB of free pages stay in the file, for the next operation. */
const FREE_PAGES = 2048;

/** The file is not a journal, or its pages are damaged. */
export class JournalDamaged extends Error {}

/** Its last writer died in a transaction, in DELETE mode: the next one has to roll it back before it can be read. */
export class JournalNeedsWriter extends FailureError {}

export type Row = Record<string, sqlite.SQLOutputValue>;
export type Value = sqlite.SQLInputValue;

/**
 * A connection to a journal. Prepares each statement once; its parameters are plain `?`, as Node before 22.20 and 24.7
 * binds no numbered ones. All but `close` throw JournalDamaged and FailureError.
 */
export interface JournalConnection {
  run: (sql: string, ...values: Value[]) => { changes: number; id: number };
  get: (sql: string, ...values: Value[]) => Row | undefined;
  all: (sql: string, ...values: Value[]) => Row[];
  /**
   * Runs `work` in a transaction. A durable one is on disk when this returns. Others reach the disk with the next
   * durable one, or when the connection is closed.
   */
  transaction: <T>(work: () => T, { durable }: { durable: boolean }) => T;
  /** Shrinks the file if it has many free pages. */
  shrink: () => void;
  close: () => void;
}

/** Whether a folder has a journal. Throws FailureError. */
export function hasJournal(folder: string): boolean {
  return lookAt(journalFileIn(folder)) !== undefined;
}

/** Opens the journal in a folder, or creates it. Throws JournalDamaged and FailureError. */
export function openToWrite(folder: string): JournalConnection {
  const file = journalFileIn(folder);
  if (!hasJournal(folder)) {
    makeJournalFolder(folder);
    try {
      // SQLite creates the WAL with the same mode.
      createOwnFile(file);
    } catch (error) {
      throw new FailureError({ code: 'journalFolderUnwritable', folder, cause: (error as Error).message });
    }
  }
  return connectionTo(
    file,
    open(file, 'rw', db => {
      if (isNew(db, file)) makeTables(db);
    }),
  );
}

/**
 * Opens the journal in a folder to read it, while another process may write it. Undefined if there is none. Throws
 * JournalDamaged, JournalNeedsWriter and FailureError.
 *
 * Changes nothing: a connection that could write would take itself for the last one when the writer has lost its locks
 * (POSIX drops them when any code of its process closes a descriptor of the file), and remove the WAL as it closes. The
 * writer's next commits would be lost.
 */
export function openToRead(folder: string): JournalConnection | undefined {
  const file = journalFileIn(folder);
  if (!hasJournal(folder)) return undefined;
  let isEmpty = false;
  const attempt = (mode: string): sqlite.DatabaseSync =>
    open(file, mode, opened => {
      isEmpty = isNew(opened, file);
    });
  const db = lookAt(`${file}-shm`) ? readingSharedMemory(attempt) : attempt('ro');
  if (!isEmpty) return connectionTo(file, db);
  db.close();
  return undefined;
}

/** Leaves the shared memory of other connections as it is, unless it was just created or removed. */
function readingSharedMemory(attempt: (mode: string) => sqlite.DatabaseSync): sqlite.DatabaseSync {
  try {
    return attempt('ro&readonly_shm=1');
  } catch (error) {
    if (!isFailure(error, 'journalUnusable')) throw error;
    return attempt('ro');
  }
}

function connectionTo(file: string, db: sqlite.DatabaseSync): JournalConnection {
  const statements = new Map<string, sqlite.StatementSync>();
  const prepared = (sql: string): sqlite.StatementSync => {
    const statement = statements.get(sql) ?? db.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  return {
    run: (sql, ...values) =>
      guarded(file, () => {
        const { changes, lastInsertRowid } = prepared(sql).run(...values);
        return { changes: Number(changes), id: Number(lastInsertRowid) };
      }),
    get: (sql, ...values) => guarded(file, () => prepared(sql).get(...values)),
    all: (sql, ...values) => guarded(file, () => prepared(sql).all(...values)),
    transaction: (work, { durable }) =>
      guarded(file, () => {
        // EXTRA is FULL in WAL mode. In DELETE mode it also makes the deletion of the rollback journal durable.
        db.exec(`PRAGMA synchronous = ${durable ? 'EXTRA' : 'NORMAL'}; BEGIN IMMEDIATE`);
        try {
          const result = work();
          db.exec('COMMIT');
          return result;
        } catch (error) {
          if (db.isTransaction) db.exec('ROLLBACK');
          throw error;
        }
      }),
    shrink: () =>
      guarded(file, () => {
        const free = prepared('PRAGMA freelist_count').get()?.freelist_count;
        if (Number(free) > FREE_PAGES) db.exec('PRAGMA incremental_vacuum');
      }),
    close: () => db.close(),
  };
}

/** Turns errors of SQLite into JournalDamaged or FailureError. */
function guarded<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = sqliteCode(error);
    const isOutOfRange = (error as NodeJS.ErrnoException).code === 'ERR_OUT_OF_RANGE';
    if (code === SQLITE_CORRUPT || code === SQLITE_NOTADB || isOutOfRange)
      throw new JournalDamaged((error as Error).message);
    if (code === undefined) throw error;
    const failure: Failure = { code: 'journalUnusable', path: file, cause: (error as Error).message };
    const { errcode } = error as { errcode?: unknown };
    throw errcode === SQLITE_READONLY_ROLLBACK ? new JournalNeedsWriter(failure) : new FailureError(failure);
  }
}

function open(file: string, mode: string, prepare: (db: sqlite.DatabaseSync) => void): sqlite.DatabaseSync {
  const { DatabaseSync } = nodeSqlite();
  if (lookAt(file)?.isFile() !== true) throw new JournalDamaged('not a regular file');
  return guarded(file, () => {
    const db = new DatabaseSync(sqliteUri(file, mode), {
      timeout: BUSY_TIMEOUT_MS,
      enableForeignKeyConstraints: false,
    });
    try {
      // Without `fullfsync`, macOS leaves commits in the disk's own memory.
      db.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA fullfsync = ON');
      prepare(db);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

/**
 * Whether the database has no tables yet. Throws JournalDamaged if it is not a journal, and FailureError if it is
 * newer.
 */
function isNew(db: sqlite.DatabaseSync, file: string): boolean {
  const { format } = db.prepare('SELECT user_version AS format FROM pragma_user_version').get() as { format: number };
  const schema = db.prepare('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name').all();
  if (format === 0 && schema.length === 0) return true;
  if (format > FORMAT) {
    throw new FailureError({
      code: 'journalUnusable',
      path: file,
      cause: `format ${format}: written by a newer version of this extension`,
    });
  }
  const expected = [...tables, 'CREATE TABLE sqlite_sequence(name,seq)'];
  // Also refuses triggers and views.
  if (format !== FORMAT || schema.map(({ sql }) => sql).join('\n') !== expected.join('\n'))
    throw new JournalDamaged('not a journal');
  return false;
}

function makeTables(db: sqlite.DatabaseSync): void {
  db.exec('PRAGMA auto_vacuum = INCREMENTAL');
  // On a file system without shared memory the mode stays DELETE, which works as well.
  db.exec('PRAGMA journal_mode = WAL');
  db.exec(`BEGIN IMMEDIATE; ${tables.join('; ')}; PRAGMA user_version = ${FORMAT}; COMMIT`);
}

function lookAt(file: string): Stats | undefined {
  try {
    return lookAtPath(file);
  } catch (error) {
    throw new FailureError({ code: 'journalUnusable', path: file, cause: (error as Error).message });
  }
}
