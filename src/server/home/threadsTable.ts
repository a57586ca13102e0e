// The tables of Codex's state DB, as far as they are read or written: the only place that names their columns. A row
// may hold anything: a value of the wrong type, or one that is too long, costs only that value.
import { VALUE_BYTES, type NeededTables } from '../sqlite/stateDb';

/** The first version of Codex that has a column, among those that the conformance tests run; 0.122 is the oldest. */
type Since = '0.122' | '0.125' | '0.148' | '0.158' | '0.169';

type Column =
  | { readonly type: 'integer'; readonly since: Since }
  /** A text that is useless in part: one with more bytes than the limit is not read. */
  | { readonly type: 'whole'; readonly since: Since; readonly limit: number }
  /** A text whose first characters are read. */
  | { readonly type: 'text'; readonly since: Since; readonly limit: number };

/** Codex stores a first message of any length: a page of a hundred threads must not have hundreds of megabytes. */
const TEXT_LIMIT = 64 * 1024;
const WHOLE_LIMIT = VALUE_BYTES;
/** Ids that are not UUIDs are still reported when their subtree is archived, up to this length. */
const ID_LIMIT = 1024;
const SECTION_ID_LIMIT = 1024;

const integer = (since: Since) => ({ type: 'integer', since }) as const;
const whole = (since: Since, limit = WHOLE_LIMIT) => ({ type: 'whole', since, limit }) as const;
const text = (since: Since) => ({ type: 'text', since, limit: TEXT_LIMIT }) as const;

export const threadColumns = {
  id: whole('0.122', ID_LIMIT),
  rollout_path: whole('0.122'),
  source: whole('0.122'),
  archived: integer('0.122'),
  archived_at: integer('0.122'),
  created_at: integer('0.122'),
  created_at_ms: integer('0.125'),
  updated_at: integer('0.122'),
  updated_at_ms: integer('0.125'),
  recency_at: integer('0.148'),
  recency_at_ms: integer('0.148'),
  is_pinned: integer('0.148'),
  title: text('0.122'),
  name: text('0.148'),
  preview: text('0.148'),
  first_user_message: text('0.122'),
  history_mode: text('0.148'),
  cwd: text('0.122'),
  model_provider: text('0.122'),
  model: text('0.122'),
  reasoning_effort: text('0.122'),
  cli_version: text('0.122'),
  originator: text('0.158'),
  agent_nickname: text('0.122'),
  agent_role: text('0.122'),
  agent_path: text('0.122'),
  git_sha: text('0.122'),
  git_branch: text('0.122'),
  git_origin_url: text('0.122'),
  thread_source: text('0.148'),
  project_id: text('0.158'),
  thread_section_id: whole('0.148', SECTION_ID_LIMIT),
  section_entered_at_ms: integer('0.148'),
  attached_thread_parent_id: whole('0.169', ID_LIMIT),
} as const satisfies Record<string, Column>;

export type ThreadColumn = keyof typeof threadColumns;

/** The columns of `thread_spawn_edges`, a table that may still be missing in Codex 0.122. */
export const edgeColumns = {
  parent_thread_id: whole('0.122', ID_LIMIT),
  child_thread_id: whole('0.122', ID_LIMIT),
  status: whole('0.122', ID_LIMIT),
} as const satisfies Record<string, Column>;

/**
 * Columns of `thread_sections`. The limit of `appearance` bounds the depth of its JSON, which is sent on: JSON that is
 * nested too deeply can be parsed, but not written again.
 */
export const sectionColumns = {
  id: whole('0.148', SECTION_ID_LIMIT),
  name: text('0.148'),
  appearance: whole('0.148', 1024),
} as const satisfies Record<string, Column>;

