// Another extension in the same extension host process reads the state DB: it opens and closes the file, and POSIX then
// drops all locks of this process on it. The server's locks must not be among them.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import type { OperationResult } from '../../src/protocol/methods';
import { idOf } from '../fixtures/ids';
import { eventually, patience } from '../support/eventually';
import { drawHome, placesOf, type Sketches } from '../support/home';
import { openSqlProcess, sqlProcesses } from '../support/sqlProcess';
import { change, stateDbOf } from '../support/stateDb';
import { temporaryFolder } from '../support/temporaryFolder';
import { startWorkerServer } from '../support/workerServer';

const THREADS = 400;
const ROUNDS = 5;
/** Makes the write of a row take about half a second, within the transaction. */
const slowWrite = `CREATE TRIGGER slow AFTER UPDATE ON threads BEGIN SELECT
  (WITH RECURSIVE k (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < 4000000) SELECT count(*) FROM k); END`;

describe('another extension that reads the state DB', () => {
  const home = temporaryFolder();
  const openElsewhere = sqlProcesses();

  it('does not open the state DB, in the middle of our transaction, to a program that wants it for itself', async () => {
    const ids = drawHome(home(), { P: null });
    change(
      home(),
      `PRAGMA journal_mode = WAL; CREATE TABLE busy (n INTEGER); INSERT INTO busy VALUES (0); ${slowWrite}`,
    );
    const server = startWorkerServer(home());
    try {
      await server.initialize();
      const program = await openElsewhere(stateDbOf(home()));
      const archiving = server.request<OperationResult>('threadTree/archive', { threadIds: [ids.P] });
      await eventually(() => assert.rejects(program.exec('BEGIN IMMEDIATE; ROLLBACK'), /locked/), 10_000, 1);
      readFileSync(stateDbOf(home()));
      // As every program does that closes its last connection: SQLite then merges the log into the database.
      await program.exec('reopen');
      await assert.rejects(program.exec('PRAGMA locking_mode = EXCLUSIVE; UPDATE busy SET n = 1'), /locked/);
      assert.deepEqual(
        (await archiving).reports.map(({ status }) => status),
        ['archived'],
      );
    } finally {
      await server.stop();
    }
    assert.deepEqual(placesOf(home(), ids), { P: 'archived' });
  });

  it('costs neither our rows nor those of a program that opens and closes it', async function () {
    this.timeout(60_000 * patience);
    const sketches: Record<string, Sketches[string]> = { P: null };
    for (let child = 1; child < THREADS; child++) sketches[`c${child}`] = 'P';
    const ids = drawHome(home(), sketches);
    change(home(), 'PRAGMA journal_mode = WAL; CREATE TABLE busy (n INTEGER); INSERT INTO busy VALUES (0)');
    /** Asks in a process of its own: this one loses its locks, and one that stays keeps others from being the last. */
    const ask = async (sql: string): Promise<unknown> => {
      const asker = openSqlProcess(stateDbOf(home()));
      try {
        await asker.exec('PRAGMA busy_timeout = 20000');
        return Object.values((await asker.query(sql))[0] ?? {})[0];
      } finally {
        await asker.release();
      }
    };
    const archivedRows = (): Promise<unknown> => ask('SELECT sum(archived) FROM threads');

    const server = startWorkerServer(home());
    const other = openSqlProcess(stateDbOf(home()));
    let done = false;
    // This process is the extension host.
    const readAlways = (): void => {
      readFileSync(stateDbOf(home()));
      if (!done) setImmediate(readAlways);
    };
    // When the last connection is closed, SQLite merges the log into the database and deletes it.
    const looker = openSqlProcess(stateDbOf(home()));
    const lookAlways = async (): Promise<void> => {
      while (!done) {
        await looker.exec('PRAGMA busy_timeout = 20000; SELECT n FROM busy');
        await looker.exec('reopen');
      }
    };
    let commits = 0;
    const commitAlways = async (): Promise<void> => {
      await other.exec('PRAGMA busy_timeout = 20000');
      while (!done) {
        await other.exec('UPDATE busy SET n = n + 1');
        commits++;
        await other.exec('reopen');
        await other.exec('PRAGMA busy_timeout = 20000');
      }
    };
    try {
      await server.initialize();
      readAlways();
      const others = Promise.all([commitAlways(), lookAlways()]);
      for (let round = 0; round < ROUNDS; round++) {
        const archived = await server.request<OperationResult>('threadTree/archive', { threadIds: [idOf(1)] });
        assert.ok(archived.reports.every(({ status }) => status === 'archived'));
        assert.equal(await archivedRows(), THREADS, `archived in round ${round}`);
        await server.request('threadTree/undo', { operation: archived.operation });
        assert.equal(await archivedRows(), 0, `archived after the undo in round ${round}`);
      }
      done = true;
      await others;
      assert.equal(await ask('SELECT n FROM busy'), commits);
      assert.equal(await ask('PRAGMA integrity_check'), 'ok');
      assert.deepEqual(new Set(Object.values(placesOf(home(), ids))), new Set(['active']));
    } finally {
      done = true;
      await Promise.all([other.kill(), looker.kill()]);
      await server.stop();
    }
  });
});
