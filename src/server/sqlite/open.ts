// Opens a snapshot of the state DB with sql.js: SQLite in WebAssembly, over bytes in memory. Nothing done with it can
// reach the file, which a running Codex has open.
//
// The bytes may be anybody's. Only plain tables are read, by name: no view, virtual table, trigger or generated column
// is ever evaluated, and what stands in the schema gets no function that could do more than compute.
import { t } from '@vscode/l10n';
import initSqlJs, { type Database, type SqlJsStatic } from 'sql.js';
import { plainText } from '../threads/plainText';
import { UserError } from '../userError';
import type { SqlRow, SqlValue, StateDb } from './stateDb';
import { createTableRows, type Table } from './incremental/tableRows';
import { isTablePage, pagedImage, type PagedImage } from './btree/treePage';
import { damagedDatabase, type PlacedImage } from './btree/treePages';

export interface OpenStateDb extends StateDb {
  close(): void;
}

/** Without these columns nothing can be made of a table; the others may be absent (Codex 0.122 to 0.169). */
const needed = {
  threads: ['id', 'rollout_path', 'source', 'archived'],
  thread_spawn_edges: ['parent_thread_id', 'child_thread_id'],
};
/** Only for what `thread/list` tells of a thread's section: left out when it is anything else. */
const sections = { table: 'thread_sections', columns: ['id', 'name', 'appearance'] };
const SCHEMA =
  "SELECT name, type, rootpage, sql LIKE 'CREATE TABLE %' AS plain FROM sqlite_schema WHERE type IN ('table', 'view')";

/** Compiles the WebAssembly once in the life of the process; it is found beside the script. */
let sqlite: Promise<SqlJsStatic> | undefined;

/**
 * Opens a database image, whose bytes stay as they are until the database is closed. `kept` are the rows known from an
 * earlier commit. `path` is only named in messages. Throws UserError when the image is no database, is damaged, or its
 * `threads` is no table of Codex's.
 */
export async function openStateDb(
  path: string,
  { bytes }: PlacedImage,
  kept = createTableRows(),
): Promise<OpenStateDb> {
  const { Database } = await (sqlite ??= initSqlJs());
  const database = new Database(withoutCopy(bytes));
  const all = (sql: string, params?: readonly SqlValue[]): SqlRow[] => {
    try {
      return select(database, sql, params);
    } catch (error) {
      // After a trap nothing is certain of this instance: the next snapshot gets a new one.
      if (isEngine(error)) sqlite = undefined;
      throw asUserError(path, error);
    }
  };
  try {
    all('PRAGMA trusted_schema = OFF');
    all('PRAGMA cell_size_check = ON');
    const tables = tablesOf(path, all);
    for (const [table, columns] of Object.entries(needed).filter(([table]) => tables.has(table))) {
      const present = columnsOf(all, table);
      const missing = columns.filter(column => !present.has(column));
      if (missing.length > 0)
        throw new UserError(
          t('{file}: the table "{table}" lacks {columns}. This version of Codex is not known.', {
            file: path,
            table,
            columns: missing.join(', '),
          }),
        );
    }
    const inSections = tables.has(sections.table) ? columnsOf(all, sections.table) : undefined;
    if (inSections && !sections.columns.every(column => inSections.has(column))) tables.delete(sections.table);
    return {
      path,
      columns: columnsOf(all, 'threads'),
      hasTable: name => tables.has(name),
      all,
      rows: (name, fields, read) =>
        kept.rows(tableOf(all, pagedImage(bytes), name, tables.get(name) ?? 0), fields, read),
      close: () => database.close(),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

type Select = (sql: string, params?: readonly SqlValue[]) => SqlRow[];

/**
 * Names and root pages of the plain tables. Throws UserError when something else has the name of one that is needed.
 */
function tablesOf(path: string, all: Select): Map<string, number> {
  const rows = all(SCHEMA);
  const other = rows.find(({ name, plain }) => plain !== 1 && Object.hasOwn(needed, String(name)));
  if (other) {
    const names = { file: path, name: String(other.name) };
    throw new UserError(
      other.type === 'view'
        ? t(
            '{file}: "{name}" is not a table but a view: this is not a state DB of Codex. Move it away: Codex makes a new one when it starts, and the rollouts are not affected.',
            names,
          )
        : t(
            '{file}: "{name}" is not a table but a virtual table: this is not a state DB of Codex. Move it away: Codex makes a new one when it starts, and the rollouts are not affected.',
            names,
          ),
    );
  }
  const tables = new Map(
    rows.filter(({ plain }) => plain === 1).map(({ name, rootpage }) => [String(name), Number(rootpage)]),
  );
  if (!tables.has('threads'))
    throw new UserError(t('{0} has no table "threads": it is not a state DB of Codex.', path));
  return tables;
}

/**
 * sql.js copies what it is given with `slice`. A snapshot is used once, and a large one takes as long to copy as to
 * read.
 */
function withoutCopy(image: Uint8Array): Uint8Array {
  const view = image.subarray();
  return Object.defineProperty(view, 'slice', { value: view.subarray.bind(view) });
}

/** Without generated columns, which SQLite does not list here. */
function columnsOf(all: Select, table: string): Set<string> {
  return new Set(all(`PRAGMA table_info(${table})`).map(row => String(row.name)));
}

/**
 * A row's number has three names, each of which a column may have taken, also a computed one; and some tables have
 * none.
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

/** sql.js throws plain errors for what SQLite says. */
function isSqlite(error: unknown): error is Error {
  return error instanceof Error && error.constructor === Error;
}

/** A trap in the WebAssembly, or a text or an array longer than JavaScript has them. */
function isEngine(error: unknown): error is Error {
  return error instanceof RangeError || (error instanceof Error && error.name === 'RuntimeError');
}

/** What goes wrong while the data is read is the user's concern; anything else is a bug and passes. */
function asUserError(path: string, error: unknown): unknown {
  if (!isSqlite(error) && !isEngine(error)) return error;
  const why = plainText(error.message);
  if (isEngine(error) || /out of memory|too big/.test(why))
    return new UserError(
      t(
        '{0} holds more than can be read ({1}). Close Codex and run VACUUM on the database, or look for rows of an unusual size.',
        path,
        why,
      ),
    );
  if (/malformed|not a database|corrupt/i.test(why)) return damagedDatabase(path, why);
  return /unsupported file format/.test(why)
    ? new UserError(
        t('{0} was written by a version of SQLite that is not known ({1}). Update this extension.', path, why),
      )
    : error;
}
