// `known`: the shortcut is taken only if nothing has been committed since, however similar the files look.
import { strict as assert } from 'node:assert';
import { renameSync, statSync, utimesSync } from 'node:fs';
import type { Snapshot } from '../../../src/server/sqlite/image/snapshot';
import {
  copyDatabase,
  imageReader,
  makeDatabase,
  table,
  takeSnapshot,
  type ImageReader,
} from '../../support/snapshots';
import { openSqlProcess, type SqlProcess } from '../../support/sqlProcess';
import { temporaryFolder } from '../../support/temporaryFolder';
import { patience } from '../../support/eventually';

const rounds = Math.ceil(150 / patience);

describe('snapshot version', function () {
  this.timeout(60000 * patience);
  let images: ImageReader;
  let codex: SqlProcess | undefined;
  before(async () => {
    images = await imageReader();
  });
  afterEach(async () => {
    await codex?.kill();
    codex = undefined;
  });
  const inFolder = temporaryFolder();

  const start = async (mode: string): Promise<{ db: string; codex: SqlProcess }> => {
    const db = inFolder('state.sqlite');
    codex = openSqlProcess(db);
    await codex.exec(
      `PRAGMA journal_mode = ${mode}; PRAGMA wal_autocheckpoint = 0; ${table('a', 50)}; CREATE TABLE n (v INTEGER); INSERT INTO n VALUES (0)`,
    );
    return { db, codex };
  };
  const value = (snapshot: Snapshot): unknown => images.query(snapshot.image, 'SELECT v FROM n')[0]?.[0];

  // What happens between two reads, and whether it commits anything.
  const events: Record<string, [string, boolean]> = {
    nothing: ['SELECT 1', false],
    'a commit': ['UPDATE n SET v = v + 1', true],
    'a rollback': ['BEGIN; UPDATE n SET v = 99; ROLLBACK', false],
    'a rollback that had spilled': [
      'PRAGMA cache_size = 2; BEGIN; UPDATE a SET pad = zeroblob(900); UPDATE n SET v = 99; ROLLBACK',
      false,
    ],
    'a commit after a rollback that had spilled': [
      'BEGIN; UPDATE a SET pad = zeroblob(900); ROLLBACK; UPDATE n SET v = v + 1',
      true,
    ],
    'a commit and a checkpoint': ['UPDATE n SET v = v + 1; PRAGMA wal_checkpoint(PASSIVE)', true],
    'a checkpoint': ['PRAGMA wal_checkpoint(PASSIVE)', false],
    'a checkpoint that restarts the WAL, and a commit': [
      'PRAGMA wal_checkpoint(RESTART); UPDATE n SET v = v + 1',
      true,
    ],
    'a checkpoint that empties the WAL': ['PRAGMA wal_checkpoint(TRUNCATE)', false],
    'a commit in an emptied WAL': ['UPDATE n SET v = v + 1', true],
    'a commit, and the last connection closed': ['UPDATE n SET v = v + 1', true],
    'the connection opened again': ['reopen', false],
    'a commit in a new WAL': ['UPDATE n SET v = v + 1', true],
    VACUUM: ['VACUUM', false],
  };
  for (const mode of ['WAL', 'DELETE', 'TRUNCATE', 'PERSIST']) {
    it(`${mode}: never misses a commit, and a second read finds nothing new`, async () => {
      const { db, codex } = await start(mode);
      let snapshot = takeSnapshot(db);
      let expected = 0;
      for (const [event, [sql, commits]] of Object.entries(events)) {
        await codex.exec(sql);
        if (event.endsWith('closed')) await codex.exec('reopen');
        if (commits) expected++;
        const next = takeSnapshot(db, snapshot?.version);
        if (commits) assert.ok(next, event);
        if (next) assert.notEqual(next.version, snapshot?.version, event);
        snapshot = next ?? snapshot;
        assert.ok(snapshot);
        assert.equal(value(snapshot), expected, event);
        assert.equal(takeSnapshot(db, snapshot.version), undefined, `${event}, read again`);
      }
    });
  }

  it(`sees a WAL overwritten in place with one of the same size, ${rounds} times in a row`, async () => {
    const { db, codex } = await start('WAL');
    await codex.exec('PRAGMA synchronous = OFF; PRAGMA wal_checkpoint(RESTART); UPDATE n SET v = 1');
    const size = statSync(`${db}-wal`).size;
    for (let i = 2; i < rounds + 2; i++) {
      const { version } = takeSnapshot(db) ?? assert.fail();
      await codex.exec(`PRAGMA wal_checkpoint(RESTART); UPDATE n SET v = ${i}`);
      assert.equal(value(takeSnapshot(db, version) ?? assert.fail(`${i} is not seen`)), i);
      assert.equal(statSync(`${db}-wal`).size, size);
    }
  });

  for (const [what, mode, after] of [
    ['in rollback mode', 'DELETE', 'SELECT 1'],
    ['with the WAL deleted each time', 'WAL', 'reopen'],
    ['with the WAL emptied each time', 'WAL', 'PRAGMA wal_checkpoint(TRUNCATE)'],
  ] as const) {
    it(`sees a main file overwritten in place with one of the same size, ${rounds} times in a row, ${what}`, async () => {
      const { db, codex } = await start(mode);
      for (let i = 1; i <= rounds; i++) {
        const before = takeSnapshot(db);
        await codex.exec('PRAGMA synchronous = OFF');
        await codex.exec(`UPDATE n SET v = ${i}`);
        await codex.exec(after);
        assert.equal(value(takeSnapshot(db, before?.version) ?? assert.fail(`${i} is not seen`)), i);
      }
    });
  }

  it('of a main file at rest is its stamp, even if its time is set back', () => {
    const db = makeDatabase(inFolder('state.sqlite'), table('a', 10));
    const young = takeSnapshot(db) ?? assert.fail();
    assert.match(young.version, /^copy\//);
    utimesSync(db, 1e9, 1e9);
    const old = takeSnapshot(db, young.version) ?? assert.fail('its stamp is new, so it has a version that costs less');
    assert.match(old.version, /^file\//);
    assert.equal(old.attempts, 1);
    assert.equal(takeSnapshot(db, old.version), undefined);
    // Node on Windows has times up to 2038.
    const tomorrow = Date.now() / 1000 + 86_400;
    utimesSync(db, tomorrow, tomorrow);
    assert.match(takeSnapshot(db, old.version)?.version ?? '', /^copy\//, 'a time to come says nothing');
  });

  it('sees another file at the path, even with the same contents', () => {
    const db = makeDatabase(inFolder('state.sqlite'), 'PRAGMA journal_mode = WAL', table('a', 10));
    const { version } = takeSnapshot(db) ?? assert.fail();
    assert.equal(takeSnapshot(db, version), undefined);
    copyDatabase(db, inFolder('other.sqlite'));
    renameSync(inFolder('other.sqlite'), db);
    assert.ok(takeSnapshot(db, version));
  });

  it('is not a version if it is of something else', () => {
    const db = makeDatabase(inFolder('state.sqlite'), 'PRAGMA journal_mode = WAL', table('a', 10));
    const { version } = takeSnapshot(db) ?? assert.fail();
    for (const known of [
      '',
      'wal',
      'wal/1',
      version.slice(0, -1),
      `${version}0`,
      version.replace(/\/[0-9]+\//, '/1000000/'),
      version.replace(/wal\//, 'file/'),
    ]) {
      assert.equal(takeSnapshot(db, known)?.version, version, known);
    }
  });
});
