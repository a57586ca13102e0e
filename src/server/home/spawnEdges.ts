// Who spawned whom, from `thread_spawn_edges`.
import { sharedId } from './sharedIds';
import { readJson } from '../sqlite/jsonRows';
import type { StateDb } from '../sqlite/stateDb';
import type { SpawnEdge } from '../threads/spawnForest';
import { edgeValueOf } from './threadsTable';

const TABLE = 'thread_spawn_edges';

/** Reads all spawn edges, open and closed. */
export function readSpawnEdges(db: StateDb): SpawnEdge[] {
  if (db.columns(TABLE).size === 0) return [];
  const fields = [edgeValueOf('parent_thread_id'), edgeValueOf('child_thread_id')];
  return db.rows(TABLE, fields, edgeOf).filter(edge => edge !== undefined);
}

function edgeOf([parentId, childId]: [string | null, string | null]): SpawnEdge | undefined {
  if (parentId === null || childId === null) return undefined;
  return { parentId: sharedId(parentId), childId: sharedId(childId) };
}

/**
 * The sub-agents that Codex has not recorded as done. They need not be running: Codex leaves many edges open. If there
 * is no column `status`, none of them counts as done.
 */
export function readUnfinishedSubAgents(db: StateDb): string[] {
  const columns = db.columns(TABLE);
  if (columns.size === 0) return [];
  const unfinished = columns.has('status') ? ` WHERE status IS NOT 'closed'` : '';
  return readJson<[string | null]>(db, [edgeValueOf('child_thread_id')], `${TABLE}${unfinished}`).flatMap(
    ([subAgent]) => subAgent ?? [],
  );
}
