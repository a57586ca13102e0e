// The columns of `threads` that make a protocol Thread, as one SELECT over those that this schema has.
import type { StateDb } from '../stateDb/stateDb';

const wanted = [
  'id', 'rollout_path', 'created_at', 'created_at_ms', 'updated_at', 'updated_at_ms', 'recency_at', 'recency_at_ms', 'source',
  'model_provider', 'model', 'reasoning_effort', 'cwd', 'title', 'name', 'preview', 'first_user_message', 'git_sha', 'git_branch',
  'git_origin_url', 'cli_version', 'originator', 'agent_nickname', 'agent_role', 'history_mode', 'thread_source', 'project_id',
  'section_entered_at_ms',
];

/** `SELECT … FROM threads`, with the section's columns where there are sections, and `more` columns; conditions may follow. */
export function selectThreads(db: StateDb, ...more: string[]): string {
  const columns = wanted.filter(column => db.columns.has(column)).map(column => `threads.${column} AS ${column}`);
  const hasSections = db.columns.has('thread_section_id') && db.hasTable('thread_sections');
  const section = hasSections ? ['id', 'name', 'appearance'].map(column => `thread_sections.${column} AS section_${column}`) : [];
  const join = hasSections ? ' LEFT JOIN thread_sections ON thread_sections.id = threads.thread_section_id' : '';
  return `SELECT ${[...columns, ...section, ...more].join(', ')} FROM threads${join}`;
}
