import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { indexHeads } from '../../../src/server/home/homeWatch';
import { sqlProcesses } from '../../support/sqlProcess';
import { temporaryFolder } from '../../support/temporaryFolder';

describe('the heads of WAL indexes', () => {
  const folder = temporaryFolder();
  const openDatabase = sqlProcesses();
  const heads = (): string[] => indexHeads(folder(), readdirSync(folder()));

  it('change with each commit, also in a log that begins anew, and not when somebody reads', async () => {
    const database = folder('state_5.sqlite');
    const codex = await openDatabase(database, 'PRAGMA journal_mode = WAL', 'CREATE TABLE t (v)');
    const reader = await openDatabase(database);
    const seen = [heads()];
    for (const sql of ['INSERT INTO t VALUES (1)', 'PRAGMA wal_checkpoint(RESTART)', 'UPDATE t SET v = 2']) {
      await codex.exec(sql);
      await reader.query('SELECT * FROM t');
      seen.push(heads());
    }
    await codex.exec('UPDATE t SET v = 3');
    seen.push(heads());
    await reader.query('SELECT * FROM t');
    assert.deepEqual(heads(), seen.at(-1));
    const [made, inserted, , updated, again] = seen.map(String);
    assert.equal(new Set([made, inserted, updated, again]).size, 4);
  });

  it('that cannot be read do not hide the others', async () => {
    const codex = await openDatabase(folder('state_5.sqlite'), 'PRAGMA journal_mode = WAL', 'CREATE TABLE t (v)');
    mkdirSync(folder('state_4.sqlite-shm'));
    const before = heads();
    assert.equal(before.length, 2);
    await codex.exec('INSERT INTO t VALUES (1)');
    assert.notDeepEqual(heads(), before);
  });

  it('are those of state DBs only', async () => {
    await openDatabase(folder('logs_2.sqlite'), 'PRAGMA journal_mode = WAL', 'CREATE TABLE t (v)');
    assert.deepEqual(heads(), []);
  });
});
