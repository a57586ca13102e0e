// Rows of the state DB that are kept from one commit to the next: read in full once, then again only those that a
// commit may have changed (follow.ts). What is kept is by row number, in the order of the numbers.
import type { ChangedRows } from './follow';
import type { SqlRow, SqlValue } from '../stateDb';

/** Read in one statement: SQLite makes one string of them, which should not become large. */
const PAGE_ROWS = 4096;

/** A table of one commit. */
export interface Table {
  readonly name: string;
  /** Its root page. */
  readonly root: number;
  /** What its rows' numbers are called; undefined when they have none. */
  readonly rowid: string | undefined;
  readonly all: (sql: string, params?: readonly SqlValue[]) => SqlRow[];
}

/** Makes a value of a row's fields, of nothing else, and the same each time. */
export type RowReader<Fields, T> = (fields: Fields) => T;

export interface TableRows {
  /**
   * All rows of a table, in the order of their numbers: each the fields, SQL expressions over the row alone, as `read`
   * makes a value of them. The values are kept and handed out again: nobody changes them. `read` counts as the same for
   * the same fields.
   */
  rows<Fields, T>(table: Table, fields: readonly string[], read: RowReader<Fields, T>): readonly T[];
  /** There is a later commit, in which no more than these rows have changed. */
  changed(rows: ChangedRows): void;
  /** What is kept is of no more use. */
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
        // Then reading all is no more work; and a number that is none cannot be asked for.
        if (stale.size * 2 > rowids.length || stale.has(NaN)) kept.delete(key);
      }
    },
    clear: () => kept.clear(),
  };
}

/** Undefined when the rows cannot be told by their numbers. */
function readAll<Fields, T>(table: Table, fields: readonly string[], read: RowReader<Fields, T>): Kept | undefined {
  if (table.rowid === undefined) return undefined;
  const rowids: number[] = [];
  const values: T[] = [];
  for (let last: number | undefined, more = true; more;) {
    const behind = last === undefined ? '1' : `${table.rowid} > ${last}`;
    // The end of the page first: to count the rows while they are read would take half as long again.
    const [end] = table.all(
      `SELECT ${table.rowid} AS rowid FROM ${table.name} WHERE ${behind} ORDER BY ${table.rowid} LIMIT 1 OFFSET ${PAGE_ROWS - 1}`,
    );
    more = end !== undefined;
    for (const [rowid, value] of readRows(
      table,
      fields,
      more ? `${behind} AND ${table.rowid} <= ${String(end?.rowid)}` : behind,
      read,
    )) {
      // In a damaged table they may come in any order.
      if (!Number.isSafeInteger(rowid) || rowid <= (last ?? -Infinity)) return undefined;
      rowids.push(rowid);
      values.push(value);
      last = rowid;
    }
    if (more && last !== end?.rowid) return undefined;
  }
  return { root: table.root, rowids, values, stale: new Set() };
}

/** What is kept, with the stale rows read again. */
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

/** The rows for which a condition on their numbers holds, which SQLite reads in the order of the numbers. */
function readRows<Fields, T>(
  { name, rowid, all }: Table,
  fields: readonly string[],
  where: string,
  read: RowReader<Fields, T>,
): [number, T][] {
  const [answer] = all(
    `SELECT json_group_array(json_array(${[...fields, rowid].join(', ')})) AS rows FROM ${name} WHERE ${where}`,
  );
  const rows = JSON.parse(String(answer?.rows)) as unknown[][];
  return rows.map(row => [row.pop() as number, read(row as Fields)]);
}

function readPlain<Fields, T>({ name, all }: Table, fields: readonly string[], read: RowReader<Fields, T>): T[] {
  const [answer] = all(`SELECT json_group_array(json_array(${fields.join(', ')})) AS rows FROM ${name}`);
  return (JSON.parse(String(answer?.rows)) as Fields[]).map(read);
}
