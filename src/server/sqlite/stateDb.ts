// The state DB as the rest of the server sees it: a consistent, read-only picture of one commit.

export type SqlValue = string | number | null | Uint8Array;
export type SqlRow = Record<string, SqlValue>;

export interface StateDb {
  /** Absolute path of `state_<N>.sqlite`. */
  readonly path: string;
  /** Columns of `threads` in this schema; Codex 0.122 has 25 of the 42 of 0.169. */
  readonly columns: ReadonlySet<string>;
  /** Whether a table of this name is there, e.g. `thread_spawn_edges` or `thread_sections`. */
  hasTable(name: string): boolean;
  /** Runs one SELECT. Integers come as numbers, text that is not UTF-8 with replacement characters. */
  all(sql: string, params?: readonly SqlValue[]): SqlRow[];
  /**
   * All rows of a table that is there, by row number: each the fields, SQL expressions over the row alone, as `read`
   * makes a value of them. From one commit to the next only rows that may have changed are read again: the values are
   * shared, nobody changes them, and `read` has to be pure and the same whenever the fields are.
   */
  rows<Fields, T>(table: string, fields: readonly string[], read: (fields: Fields) => T): readonly T[];
}