/** What a state DB must hold to be of use; columns that are not named here may be absent. */
export const neededTables: NeededTables = {
  threads: { need: 'required', columns: ['id', 'rollout_path', 'source', 'archived'] satisfies ThreadColumn[] },
  thread_spawn_edges: {
    need: 'optional',
    columns: ['parent_thread_id', 'child_thread_id'] satisfies (keyof typeof edgeColumns)[],
  },
  thread_sections: { need: 'ifComplete', columns: Object.keys(sectionColumns) },
};

/** The columns that a table of the present state DB has. */
export type Columns = ReadonlySet<string>;

/** A bare column in SQL, for conditions and orders. */
export function columnOf(column: ThreadColumn): string {
  return `threads.${column}`;
}

/** How many characters of a text are at least in so many bytes: UTF-8 and UTF-16 have four for one at most. */
export function charactersIn(bytes: number): number {
  return Math.floor(bytes / 4);
}

/** An expression for a column's value, NULL if the schema lacks it; `limit` is a lower one for a text. */
export function valueOf(columns: Columns, column: ThreadColumn, limit?: number): string {
  return columns.has(column) ? expression(columnOf(column), threadColumns[column], limit) : 'NULL';
}

/** Like `valueOf`, for `thread_spawn_edges`. */
export function edgeValueOf(column: keyof typeof edgeColumns): string {
  return expression(`thread_spawn_edges.${column}`, edgeColumns[column]);
}

/** Like `valueOf`, for `thread_sections`. */
export function sectionValueOf(column: keyof typeof sectionColumns): string {
  return expression(`thread_sections.${column}`, sectionColumns[column]);
}

/**
 * An expression for the id if it is text, otherwise for an empty text. In SQL, bytes never equal a text, so a row whose
 * id is bytes could not be found by it, or written.
 */
export const textId = `iif(typeof(threads.id) = 'text' AND octet_length(threads.id) <= ${ID_LIMIT}, threads.id, '')`;

/** A time of a thread: a column with seconds, and a newer one with milliseconds. */
export type TimeColumn = 'created_at' | 'updated_at' | 'recency_at';

/** An expression for a time in milliseconds; NULL if the row has none. */
export function milliseconds(columns: Columns, time: TimeColumn): string {
  return `coalesce(nullif(${valueOf(columns, `${time}_ms`)}, 0), ${valueOf(columns, time)} * 1000)`;
}

/**
 * An expression to sort by a time in milliseconds: the bare column if there is one, so that its index is used. Before
 * 0.148, the last update serves as the recency.
 */
export function sortTime(columns: Columns, time: TimeColumn): string {
  if (columns.has(`${time}_ms`)) return columnOf(`${time}_ms`);
  if (columns.has(time)) return `${columnOf(time)} * 1000`;
  return time === 'updated_at' ? '0' : sortTime(columns, 'updated_at');
}

/** A longer text is not read at all: SQLite would load all of it to get its beginning. */
const HEAD_SOURCE_LIMIT_BYTES = 4 * 1024 * 1024;

/** A value may have hundreds of megabytes: octet_length() does not read them. */
function expression(column: string, kind: Column, limit = Infinity): string {
  switch (kind.type) {
    case 'integer':
      return `CAST(${column} AS INTEGER)`;
    case 'whole':
      return wholeText(column, kind.limit);
    case 'text':
      return textHead(column, Math.min(kind.limit, limit));
  }
}

/**
 * An expression for the whole text of a column; NULL if it has more than `limit` bytes in the database's encoding.
 */
export function wholeText(column: string, limit: number): string {
  return `CASE WHEN octet_length(${column}) <= ${limit} THEN CAST(${column} AS TEXT) END`;
}

/** An expression for the first `limit` characters of a column; NULL if it has more than 4 MiB. */
export function textHead(column: string, limit: number): string {
  const head = `substr(CAST(${column} AS TEXT), 1, ${limit})`;
  return `CASE WHEN octet_length(${column}) <= ${HEAD_SOURCE_LIMIT_BYTES} THEN ${head} END`;
}
