// Homes for the bench, in the journal mode of a running Codex.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { writeHome } from '../fixtures/generateHome';
import { planForest, type ForestShape } from '../fixtures/planForest';
import { seededRandom } from '../fixtures/random';

export interface BenchHome {
  readonly folder: string;
  /** The state DB. */
  readonly database: string;
  readonly threads: number;
  /** The first thread: the root of the first forest. */
  readonly root: string;
}

/**
 * Makes a home with these forests. 100,000 threads take half a minute, most of it for their files.
 */
export function makeHome(folder: string, seed: number, ...forests: ForestShape[]): BenchHome {
  mkdirSync(folder);
  const random = seededRandom(seed);
  const threads = forests.flatMap(shape => planForest(random, shape));
  writeHome(folder, threads);
  const database = path.join(folder, 'state_5.sqlite');
  // Generated homes have the samples' rollback journal.
  const db = new DatabaseSync(database);
  db.exec('PRAGMA journal_mode = WAL');
  db.close();
  const root = threads[0]?.id;
  if (root === undefined) throw new Error('no thread was generated');
  return { folder, database, threads: threads.length, root };
}
