// Reads rows of `threads` for the protocol's Threads.
import type { SqlValue, StateDb } from '../sqlite/stateDb';
import type { ThreadRow } from '../threads/threadOfRow';
import { withoutLongForm } from '../files/windowsPaths';
import { readJson } from '../sqlite/jsonRows';
import { charactersIn, columnOf, sectionValueOf, textId, valueOf, type ThreadColumn } from './threadsTable';

const columnsOfThread = [
  'id',
  'rollout_path',
  'source',
  'model_provider',
  'model',
  'reasoning_effort',
  'cwd',
  'title',
  'name',
  'preview',
  'first_user_message',
  'git_sha',
  'git_branch',
  'git_origin_url',
  'cli_version',
  'originator',
  'agent_nickname',
  'agent_role',
  'agent_path',
  'history_mode',
  'thread_source',
  'project_id',
  'created_at',
  'created_at_ms',
  'updated_at',
  'updated_at_ms',
  'recency_at',
  'recency_at_ms',
  'section_entered_at_ms',
] as const satisfies ThreadColumn[];

/**
 * Reads rows with the columns that the schema has. `rest` is the SQL from WHERE on, `values` are its parameters, and
 * `more` are further expressions by name. Every value is a string, a number or null.
 */
export function readThreads(
  db: StateDb,
  rest: string,
  values: readonly SqlValue[],
  more: Readonly<Record<string, string>> = {},
): ThreadRow[] {
  const columns = db.columns('threads');
  const hasSections = columns.has('thread_section_id') && db.columns('thread_sections').size > 0;
  const sections = hasSections ? (['id', 'name', 'appearance'] as const) : [];
  const expressions = [
    ...columnsOfThread
      .filter(name => columns.has(name))
      .map(name => [name, valueOf(columns, name, charactersIn(db.valueBytes))]),
    ...sections.map(name => [`section_${name}`, sectionValueOf(name)]),
    ...Object.entries(more),
  ];
  const join = hasSections ? `LEFT JOIN thread_sections ON thread_sections.id = ${columnOf('thread_section_id')}` : '';
  // Gets one string from SQLite: with sql.js a call for each value takes longer than all the rest.
  const pairs = expressions.map(([name]) => `'${name}', ${name}`).join(', ');
  const selected = expressions.map(([name, expression]) => `${expression} AS ${name}`).join(', ');
  const [answer] = db.all(
    `SELECT json_group_array(json_object(${pairs})) AS threads FROM (SELECT ${selected} FROM threads ${join} ${rest})`,
    values,
  );
  const rows = JSON.parse(String(answer?.threads)) as ThreadRow[];
  if (process.platform !== 'win32') return rows;
  return rows.map(row => (typeof row.cwd === 'string' ? { ...row, cwd: withoutLongForm(row.cwd) } : row));
}

/** The rollouts that the rows of these threads name, by thread id: untrusted text. */
export function readRolloutPaths(
  db: StateDb,
  threadIds: readonly string[],
): (readonly [threadId: string, rolloutPath: string])[] {
  if (threadIds.length === 0) return [];
  const fields = [textId, `coalesce(${valueOf(db.columns('threads'), 'rollout_path')}, '')`];
  return readJson(db, fields, 'threads WHERE id IN (SELECT value FROM json_each(?))', [JSON.stringify(threadIds)]);
}
