// Homes that a real Codex wrote (test/fixtures/homes), copied to where a test wants them.
import { cpSync, readFileSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { projectRoot } from '../../scripts/vscode/paths';

export type SampleName = 'family' | 'family-archived' | 'family-partly-archived' | 'revert-and-fork';

const samples = path.join(projectRoot, 'test/fixtures/homes');
/** The home that the samples' rows name. */
const recordedHome = '/home/dev/.codex';

/** The threads' ids by the labels that the sample's note tells about. */
export function labelsOf(sample: SampleName): Record<string, string> {
  return (
    JSON.parse(readFileSync(path.join(samples, sample, 'labels.json'), 'utf8')) as { ids: Record<string, string> }
  ).ids;
}

/** Fills an existing empty folder; rows name it as their home, and files have the times of their rows. */
export function copySample(sample: SampleName, home: string): void {
  cpSync(path.join(samples, sample), home, { recursive: true });
  withDatabase(home, database => {
    database.prepare('UPDATE threads SET rollout_path = replace(rollout_path, ?, ?)').run(recordedHome, home);
    for (const { rollout_path: file, updated_at_ms: time } of database
      .prepare('SELECT rollout_path, updated_at_ms FROM threads')
      .all()) {
      utimesSync(String(file), Number(time) / 1000, Number(time) / 1000);
    }
  });
}

/** Opens the state DB of a home that no server has open yet, for a change. */
export function withDatabase<T>(home: string, use: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(path.join(home, 'state_5.sqlite'));
  try {
    return use(database);
  } finally {
    database.close();
  }
}

/** The path that a thread's row has. */
export function rolloutPathOf(home: string, threadId: string): string {
  return withDatabase(home, database =>
    String(database.prepare('SELECT rollout_path FROM threads WHERE id = ?').get(threadId)?.rollout_path),
  );
}
