// The state DB as the rest of the server sees it: a consistent, read-only image of one commit.

export type SqlValue = string | number | null | Uint8Array;
export type SqlRow = Record<string, SqlValue>;

/** A reader has at least so many bytes of a longer value: Codex stores first messages of any length. */
export const VALUE_BYTES = 16 * 1024;

/** What a reader leaves out unless it is asked for. */
export interface MoreOfStateDb {
  /** The indexes by which rows can be sorted and filtered: two thirds of Codex's state DB. */
  readonly indexes?: true;
  /** The rest of values that are longer than `VALUE_BYTES`. */
  readonly wholeValues?: true;
}

/** The tables that a reader needs, by name. */
export type NeededTables = Readonly<Record<string, NeededTable>>;

export interface NeededTable {
  /** Without these columns the table is of no use; others may be absent. */
  readonly columns: readonly string[];
  /**
   * When to refuse a database. `required`: if it has no such table. `optional`: if something else has this name.
   * `ifComplete`: never; anything else with this name counts as absent.
   */
  readonly need: 'required' | 'optional' | 'ifComplete';
}

export interface StateDb {
  /** Absolute path of `state_<N>.sqlite`. */
  readonly path: string;
  /**
   * How many bytes of each value can be asked for: of a longer one only octet_length(), and a text's first characters,
   * four bytes each at most.
   */
  readonly valueBytes: number;
  /** The columns of a table; none if there is no plain table of this name. */
  columns(table: string): ReadonlySet<string>;
  /** Runs one SELECT. Integers become numbers; invalid UTF-8 becomes replacement characters. */
  all(sql: string, params?: readonly SqlValue[]): SqlRow[];
  /**
   * All rows of an existing table, ordered by row number. `fields` are SQL expressions over one row; `read` makes a
   * value of them. From one commit to the next, only rows that may have changed are read again. So values are shared
   * and must not be modified, and `read` must be pure, and the same function whenever the fields are the same.
   */
  rows<Fields, T>(table: string, fields: readonly string[], read: (fields: Fields) => T): readonly T[];
}
