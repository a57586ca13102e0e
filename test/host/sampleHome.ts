// A Codex home that a real Codex 0.169 wrote (test/fixtures/homes), copied so that a test may change it.
import { cpSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../scripts/vscode/paths';
import { openStateDb } from './codexHome';

/**
 * Copies the sample into the new folder and returns the ids of its threads by label; its labels.json says which is
 * whose child.
 */
export function copySampleHome(sample: string, folder: string): Record<string, string> {
  const source = path.join(projectRoot, 'test/fixtures/homes', sample);
  cpSync(source, folder, { recursive: true });
  const database = openStateDb(folder);
  // The sample was made in a home of this name.
  database
    .prepare('UPDATE threads SET rollout_path = replace(rollout_path, ?, ?)')
    .run('/home/dev/.codex', realpathSync(folder));
  database.close();
  return (JSON.parse(readFileSync(path.join(source, 'labels.json'), 'utf8')) as { ids: Record<string, string> }).ids;
}
