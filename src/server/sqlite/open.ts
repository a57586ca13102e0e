// Opens a snapshot of the state DB with sql.js: SQLite in WebAssembly, over bytes in memory. Nothing done with it can
// reach the file, which a running Codex has open.
//
// The bytes are untrusted. Only plain tables are read, by name: no view, virtual table, trigger or generated column is
// ever evaluated, and nothing in the schema can call a function that does more than compute a value.
import type { Database } from 'sql.js';
import { plainText } from '../threads/plainText';
import { FailureError } from '../failure';
import type { NeededTables, SqlRow, SqlValue, StateDb } from './stateDb';
import { forgetEngine, sqliteEngine } from './engine';
import { createTableRows, type Table } from './incremental/tableRows';
import type { PagedImage } from './btree/pageStore';
import { isTablePage } from './btree/treePage';
import { damagedDatabase } from './btree/treePages';
import { asFile } from './imageFile';
import type { PlacedImage } from './image/placedImage';

export interface OpenStateDb extends StateDb {
  close(): void;
}

const SCHEMA =
  "SELECT name, type, rootpage, sql LIKE 'CREATE TABLE %' AS plain FROM sqlite_schema WHERE type IN ('table', 'view')";

/**
 * Opens a database image, which must not change until the database is closed. `kept` are the rows known from an
 * earlier commit. `path` is only for failures. Throws FailureError if the image is not a database, is damaged, or lacks
 * a table that is needed.
 */
export async function openStateDb(
  path: string,
  image: PlacedImage,
  needed: NeededTables,
  kept = createTableRows(),
): Promise<OpenStateDb> {
  const { Database } = await sqliteEngine();
  const database = new Database(asFile(image));
  const all = (sql: string, params?: readonly SqlValue[]): SqlRow[] => {
    try {
      return select(database, sql, params);
    } catch (error) {
      if (isEngine(error)) forgetEngine();
      throw failureOf(path, error);
    }
  };
  try {
    all('PRAGMA trusted_schema = OFF');
    all('PRAGMA cell_size_check = ON');
    const tables = tablesOf(path, all, needed);
    const columns = new Map<string, ReadonlySet<string>>();
    const columnsOfTable = (table: string): ReadonlySet<string> => {
      const known = columns.get(table) ?? (tables.has(table) ? columnsOf(all, table) : new Set());
      columns.set(table, known);
      return known;
    };
    for (const [table, { need, columns: names }] of Object.entries(needed)) {
      const missing = tables.has(table) ? names.filter(name => !columnsOfTable(table).has(name)) : [];
      if (missing.length > 0 && need !== 'ifComplete')
        throw new FailureError({ code: 'columnsMissing', path, table, columns: missing });
      if (missing.length > 0) columns.set(table, new Set());
    }
    return {
      path,
      valueBytes: image.valueBytes,
      columns: columnsOfTable,
      all,
      rows: (name, fields, read) => kept.rows(tableOf(all, image, name, tables.get(name) ?? 0), fields, read),
      close: () => database.close(),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

type Select = (sql: string, params?: readonly SqlValue[]) => SqlRow[];

/**
 * The names and root pages of the plain tables. Throws FailureError if a needed one is missing, or something else has
 * its name.
 */
function tablesOf(path: string, all: Select, needed: NeededTables): Map<string, number> {
  const rows = all(SCHEMA);
  const names = Object.keys(needed).filter(name => needed[name]?.need !== 'ifComplete');
  const other = rows.find(({ name, plain }) => plain !== 1 && names.includes(String(name)));
  if (other) {
    const is = other.type === 'view' ? 'view' : 'virtualTable';
    throw new FailureError({ code: 'notATable', path, table: String(other.name), is });
  }
  const tables = new Map(
    rows.filter(({ plain }) => plain === 1).map(({ name, rootpage }) => [String(name), Number(rootpage)]),
  );
  const missing = names.find(name => needed[name]?.need === 'required' && !tables.has(name));
  if (missing !== undefined) throw new FailureError({ code: 'tableMissing', path, table: missing });
  return tables;
}

/** The columns of a table except for generated ones, which this pragma does not list. */
function columnsOf(all: Select, table: string): Set<string> {
  return new Set(all(`PRAGMA table_info(${table})`).map(row => String(row.name)));
}

/**
 * The row number has three names, each of which may also be that of a column, even a generated one; and some tables
 * have no row numbers.
 */
function tableOf(all: Select, image: PagedImage, name: string, root: number): Table {
  const columns = new Set(all(`PRAGMA table_xinfo(${name})`).map(column => String(column.name).toLowerCase()));
  return {
    name,
    root,
    rowid: isTablePage(image, root) ? ['rowid', '_rowid_', 'oid'].find(word => !columns.has(word)) : undefined,
    all,
  };
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

/** sql.js reports SQLite's errors as plain Errors. */
function isSqlite(error: unknown): error is Error {
  return error instanceof Error && error.constructor === Error;
}

/** A trap in the WebAssembly, or a text or array that is too long for JavaScript. */
function isEngine(error: unknown): error is Error {
  return error instanceof RangeError || (error instanceof Error && error.name === 'RuntimeError');
}

/** The failure that an error of SQLite stands for; other errors are bugs and stay as they are. */
function failureOf(path: string, error: unknown): unknown {
  if (!isSqlite(error) && !isEngine(error)) return error;
  const cause = plainText(error.message);
  if (isEngine(error) || /out of memory|too big/.test(cause))
    return new FailureError({ code: 'stateDbTooLarge', path, cause });
  if (/malformed|not a database|corrupt/i.test(cause)) return damagedDatabase(path, cause);
  return /unsupported file format/.test(cause)
    ? new FailureError({ code: 'databaseOfUnknownVersion', path, cause })
    : error;
}
