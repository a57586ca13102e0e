// Homes that a real Codex 0.169 wrote (test/fixtures/homes), copied so that a test may change them.
import { cpSync, readFileSync, realpathSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../scripts/vscode/paths';
import { acceptOnWindows } from '../fixtures/acceptOnWindows';
import { rolloutFilesOf } from './files';
import { withDatabase } from './stateDb';
import { systemPath } from './systemPath';

export type SampleName = 'family' | 'family-archived' | 'family-partly-archived' | 'revert-and-fork';

const samples = path.join(projectRoot, 'test/fixtures/homes');
/** The home that the samples' rows name. */
const recordedHome = '/home/dev/.codex';

/** The ids of a sample's threads by their labels; its labels.json says which spawned which. */
export function labelsOf(sample: SampleName): Record<string, string> {
  const text = readFileSync(path.join(samples, sample, 'labels.json'), 'utf8');
  return (JSON.parse(text) as { ids: Record<string, string> }).ids;
}

/**
 * Fills an empty or new folder and returns the threads' ids by label. Rows name the folder as their home, and files
 * have the times of their rows.
 */
export function copySample(sample: SampleName, folder: string): Record<string, string> {
  cpSync(path.join(samples, sample), folder, { recursive: true });
  acceptOnWindows(folder);
  const root = JSON.stringify(systemPath('/'));
  for (const file of root === '"/"' ? [] : rolloutFilesOf(folder))
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('"/"', root));
  withDatabase(folder, database => {
    database
      .prepare('UPDATE threads SET rollout_path = ? || replace(substr(rollout_path, ?), ?, ?), cwd = ?')
      .run(realpathSync(folder), recordedHome.length + 1, '/', path.sep, systemPath('/'));
    for (const { rollout_path: file, updated_at_ms: time } of database
      .prepare('SELECT rollout_path, updated_at_ms FROM threads')
      .all()) {
      utimesSync(String(file), Number(time) / 1000, Number(time) / 1000);
    }
  });
  return labelsOf(sample);
}
