// Opens a snapshot of the state DB with sql.js: SQLite in WebAssembly, over bytes in memory. Nothing done with it can reach the
// file, which a running Codex has open.
import initSqlJs, { type Database, type SqlJsStatic } from 'sql.js';
import { UserError } from '../userError';
import type { SqlRow, SqlValue, StateDb } from './stateDb';

export interface OpenStateDb extends StateDb {
  close(): void;
}

/** Without these columns nothing can be made of a table; the others may be absent (Codex 0.122 to 0.169). */
const needed = {
  threads: ['id', 'rollout_path', 'source', 'archived'],
  thread_spawn_edges: ['parent_thread_id', 'child_thread_id'],
};

/** Compiles the WebAssembly once in the life of the process; it is found beside the script. */
let sqlite: Promise<SqlJsStatic> | undefined;

/**
 * Opens a complete, rollback-mode database image (see snapshot.ts), which is not to be used for anything else from then on. `path` is only named in messages. Throws UserError when
 * the image is no database or has no `threads` table.
 */
export async function openStateDb(path: string, image: Uint8Array): Promise<OpenStateDb> {
  const { Database } = await (sqlite ??= initSqlJs());
  const database = new Database(withoutCopy(image));
  try {
    const tables = new Set(select(database, 'SELECT name FROM sqlite_schema WHERE type = \'table\'').map(row => String(row.name)));
    if (!tables.has('threads')) throw new UserError(`${path} has no table "threads": it is not a state DB of Codex.`);
    for (const [table, columns] of Object.entries(needed).filter(([table]) => tables.has(table))) {
      const present = columnsOf(database, table);
      const missing = columns.filter(column => !present.has(column));
      if (missing.length > 0) throw new UserError(`${path}: the table "${table}" lacks ${missing.join(', ')}. This version of Codex is not known.`);
    }
    return {
      path, columns: columnsOf(database, 'threads'),
      hasTable: name => tables.has(name),
      all: (sql, params) => guard(path, () => select(database, sql, params)),
      close: () => database.close(),
    };
  } catch (error) {
    database.close();
    throw asUserError(path, error);
  }
}

/** sql.js copies what it is given with `slice`. A snapshot is used once, and a large one takes as long to copy as to read. */
function withoutCopy(image: Uint8Array): Uint8Array {
  return Object.defineProperty(image, 'slice', { value: image.subarray.bind(image) });
}

function columnsOf(database: Database, table: string): Set<string> {
  return new Set(select(database, `PRAGMA table_info(${table})`).map(row => String(row.name)));
}

function select(database: Database, sql: string, params: readonly SqlValue[] = []): SqlRow[] {
  const statement = database.prepare(sql, [...params]);
  try {
    const rows: SqlRow[] = [];
    while (statement.step()) rows.push(statement.getAsObject());
    return rows;
  } finally {
    statement.free();
  }
}

function guard<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw asUserError(path, error);
  }
}

/** SQLite's own complaints about the data are the user's concern; anything else is a bug and passes. */
function asUserError(path: string, error: unknown): unknown {
  if (error instanceof Error && /malformed|not a database|corrupt/i.test(error.message)) {
    return new UserError(`The state DB ${path} is damaged (${error.message}). Close Codex and restore the file from a backup, or let Codex rebuild it: its rollouts are not affected.`);
  }
  return error;
}
