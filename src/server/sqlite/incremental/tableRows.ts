// Keeps rows of the state DB from one commit to the next: reads all of them once, then only those that a commit may
// have changed (follow.ts). Rows are kept in the order of their numbers.
import type { ChangedRows } from './follow';
import { readJson } from '../jsonRows';
import type { SqlRow, SqlValue } from '../stateDb';

/** How many rows one statement reads; it returns them as one string. */
const PAGE_ROWS = 4096;

/** A table of one commit. */
export interface Table {
  readonly name: string;
  /** Its root page. */
  readonly root: number;
  /** The name of the row number in SQL; undefined if rows have none. */
  readonly rowid: string | undefined;
  readonly all: (sql: string, params?: readonly SqlValue[]) => SqlRow[];
}

/** Makes a value from the fields of a row: pure, so equal fields give equal values. */
export type RowReader<Fields, T> = (fields: Fields) => T;

export interface TableRows {
  /**
   * All rows of a table, in the order of their numbers, as in `StateDb.rows`.
   */
  rows<Fields, T>(table: Table, fields: readonly string[], read: RowReader<Fields, T>): readonly T[];
  /** Call this for each later commit, with the rows that may have changed. */
  changed(rows: ChangedRows): void;
  /** Forgets all rows. */
  clear(): void;
}

interface Kept {
  readonly root: number;
  readonly rowids: readonly number[];
  readonly values: readonly unknown[];
  /** Rows to be read again. */
  readonly stale: Set<number>;
}

export function createTableRows(): TableRows {
  const kept = new Map<string, Kept>();
  return {
    rows: <Fields, T>(table: Table, fields: readonly string[], read: RowReader<Fields, T>) => {
      const key = [table.name, ...fields].join('\n');
      const known = kept.get(key);
      const rows = known ? renewed(known, table, fields, read) : readAll(table, fields, read);
      if (!rows) return readPlain(table, fields, read);
      kept.set(key, rows);
      return rows.values as readonly T[];
    },
    changed: rows => {
      for (const [key, { root, rowids, stale }] of kept) {
        for (const rowid of rows.get(root) ?? []) stale.add(rowid);
        // Drops the cache when over half of it is stale, or when a rowid is not a safe integer.
        if (stale.size * 2 > rowids.length || stale.has(NaN)) kept.delete(key);
      }
    },
    clear: () => kept.clear(),
  };
}

/** Undefined if the rows cannot be identified by their numbers. */
function readAll<Fields, T>(table: Table, fields: readonly string[], read: RowReader<Fields, T>): Kept | undefined {
  if (table.rowid === undefined) return undefined;
  const rowids: number[] = [];
  const values: T[] = [];
  for (let last: number | undefined, more = true; more;) {
    const behind = last === undefined ? '1' : `${table.rowid} > ${last}`;
    // Finds the end of the page first: counting the rows while reading them would take 50 % longer.
    const [end] = table.all(
      `SELECT ${table.rowid} AS rowid FROM ${table.name} WHERE ${behind}
      ORDER BY ${table.rowid} LIMIT 1 OFFSET ${PAGE_ROWS - 1}`,
    );
    more = end !== undefined;
    for (const [rowid, value] of readRows(
      table,
      fields,
      more ? `${behind} AND ${table.rowid} <= ${String(end?.rowid)}` : behind,
      read,
    )) {
      // In a damaged table, rows may be in any order.
      if (!Number.isSafeInteger(rowid) || rowid <= (last ?? -Infinity)) return undefined;
      rowids.push(rowid);
      values.push(value);
      last = rowid;
    }
    if (more && last !== end?.rowid) return undefined;
  }
  return { root: table.root, rowids, values, stale: new Set() };
}

/** The known rows, with the stale ones read again. */
function renewed<Fields, T>(
  known: Kept,
  table: Table,
  fields: readonly string[],
  read: RowReader<Fields, T>,
): Kept | undefined {
  const { root, rowids, values, stale } = known;
  if (stale.size === 0) return known;
  const asked = [...stale].sort((a, b) => a - b);
  const fresh: [number, T][] = [];
  for (let at = 0; at < asked.length; at += PAGE_ROWS) {
    fresh.push(...readRows(table, fields, `${table.rowid} IN (${asked.slice(at, at + PAGE_ROWS).join(', ')})`, read));
  }
  const merged = { rowids: [] as number[], values: [] as unknown[] };
  let next = 0;
  const addFresh = (below: number): void => {
    for (let row = fresh[next]; row !== undefined && row[0] < below; row = fresh[++next]) {
      merged.rowids.push(row[0]);
      merged.values.push(row[1]);
    }
  };
  for (const [at, rowid] of rowids.entries()) {
    if (stale.has(rowid)) continue;
    addFresh(rowid);
    merged.rowids.push(rowid);
    merged.values.push(values[at]);
  }
  addFresh(Infinity);
  return { root, ...merged, stale: new Set() };
}

/** The rows whose numbers meet a condition; SQLite reads them in the order of the numbers. */
function readRows<Fields, T>(
  { name, rowid, all }: Table,
  fields: readonly string[],
  where: string,
  read: RowReader<Fields, T>,
): [number, T][] {
  const rows = readJson<unknown[]>({ all }, [...fields, String(rowid)], `${name} WHERE ${where}`);
  return rows.map(row => [row.pop() as number, read(row as Fields)]);
}

function readPlain<Fields, T>({ name, all }: Table, fields: readonly string[], read: RowReader<Fields, T>): T[] {
  return readJson<Fields>({ all }, fields, name).map(read);
}
