// What is in a Codex home, read and written as another program would: by node:sqlite and the file system.
import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface StoredThread {
  id: string;
  rolloutPath: string;
  archived: boolean;
  /** Unix seconds. */
  archivedAt: number | null;
}

export function openStateDb(home: string, readOnly = false): DatabaseSync {
  return new DatabaseSync(path.join(home, 'state_5.sqlite'), { readOnly });
}

/** The subtree of the thread with this name (or nickname): itself first, then all its descendants. */
export function storedSubtree(home: string, name: string): StoredThread[] {
  const database = openStateDb(home, true);
  try {
    return database
      .prepare(
        `
      WITH RECURSIVE subtree(id, depth) AS (
        SELECT id, 0 FROM threads WHERE ?1 IN (name, agent_nickname, title)
        UNION SELECT child_thread_id, depth + 1 FROM thread_spawn_edges JOIN subtree ON parent_thread_id = branch.id)
      SELECT id, rollout_path AS rolloutPath, archived, archived_at AS archivedAt FROM subtree JOIN threads USING (id) ORDER BY depth, id
    `,
      )
      .all(name)
      .map(row => ({ ...row, archived: row.archived === 1 }) as unknown as StoredThread);
  } finally {
    database.close();
  }
}

/** What is wrong with these threads if they should be archived (or active) now; empty when row and rollout agree. */
export function misplaced(home: string, threads: readonly StoredThread[], archived: boolean): string[] {
  return threads.flatMap(thread => {
    const place = archived
      ? path.join(realpathSync(home), 'archived_sessions')
      : path.join(realpathSync(home), 'sessions');
    return [
      thread.archived === archived ? [] : [`${thread.id}: archived is ${thread.archived}`],
      (thread.archivedAt !== null) === archived ? [] : [`${thread.id}: archived_at is ${thread.archivedAt}`],
      thread.rolloutPath.startsWith(place + path.sep) ? [] : [`${thread.id}: rollout_path is ${thread.rolloutPath}`],
      existsSync(thread.rolloutPath) ? [] : [`${thread.id}: no file at ${thread.rolloutPath}`],
    ].flat();
  });
}

/** The subtree as an exact undo must restore it: each complete row, and each rollout's path and time. */
export function subtreeInFull(home: string, name: string): unknown[] {
  const database = openStateDb(home, true);
  try {
    return storedSubtree(home, name).map(({ id, rolloutPath }) => ({
      row: { ...database.prepare('SELECT * FROM threads WHERE id = ?').get(id) },
      mtimeMs: statSync(rolloutPath).mtimeMs,
    }));
  } finally {
    database.close();
  }
}
