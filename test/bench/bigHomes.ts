// Memory at homes that are larger than any that people have: many threads, long first messages, and a table that
// nobody asks for. They have no rollouts, which a list does not need.
import { mkdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { writeHome } from '../fixtures/generateHome';
import { planForest } from '../fixtures/planForest';
import { seededRandom } from '../fixtures/random';
import { openSqlProcess } from '../support/sqlProcess';
import { printAim } from './measure';
import { measureMemory } from './memory';

const AIM_MB = 1000;
/** Makes the server read everything again. */
const restart = 'PRAGMA wal_checkpoint(TRUNCATE); UPDATE threads SET updated_at = updated_at + 1 WHERE rowid = 17';

const homes: { title: string; threads: number; sql: string }[] = [
  { title: '300,000 threads', threads: 300_000, sql: 'SELECT 1' },
  {
    title: 'first messages of 64 kB',
    threads: 6700,
    sql: 'UPDATE threads SET first_user_message = hex(zeroblob(32000)) || id, preview = first_user_message || id || hex(zeroblob(32000))',
  },
  {
    title: 'another table',
    threads: 5000,
    sql: `CREATE TABLE other (id INTEGER PRIMARY KEY, text TEXT); WITH RECURSIVE k (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < 220000)
      INSERT INTO other SELECT i, hex(zeroblob(1900)) FROM k`,
  },
];

/** Prints the peak of a server at each of them. */
export async function benchBigHomes(scratch: string): Promise<void> {
  console.log('\nMemory at big homes: the peak of a load, a full load and a search');
  for (const { title, threads, sql } of homes) {
    const folder = path.join(scratch, 'big');
    mkdirSync(folder);
    const planned = planForest(seededRandom(7), { threads, roots: 0.1, archived: 0.1 });
    writeHome(
      folder,
      planned.map(thread => ({ ...thread, rollout: 'missing' as const })),
    );
    const file = path.join(folder, 'state_5.sqlite');
    const db = new DatabaseSync(file);
    db.exec(`PRAGMA synchronous = OFF; ${sql}; PRAGMA journal_mode = WAL`);
    db.close();
    const writer = openSqlProcess(file);
    try {
      await writer.exec(restart);
      const { peak } = await measureMemory(folder, 200, 'fix the tests', () => writer.exec(restart));
      const megabytes = (statSync(file).size / 1e6).toFixed(0);
      printAim(`${title}, a state DB of ${megabytes} MB`, peak, { atMost: AIM_MB }, 'MB');
    } finally {
      await writer.kill();
      rmSync(folder, { recursive: true });
    }
  }
}
