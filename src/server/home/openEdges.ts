// The spawn edges that Codex has not closed.
import { columnText } from './columnText';
import type { StateDb } from '../sqlite/stateDb';
import { readJson } from './threadsTable';

/** As long as an id is, and some more. */
const ID_LIMIT_BYTES = 64;

/**
 * The children of all edges of which Codex has not recorded that the child is done. That says nothing about whether it
 * runs: Codex leaves many open. Without the column nothing is known to be done.
 */
export function readUnfinishedChildren(db: StateDb): string[] {
  if (!db.hasTable('thread_spawn_edges')) return [];
  const hasStatus = db.all('PRAGMA table_info(thread_spawn_edges)').some(({ name }) => name === 'status');
  const rows = readJson<[string | null]>(
    db,
    [columnText('child_thread_id', ID_LIMIT_BYTES)],
    `thread_spawn_edges${hasStatus ? " WHERE status IS NOT 'closed'" : ''}`,
  );
  return rows.flatMap(([child]) => child ?? []);
}
