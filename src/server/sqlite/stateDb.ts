// The state DB as the rest of the server sees it: a consistent, read-only image of one commit.

export type SqlValue = string | number | null | Uint8Array;
export type SqlRow = Record<string, SqlValue>;

/** Tables by name, as the reader of a database needs them. */
export type NeededTables = Readonly<Record<string, NeededTable>>;

export interface NeededTable {
  /** Without these columns nothing can be made of the table; others may be absent. */
  readonly columns: readonly string[];
  /**
   * When a database is refused: `required`: unless there is such a table. `optional`: when there is another table or a
   * view of this name. `ifComplete`: never; anything else of this name counts as absent.
   */
  readonly need: 'required' | 'optional' | 'ifComplete';
}

export interface StateDb {
  /** Absolute path of `state_<N>.sqlite`. */
  readonly path: string;
  /** The columns of a table; none when there is no plain table of this name. */
  columns(table: string): ReadonlySet<string>;
  /** Runs one SELECT. Integers come as numbers; invalid UTF-8 comes with replacement characters. */
  all(sql: string, params?: readonly SqlValue[]): SqlRow[];
  /**
   * All rows of a table that exists, by row number. `fields` are SQL expressions over one row; `read` makes a value of
   * them. From one commit to the next only rows that may have changed are read again: so the values are shared and must
   * not be changed, and `read` must be pure, and the same function whenever the fields are the same.
   */
  rows<Fields, T>(table: string, fields: readonly string[], read: (fields: Fields) => T): readonly T[];
}
