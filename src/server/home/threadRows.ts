// The rows of `threads` that make protocol Threads, over the columns that this schema has.
import { columnText, columnTextHead } from './columnText';
import type { SqlValue, StateDb } from '../sqlite/stateDb';
import type { ThreadRow } from '../threads/threadOfRow';

/** Of no use but as a whole. */
const wholeTexts = ['id', 'rollout_path', 'source'];
const texts = [
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
];
const integers = [
  'created_at',
  'created_at_ms',
  'updated_at',
  'updated_at_ms',
  'recency_at',
  'recency_at_ms',
  'section_entered_at_ms',
  'tokens_used',
];

/** Codex answers the first message whole, however long: a page of a hundred is not to have more than some megabytes. */
const TEXT_LIMIT = 64 * 1024;
/** A value beyond this is none. */
const WHOLE_LIMIT_BYTES = 64 * 1024;
/**
 * A name, and a colour and an icon as JSON: of JSON without bound the depth could be more than can be written again.
 */
const SECTION_LIMIT_BYTES = 1024;

/**
 * Reads rows. `rest` is SQL from WHERE on, `values` are its parameters, and `more` are further expressions by the names
 * that they get. Every value is a string, a number or null.
 */
export function readThreads(
  db: StateDb,
  rest: string,
  values: readonly SqlValue[],
  more: Readonly<Record<string, string>> = {},
): ThreadRow[] {
  const has = (column: string): boolean => db.columns.has(column);
  const hasSections = has('thread_section_id') && db.hasTable('thread_sections');
  const expressions = Object.entries({
    ...Object.fromEntries(wholeTexts.filter(has).map(name => [name, columnText(`threads.${name}`, WHOLE_LIMIT_BYTES)])),
    ...Object.fromEntries(texts.filter(has).map(name => [name, columnTextHead(`threads.${name}`, TEXT_LIMIT)])),
    ...Object.fromEntries(integers.filter(has).map(name => [name, `CAST(threads.${name} AS INTEGER)`])),
    ...Object.fromEntries(
      (hasSections ? ['id', 'name', 'appearance'] : []).map(name => [
        `section_${name}`,
        columnText(`thread_sections.${name}`, SECTION_LIMIT_BYTES),
      ]),
    ),
    ...more,
  });
  const join = hasSections ? 'LEFT JOIN thread_sections ON thread_sections.id = threads.thread_section_id' : '';
  // One string out of SQLite instead of a call for each value, which through sql.js takes longer than all the rest.
  const [answer] = db.all(
    `
    SELECT json_group_array(json_object(${expressions.map(([name]) => `'${name}', ${name}`).join(', ')})) AS threads
    FROM (SELECT ${expressions.map(([name, expression]) => `${expression} AS ${name}`).join(', ')} FROM threads ${join} ${rest})`,
    values,
  );
  return JSON.parse(String(answer?.threads)) as ThreadRow[];
}
