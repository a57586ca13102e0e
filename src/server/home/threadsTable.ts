// What the tree needs of the state DB: who there is and who spawned whom, for all threads; texts only for the rows that
// are shown. A value of the wrong type costs that value; a row without an id is told from the others by an empty one.
import type { SpawnEdge } from '../threads/spawnForest';
import type { ThreadRow } from '../threads/threadOfRow';
import { columnText, columnTextHead } from './columnText';
import type { StateDb } from '../sqlite/stateDb';

/** Where a thread belongs. */
export interface TreeThread {
  id: string;
  /** The spawning thread that the `source` JSON names in the usual way; then `source` itself is left out. */
  spawnedBy: string | undefined;
  source: string;
  archived: boolean;
  /** Unix seconds. */
  archivedAt: number | null;
  /** Unix seconds; the order of Codex's own list. */
  recencyAt: number;
  /** Unix seconds; 0 when the row has none. */
  createdAt: number;
  /** The folder in which it worked as Codex wrote it, which is anybody's text; empty when there is none. */
  cwd: string;
  /** Nothing was said in it: no preview and, as before 0.140, no first message. */
  isEmpty: boolean;
  /** Pinned in Codex (0.169 has the column). */
  isPinned: boolean;
}

/** As long as a path can be on Linux: a longer one is no folder. */
const CWD_LIMIT_BYTES = 4096;

/** Enough for a tooltip's name; nobody shows a title of a million characters. */
const TEXT_LIMIT = 4000;

/** What a row's name is made from, and the branch. */
const textColumns = [
  'source',
  'history_mode',
  'title',
  'name',
  'preview',
  'first_user_message',
  'agent_nickname',
  'agent_role',
  'agent_path',
  'git_branch',
];

/** What is no UUID is told of when a branch with it is archived, if it is not too long for that. */
const ID_LIMIT_BYTES = 1024;

/**
 * As SQLite compares: bytes are never equal to a text, so a row whose id is bytes cannot be found, and written, by its
 * id.
 */
export const textId = `iif(typeof(id) = 'text' AND octet_length(id) <= ${ID_LIMIT_BYTES}, id, '')`;

/** One names a parent, a nickname, a role and a path. */
const SOURCE_LIMIT_BYTES = 64 * 1024;

/** How the `source` of a spawned sub-agent begins as Codex writes it, and goes on behind the parent's id. */
const [spawnHead, spawnTail, idLength] = ['{"subagent":{"thread_spawn":{"parent_thread_id":"', '","depth":', 36];
/** Stands in front of a parent's id in place of such a source: a fifth of its length, and no JSON to parse. */
const MARK = '>';
const shortSource = `CASE WHEN octet_length(source) > ${SOURCE_LIMIT_BYTES} THEN NULL WHEN substr(source, 1, ${spawnHead.length}) = '${spawnHead}'
  AND substr(source, ${spawnHead.length + idLength + 1}, ${spawnTail.length}) = '${spawnTail}'
  THEN '${MARK}' || substr(source, ${spawnHead.length + 1}, ${idLength}) ELSE CAST(source AS TEXT) END`;

type TreeFields = [
  id: string,
  source: string | null,
  archived: number | null,
  archivedAt: number | null,
  recencyAtMs: number,
  createdAtMs: number,
  cwd: string | null,
  saidBytes: number,
  pinned: number | null,
];

/** Reads all threads, adapting to the columns of the schema (Codex 0.122 to 0.169). */
export function readTreeThreads(db: StateDb): readonly TreeThread[] {
  const integer = (column: string): string => (db.columns.has(column) ? `CAST(${column} AS INTEGER)` : 'NULL');
  const milliseconds = (column: string): string =>
    `coalesce(nullif(${integer(`${column}_ms`)}, 0), ${integer(column)} * 1000)`;
  const recency = ['recency_at', 'updated_at', 'created_at']
    .map(column => `nullif(${milliseconds(column)}, 0)`)
    .join(', ');
  const said = ['preview', 'first_user_message']
    .filter(column => db.columns.has(column))
    .map(column => `coalesce(octet_length(${column}), 0)`);
  return db.rows(
    'threads',
    [
      textId,
      shortSource,
      integer('archived'),
      integer('archived_at'),
      `coalesce(${recency}, 0)`,
      `coalesce(${milliseconds('created_at')}, 0)`,
      db.columns.has('cwd') ? columnText('cwd', CWD_LIMIT_BYTES) : 'NULL',
      said.length > 0 ? said.join(' + ') : '1',
      integer('is_pinned'),
    ],
    treeThreadOf,
  );
}

function treeThreadOf([
  id,
  source,
  archived,
  archivedAt,
  recencyAtMs,
  createdAtMs,
  cwd,
  saidBytes,
  pinned,
]: TreeFields): TreeThread {
  const spawnedBy = source?.startsWith(MARK) ? source.slice(MARK.length) : undefined;
  return {
    id,
    spawnedBy,
    source: spawnedBy === undefined ? (source ?? '') : '',
    archived: (archived ?? 0) !== 0,
    archivedAt,
    recencyAt: Math.floor(recencyAtMs / 1000),
    createdAt: Math.floor(createdAtMs / 1000),
    cwd: cwd ?? '',
    isEmpty: saidBytes === 0,
    isPinned: (pinned ?? 0) !== 0,
  };
}

/** Reads all spawn edges, open and closed. */
export function readSpawnEdges(db: StateDb): SpawnEdge[] {
  if (!db.hasTable('thread_spawn_edges')) return [];
  const fields = ['parent_thread_id', 'child_thread_id'].map(column => columnText(column, ID_LIMIT_BYTES));
  return db.rows('thread_spawn_edges', fields, edgeOf).filter(edge => edge !== undefined);
}

function edgeOf([parentId, childId]: [string | null, string | null]): SpawnEdge | undefined {
  return parentId !== null && childId !== null ? { parentId, childId } : undefined;
}

/**
 * Reads the texts of these threads, by id: the columns as they are named, cut to `limit` characters; the `source` JSON
 * to 4,000.
 */
export function readTreeTexts(db: StateDb, ids: readonly string[], limit = TEXT_LIMIT): Map<string, ThreadRow> {
  const columns = textColumns.filter(column => db.columns.has(column));
  const fields = columns.map(column => columnTextHead(column, column === 'source' ? TEXT_LIMIT : limit));
  const rows = readJson<(string | null)[]>(
    db,
    ['id', ...fields],
    'threads WHERE id IN (SELECT value FROM json_each(?))',
    [JSON.stringify(ids)],
  );
  return new Map(
    rows.map(([id, ...texts]) => [String(id), Object.fromEntries(columns.map((column, at) => [column, texts[at]]))]),
  );
}

/** One string out of SQLite instead of a call for each value: three times faster through sql.js at 10,000 rows. */
export function readJson<Row>(db: StateDb, fields: string[], from: string, params: string[] = []): Row[] {
  const [row] = db.all(`SELECT json_group_array(json_array(${fields.join(', ')})) AS rows FROM ${from}`, params);
  return JSON.parse(String(row?.rows ?? '[]')) as Row[];
}
