// The reader of the newest commit: whatever happens to the files between two reads, the second one sees the present
// state, and equal versions mean equal contents.
import { strict as assert } from 'node:assert';
import { readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { createStateDbReader, type StateDbReader } from '../../../src/server/sqlite/reader';
import { FailureError } from '../../../src/server/failure';
import { openSqlProcess, type SqlProcess } from '../../support/sqlProcess';
import { temporaryFolder } from '../../support/temporaryFolder';
import { patience } from '../../support/eventually';
import { runsOn } from '../../support/runsOn';

const schema = `CREATE TABLE threads (id TEXT PRIMARY KEY, rollout_path TEXT, source TEXT, archived INTEGER);
  WITH RECURSIVE k (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < 500) INSERT INTO threads SELECT 't' || i, '/r', 'cli', 0 FROM k`;

describe('reader of the state DB', function () {
  this.timeout(20000 * patience);
  const inFolder = temporaryFolder();
  const processes: SqlProcess[] = [];
  const readers: StateDbReader[] = [];
  const open = (): StateDbReader => {
    const reader = createStateDbReader({ threads: { need: 'required', columns: ['id'] } });
    readers.push(reader);
    return reader;
  };
  const start = async (db: string, mode = 'WAL'): Promise<SqlProcess> => {
    const writer = openSqlProcess(db);
    processes.push(writer);
    await writer.exec(`PRAGMA journal_mode = ${mode}; PRAGMA synchronous = OFF; ${schema}`);
    return writer;
  };
  afterEach(async () => {
    for (const reader of readers.splice(0)) reader.close();
    for (const writer of processes.splice(0)) await writer.kill();
  });

  const read = (
    reader: StateDbReader,
    db: string,
  ): Promise<{ version: string; count: unknown; archived: number; last: unknown }> =>
    reader.read(db, (stateDb, version) => {
      const rows = stateDb.rows('threads', ['id', 'archived'], ([id, archived]: [string, number]) => ({
        id,
        archived,
      }));
      const [counted] = stateDb.all('SELECT count(*) AS count FROM threads');
      assert.equal(rows.length, counted?.count);
      return {
        version,
        count: counted?.count,
        archived: rows.filter(({ archived }) => archived === 1).length,
        last: rows.at(-1)?.id,
      };
    });

  it('gives the commit that was read last to those who do not need a newer one, and reads if there is none', async () => {
    const db = inFolder('state.sqlite');
    const [writer, reader] = [await start(db), open()];
    const known = (): Promise<unknown> =>
      reader.readKnown(db, stateDb => stateDb.all('SELECT count(*) AS count FROM threads')[0]?.count);
    assert.equal(await known(), 500);
    await writer.exec("INSERT INTO threads VALUES ('x', '/r', 'cli', 1)");
    assert.equal(await known(), 500);
    assert.equal((await read(reader, db)).count, 501);
    assert.equal(await known(), 501);
  });

  const changes: [string, (writer: SqlProcess) => Promise<void>][] = [
    ['a commit', writer => writer.exec('UPDATE threads SET archived = 1 WHERE rowid = 7')],
    ['a new thread', writer => writer.exec("INSERT INTO threads VALUES ('x', '/r', 'cli', 1)")],
    [
      'a restarted log',
      writer => writer.exec('PRAGMA wal_checkpoint(TRUNCATE); UPDATE threads SET archived = 1 WHERE rowid = 8'),
    ],
    [
      'another schema',
      writer =>
        writer.exec('ALTER TABLE threads ADD COLUMN name TEXT; UPDATE threads SET archived = 1 WHERE rowid = 9'),
    ],
    [
      'VACUUM',
      writer =>
        writer.exec('DELETE FROM threads WHERE rowid > 480; UPDATE threads SET archived = 1 WHERE rowid = 10; VACUUM'),
    ],
    [
      'another journal mode',
      async writer => {
        await writer.exec('PRAGMA journal_mode = DELETE; UPDATE threads SET archived = 1 WHERE rowid = 11');
      },
    ],
  ];
  for (const [name, make] of changes) {
    it(`reads the present state after ${name}, and does not read unchanged rows again`, async () => {
      const db = inFolder('state.sqlite');
      const [writer, reader] = [await start(db), open()];
      const before = await read(reader, db);
      assert.deepEqual([before.count, before.archived], [500, 0]);
      assert.deepEqual(await read(reader, db), before);
      await make(writer);
      const after = await read(reader, db);
      assert.notEqual(after.version, before.version);
      assert.equal(after.archived, 1);
      assert.deepEqual({ ...after, version: '' }, { ...(await read(open(), db)), version: '' });
      assert.deepEqual(await read(reader, db), after);
    });
  }

  it('reads two databases in turn', async () => {
    const [one, other] = [inFolder('one.sqlite'), inFolder('other.sqlite')];
    const [writer] = [await start(one), await start(other)];
    const reader = open();
    for (let archived = 0; archived < 4; archived++) {
      assert.equal((await read(reader, one)).archived, archived);
      assert.equal((await read(reader, other)).archived, 0);
      await writer.exec(`UPDATE threads SET archived = 1 WHERE rowid = ${archived + 1}`);
    }
  });

  it('while times are too young to trust, equal contents have equal versions', async () => {
    const db = inFolder('state.sqlite');
    const [writer, reader] = [await start(db, 'DELETE'), open()];
    const first = await read(reader, db);
    assert.deepEqual(await read(reader, db), first);
    await writer.exec('UPDATE threads SET archived = 1 WHERE rowid = 7');
    assert.equal((await read(reader, db)).archived, 1);
  });

  it('a commit keeps its version when its times become old enough to trust', async () => {
    const db = inFolder('state.sqlite');
    const [writer, reader] = [await start(db, 'DELETE'), open()];
    /** A time to come is certainly too young. */
    const [later, earlier] = [Date.now() / 1000 + 600, Date.now() / 1000 - 600];
    for (const row of [7, 8]) {
      utimesSync(db, later, later);
      const young = await read(reader, db);
      utimesSync(db, earlier, earlier);
      assert.deepEqual(await read(reader, db), young);
      assert.deepEqual(await read(reader, db), young);
      await writer.exec(`UPDATE threads SET archived = 1 WHERE rowid = ${row}`);
      assert.notEqual((await read(reader, db)).version, young.version);
    }
  });

  if (runsOn('unix', 'replaces a file that another process has open')) {
    it('reports a damaged database, and reads it again afterwards', async () => {
      const db = inFolder('state.sqlite');
      const [writer, reader] = [await start(db), open()];
      await writer.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      const before = await read(reader, db);
      const bytes = readFileSync(db);
      writeFileSync(inFolder('damaged'), Buffer.from(bytes).fill(0, 0, 4096));
      writeFileSync(inFolder('whole'), bytes);
      renameSync(inFolder('damaged'), db);
      await assert.rejects(read(reader, db), FailureError);
      await assert.rejects(read(reader, db), FailureError);
      renameSync(inFolder('whole'), db);
      assert.deepEqual({ ...(await read(reader, db)), version: '' }, { ...before, version: '' });
    });
  }
});
