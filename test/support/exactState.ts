// A Codex home as an exact undo has to leave it.
import { statSync } from 'node:fs';
import path from 'node:path';
import { rolloutFilesOf } from './files';
import { rolloutContents } from './home';
import { query } from './stateDb';

/** Every rollout with its path, contents and time, and every row and edge. Empty folders do not count. */
export function exactState(home: string): unknown {
  return {
    files: rolloutFilesOf(home).map(file => `${path.relative(home, file)} ${statSync(file).mtimeMs.toFixed(2)}`),
    contents: rolloutContents(home),
    rows: query(home, 'SELECT * FROM threads ORDER BY id'),
    edges: query(home, 'SELECT * FROM thread_spawn_edges ORDER BY child_thread_id'),
  };
}
