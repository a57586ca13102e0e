// Hot journals: a process is killed in the middle of a transaction that has already written to the main file. The
// snapshot must be what SQLite rolls back to when it opens the files.
import { strict as assert } from 'node:assert';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { FailureError } from '../../../src/server/failure';
import { thrownFailure } from '../../support/thrownFailure';
import {
  assertSameBytes,
  imageReader,
  makeDatabase,
  sqliteReads,
  table,
  takeSnapshot,
  type ImageReader,
} from '../../support/snapshots';
import type { PlacedImage } from '../../../src/server/sqlite/image/placedImage';
import { openSqlProcess } from '../../support/sqlProcess';
import { temporaryFolder } from '../../support/temporaryFolder';

const MAGIC = Buffer.from('d9d505f920a163d7', 'hex');

describe('rollback journal', () => {
  const inFolder = temporaryFolder();
  let images: ImageReader;
  before(async () => {
    images = await imageReader();
  });

  /** The files of a process that was killed in a transaction with `change`, such that the journal is hot. */
  const killed = async (setUp: string, change: string): Promise<string> => {
    const db = inFolder('state.sqlite');
    for (const suffix of ['', '-journal']) rmSync(db + suffix, { force: true });
    const writer = openSqlProcess(db);
    await writer.exec(setUp);
    await writer.exec(
      `${table('a', 300)}; ${table('gone', 30)}; DROP TABLE gone; UPDATE a SET pad = x'05' WHERE id = 9`,
    );
    const committed = readFileSync(db);
    await writer.exec(`PRAGMA cache_size = 2; PRAGMA cache_spill = 1; BEGIN; ${change}`);
    await writer.kill();
    assert.ok(!readFileSync(db).equals(committed), 'the transaction has written to the main file');
    assert.ok(readFileSync(`${db}-journal`).subarray(0, 8).equals(MAGIC), 'the journal is hot');
    return db;
  };
  const update = 'UPDATE a SET pad = zeroblob(400)';
  const more = `${update}; DELETE FROM a WHERE id > 250; ${table('b', 400)}; UPDATE a SET pad = x'06'`;

  const hot: [string, string, string][] = [
    ['DELETE', 'PRAGMA journal_mode = DELETE', update],
    ['TRUNCATE', 'PRAGMA journal_mode = TRUNCATE', update],
    ['PERSIST, over the journal of a longer transaction', 'PRAGMA journal_mode = PERSIST', update],
    ["synchronous OFF, which counts records by the file's size", 'PRAGMA synchronous = OFF', more],
    [
      'PERSIST and synchronous OFF, with old records after the new ones',
      'PRAGMA journal_mode = PERSIST; PRAGMA synchronous = OFF',
      'UPDATE a SET pad = zeroblob(400) WHERE id < 60',
    ],
    ['synchronous NORMAL', 'PRAGMA synchronous = NORMAL', more],
    ['several headers', 'PRAGMA synchronous = FULL', more],
    ['pages of 512 bytes', 'PRAGMA page_size = 512', more],
    ['pages of 65536 bytes', 'PRAGMA page_size = 65536', `${table('c', 3000)}; ${more}`],
    ['a database that became larger', 'PRAGMA page_size = 1024', table('b', 2000)],
    ['a database that became smaller', 'PRAGMA auto_vacuum = FULL', `DELETE FROM a WHERE id > 5; ${update}`],
  ];
  for (const [name, setUp, change] of hot) {
    it(`hot: ${name}`, async () => {
      const db = await killed(setUp, change);
      images.assertLikeSqlite(db, takeSnapshot(db));
      const snapshot = takeSnapshot(db);
      assert.equal(takeSnapshot(db, snapshot?.version), undefined, 'the same contents have the same version');
    });
  }

  it('truncated or damaged anywhere, is trusted as far as SQLite trusts it', async () => {
    const db = await killed('PRAGMA page_size = 1024; PRAGMA synchronous = FULL', more);
    const journal = readFileSync(`${db}-journal`);
    assert.ok(journal.indexOf(MAGIC, 512) > 0, 'there are several headers');
    const record = 1024 + 8;
    const variants: Buffer[] = [
      0,
      1,
      7,
      8,
      27,
      28,
      511,
      512,
      513,
      512 + record - 1,
      512 + record,
      512 + record + 1,
      journal.indexOf(MAGIC, 512),
      journal.indexOf(MAGIC, 512) + 100,
      journal.length - 1,
    ].map(length => journal.subarray(0, length));
    for (const place of [
      0,
      7,
      8,
      11,
      12,
      15,
      20,
      22,
      23,
      24,
      26,
      27,
      512,
      515,
      516 + 1024 - 200,
      516 + 1024,
      516 + 1024 + 3,
      512 + 5 * record,
      journal.indexOf(MAGIC, 512),
    ]) {
      for (const bits of [0x01, 0x80]) {
        const damaged = Buffer.from(journal);
        damaged.writeUInt8(damaged.readUInt8(place) ^ bits, place);
        variants.push(damaged);
      }
    }
    for (const records of [0, 1, 3, 0xffffffff]) {
      const changed = Buffer.from(journal);
      changed.writeUInt32BE(records, 8);
      variants.push(changed);
    }
    // A sector larger than the journal: no record counts, and the header gives the size of the database.
    for (const [sector, pages] of [
      [32768, journal.readUInt32BE(16)],
      [65536, 5],
    ] as const) {
      const changed = Buffer.from(journal.subarray(0, 20_000));
      changed.writeUInt32BE(pages, 16);
      changed.writeUInt32BE(sector, 20);
      variants.push(changed);
    }
    let same = 0;
    for (const variant of variants) {
      writeFileSync(`${db}-journal`, variant);
      const expected = sqliteReads(db);
      const image = imageOrError(db);
      if (image instanceof FailureError) {
        assert.notEqual(expected.error, '', image.message);
      } else {
        assertSameBytes(image, expected.file);
        same++;
      }
    }
    assert.ok(same > variants.length / 2, `${same} of ${variants.length}`);
  });

  it('names the truncated file if the original size cannot be restored', async () => {
    const db = await killed('PRAGMA page_size = 1024; PRAGMA synchronous = FULL', more);
    const journal = readFileSync(`${db}-journal`);
    const held = statSync(db).size / 1024;
    for (const pages of [held + 1, held + 100000, 0xffffffff]) {
      journal.writeUInt32BE(pages, 16);
      writeFileSync(`${db}-journal`, journal);
      assert.deepEqual(
        thrownFailure(() => takeSnapshot(db)),
        {
          code: 'stateDbCutShort',
          path: db,
          cause: 'pages are missing that its rollback journal does not hold either',
        },
      );
    }
  });

  it('is ignored if the transaction has finished', () => {
    const db = makeDatabase(
      inFolder('state.sqlite'),
      'PRAGMA journal_mode = PERSIST',
      table('a', 300),
      "UPDATE a SET pad = x'01'",
    );
    const zeroed = readFileSync(`${db}-journal`);
    assert.ok(zeroed.length > 512 && zeroed.subarray(0, 28).equals(Buffer.alloc(28)));
    images.assertLikeSqlite(db, takeSnapshot(db));
    writeFileSync(`${db}-journal`, '');
    images.assertLikeSqlite(db, takeSnapshot(db));
  });

  it('of a transaction over several databases is hot as long as its super-journal exists', async () => {
    const db = await killed('PRAGMA journal_mode = DELETE', update);
    const superJournal = inFolder('state.sqlite-mj00000A9BC');
    const name = Buffer.from(superJournal);
    const tail = Buffer.alloc(16);
    tail.writeUInt32BE(name.length, 0);
    tail.writeUInt32BE(
      name.reduce((sum, byte) => sum + byte, 0),
      4,
    );
    MAGIC.copy(tail, 8);
    const journal = Buffer.concat([readFileSync(`${db}-journal`), Buffer.from([0, 4, 0, 1]), name, tail]);
    writeFileSync(`${db}-journal`, journal);

    writeFileSync(superJournal, `${db}-journal\0`);
    const rolledBack = takeSnapshot(db);
    images.assertLikeSqlite(db, rolledBack);
    rmSync(superJournal, { force: true });
    const committed = takeSnapshot(db, rolledBack?.version);
    const expected = sqliteReads(db);
    assert.ok(committed, 'its deletion is the commit');
    assertSameBytes(committed.image, expected.file);

    journal.writeUInt8(journal.readUInt8(journal.length - 12) ^ 1, journal.length - 12);
    writeFileSync(`${db}-journal`, journal);
    images.assertLikeSqlite(db, takeSnapshot(db));
  });

  it('left by an earlier database does not revive an empty file', async () => {
    const db = await killed('PRAGMA journal_mode = DELETE', update);
    writeFileSync(db, '');
    assert.deepEqual(
      thrownFailure(() => takeSnapshot(db)),
      { code: 'notADatabase', path: db, cause: 'it is empty' },
    );
  });

  it('is not hot before the transaction has written to the main file', async () => {
    const db = inFolder('state.sqlite');
    const writer = openSqlProcess(db);
    await writer.exec(table('a', 20));
    await writer.exec("BEGIN; UPDATE a SET pad = x'09'");
    await writer.kill();
    assert.ok(existsSync(`${db}-journal`) && statSync(`${db}-journal`).size > 0);
    images.assertLikeSqlite(db, takeSnapshot(db));
  });

  it('and a WAL: first rolls back, then lays the WAL over', async () => {
    const db = await killed('PRAGMA journal_mode = DELETE', update);
    const other = makeDatabase(
      inFolder('other.sqlite'),
      'PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0',
      `${table('a', 300)}; ${table('gone', 30)}; DROP TABLE gone`,
      "UPDATE a SET pad = x'0a'",
    );
    writeFileSync(`${db}-wal`, readFileSync(`${other}-wal`));
    images.assertLikeSqlite(db, takeSnapshot(db));
  });

  const imageOrError = (db: string): PlacedImage | FailureError => {
    try {
      return takeSnapshot(db)?.image ?? assert.fail();
    } catch (error) {
      if (error instanceof FailureError) return error;
      throw error;
    }
  };
});
