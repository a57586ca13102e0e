// What the tree needs of the state DB, in two statements. A value of the wrong type costs that value, a row without a proper
// id that row.
import type { SpawnEdge } from '../threads/spawnForest';
import type { StateDb } from './stateDb';

/** One row of `threads`, as the tree needs it. Texts are untrusted, and cut to `TEXT_LIMIT` characters. */
export interface TreeThread {
  id: string;
  source: string;
  archived: boolean;
  /** Unix seconds. */
  archivedAt: number | null;
  /** Unix seconds; the order of Codex's own list. */
  recencyAt: number;
  historyMode: string;
  title: string | null;
  /** The first user message, when the title only repeats it: such a title is no name. */
  titleIsFirstMessage: boolean;
  name: string | null;
  preview: string | null;
  firstUserMessage: string | null;
  agentNickname: string | null;
  agentRole: string | null;
  agentPath: string | null;
  branch: string | null;
}

export interface TreeRows {
  threads: TreeThread[];
  edges: SpawnEdge[];
}

/** Enough for a row and its tooltip's first line; the source JSON of a sub-agent has about 200 characters. */
const TEXT_LIMIT = 2000;

/** Characters that Rust's `trim` takes off and SQLite's does not by itself. */
const WHITE_SPACE = '\' \' || char(9, 10, 11, 12, 13)';

/** Reads all threads and spawn edges, adapting to the columns of the schema (Codex 0.122 to 0.169). */
export function readTreeRows(db: StateDb): TreeRows {
  const text = (column: string): string => db.columns.has(column) ? `substr(CAST(${column} AS TEXT), 1, ${TEXT_LIMIT})` : 'NULL';
  const integer = (column: string): string => db.columns.has(column) ? `CAST(${column} AS INTEGER)` : 'NULL';
  const seconds = (column: string): string => `nullif(coalesce(nullif(${integer(`${column}_ms`)}, 0) / 1000, ${integer(column)}), 0)`;
  const titleRepeats = db.columns.has('title') && db.columns.has('first_user_message')
    ? `trim(CAST(title AS TEXT), ${WHITE_SPACE}) = trim(CAST(first_user_message AS TEXT), ${WHITE_SPACE})` : '0';
  const fields = [
    text('id'), text('source'), integer('archived'), integer('archived_at'),
    `coalesce(${seconds('recency_at')}, ${seconds('updated_at')}, ${seconds('created_at')}, 0)`,
    text('history_mode'), text('title'), titleRepeats, text('name'), text('preview'), text('first_user_message'),
    text('agent_nickname'), text('agent_role'), text('agent_path'), text('git_branch'),
  ];
  const threads = readJson<(string | number | null)[]>(db, fields, 'threads')
    .map(toThread)
    .filter(thread => thread !== undefined);
  const edges = db.hasTable('thread_spawn_edges')
    ? readJson<[string | null, string | null]>(db, ['CAST(parent_thread_id AS TEXT)', 'CAST(child_thread_id AS TEXT)'], 'thread_spawn_edges')
      .flatMap(([parentId, childId]) => parentId !== null && childId !== null ? [{ parentId, childId }] : [])
    : [];
  return { threads, edges };
}

/** One string out of SQLite instead of a call for each value: three times faster through sql.js at 10,000 rows. */
function readJson<Row>(db: StateDb, fields: string[], table: string): Row[] {
  const [row] = db.all(`SELECT json_group_array(json_array(${fields.join(', ')})) AS rows FROM ${table}`);
  return JSON.parse(String(row?.rows ?? '[]')) as Row[];
}

function toThread(row: (string | number | null)[]): TreeThread | undefined {
  const string = (at: number): string | null => {
    const value = row[at];
    return value === null || value === undefined ? null : String(value);
  };
  const number = (at: number): number | null => typeof row[at] === 'number' ? row[at] : null;
  const id = string(0);
  if (id === null) return undefined;
  return {
    id, source: string(1) ?? '', archived: (number(2) ?? 0) !== 0, archivedAt: number(3), recencyAt: number(4) ?? 0,
    historyMode: string(5) ?? 'legacy', title: string(6), titleIsFirstMessage: row[7] === 1, name: string(8), preview: string(9),
    firstUserMessage: string(10), agentNickname: string(11), agentRole: string(12), agentPath: string(13), branch: string(14),
  };
}
