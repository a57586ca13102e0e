// A thread with its descendants as rows and files have them, for tests that know threads by their names.
import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { namedByServer } from '../../scripts/vscode/release';
import { query } from './stateDb';

export interface StoredThread {
  id: string;
  /** Of this system, also if VS Code for Windows wrote the row. */
  rolloutPath: string;
  archived: boolean;
  /** Unix seconds. */
  archivedAt: number | null;
}

/** The subtree of the thread with this name (or nickname): itself first, then its descendants by depth. */
export function storedSubtree(home: string, name: string): StoredThread[] {
  return query(
    home,
    `WITH RECURSIVE subtree(id, depth) AS (
        SELECT id, 0 FROM threads WHERE ? IN (name, agent_nickname, title)
        UNION SELECT child_thread_id, depth + 1 FROM thread_spawn_edges JOIN subtree ON parent_thread_id = subtree.id)
      SELECT id, rollout_path AS rolloutPath, archived, archived_at AS archivedAt
      FROM subtree JOIN threads USING (id) ORDER BY depth, id`,
    name,
  ).map(row => ({
    id: String(row.id),
    rolloutPath: namedByServer(String(row.rolloutPath)),
    archived: row.archived === 1,
    archivedAt: row.archivedAt === null ? null : Number(row.archivedAt),
  }));
}

/** What is wrong with these threads if they should be archived (or active) now; empty when row and rollout agree. */
export function misplaced(home: string, threads: readonly StoredThread[], archived: boolean): string[] {
  const folder = path.join(realpathSync(home), archived ? 'archived_sessions' : 'sessions');
  return threads.flatMap(thread =>
    [
      thread.archived === archived ? [] : [`${thread.id}: archived is ${thread.archived}`],
      (thread.archivedAt !== null) === archived ? [] : [`${thread.id}: archived_at is ${thread.archivedAt}`],
      thread.rolloutPath.startsWith(folder + path.sep) ? [] : [`${thread.id}: rollout_path is ${thread.rolloutPath}`],
      existsSync(thread.rolloutPath) ? [] : [`${thread.id}: no file at ${thread.rolloutPath}`],
    ].flat(),
  );
}

/** The subtree as an exact undo has to leave it: each row whole, and each rollout's place and time. */
export function subtreeInFull(home: string, name: string): unknown[] {
  return storedSubtree(home, name).map(({ id, rolloutPath }) => ({
    row: query(home, 'SELECT * FROM threads WHERE id = ?', id),
    mtimeMs: statSync(rolloutPath).mtimeMs,
  }));
}
