// What is in a Codex home after a request, in a form that is equal for two copies of one home: paths relative to the
// home, and times only by whether they are those of the test.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { rolloutFolders } from '../support/files';
import { withDatabase } from '../support/stateDb';

export interface HomeState {
  /** By relative path: content hash and modification time of files, `folder` for folders. */
  files: Record<string, string>;
  rows: Record<string, unknown>[];
  edges: Record<string, unknown>[];
}

/** Times from here on are "now": those of the sample homes and the generator are earlier, or months later. */
export function clock(milliseconds: number, testStart: number): string {
  return Math.abs(milliseconds - testStart) < 3_600_000 ? 'now' : new Date(milliseconds).toISOString();
}

/** Reads the rollouts and folders below `sessions` and `archived_sessions`, the session index, and both tables. */
export function readHomeState(home: string, testStart: number): HomeState {
  const files: Record<string, string> = {};
  const visit = (folder: string): void => {
    for (const entry of readdirSync(path.join(home, folder), { withFileTypes: true })) {
      const at = path.join(folder, entry.name);
      if (entry.isDirectory()) {
        files[at] = 'folder';
        visit(at);
      } else {
        const file = path.join(home, at);
        files[at] =
          `${createHash('sha1').update(readFileSync(file)).digest('hex').slice(0, 12)} ${clock(statSync(file).mtimeMs, testStart)}`;
      }
    }
  };
  for (const folder of rolloutFolders) if (existsSync(path.join(home, folder))) visit(folder);

  return withDatabase(
    home,
    database => ({
      files,
      rows: database
        .prepare('SELECT * FROM threads ORDER BY id')
        .all()
        .map(row => comparableRow(row, home, testStart)),
      edges: database
        .prepare('SELECT * FROM thread_spawn_edges ORDER BY child_thread_id')
        .all()
        .map(edge => ({ ...edge })),
    }),
    true,
  );
}

/** The rollout that each row names: it changes when a thread moves. */
export function readPlaces(home: string): Map<string, string> {
  return withDatabase(
    home,
    database =>
      new Map(
        database
          .prepare('SELECT id, rollout_path FROM threads')
          .all()
          .map(row => [String(row.id), String(row.rollout_path)]),
      ),
    true,
  );
}

function comparableRow(row: Record<string, unknown>, home: string, testStart: number): Record<string, unknown> {
  const comparable: Record<string, unknown> = { ...row, rollout_path: relativeTo(home, String(row.rollout_path)) };
  comparable.archived_at = row.archived_at === null ? null : 'set';
  // Codex takes it from the file's time when it archives, shifted so that no two threads have the same.
  comparable.updated_at = clock(Number(row.updated_at) * 1000, testStart) === 'now' ? 'now' : 'before';
  comparable.updated_at_ms = row.updated_at_ms === null ? null : 'set';
  return comparable;
}

export function relativeTo(home: string, text: string): string {
  return text.replaceAll(home, '~');
}
