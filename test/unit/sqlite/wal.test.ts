// WALs that are foreign, damaged or truncated: only what SQLite's recovery accepts counts.
import { strict as assert } from 'node:assert';
import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { imageReader, makeDatabase, table, takeSnapshot, type ImageReader } from '../../support/snapshots';
import { openSqlProcess } from '../../support/sqlProcess';
import { temporaryFolder } from '../../support/temporaryFolder';
import { thrownFailure } from '../../support/thrownFailure';

const PAGE = 1024;
const FRAME = 24 + PAGE;

describe('WAL', () => {
  const inFolder = temporaryFolder();
  let images: ImageReader;
  before(async () => {
    images = await imageReader();
  });

  /** Three commits of several frames each in the WAL, the first already in the main file. */
  const threeCommits = (): { db: string; wal: Buffer } => {
    const db = makeDatabase(
      inFolder('state.sqlite'),
      `PRAGMA page_size = ${PAGE}; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0`,
      table('a', 20),
      'PRAGMA wal_checkpoint(PASSIVE)',
      "UPDATE a SET pad = x'01'",
      table('b', 20),
    );
    return { db, wal: readFileSync(`${db}-wal`) };
  };
  const count = (db: string, sql: string): unknown =>
    images.query(takeSnapshot(db)?.image ?? assert.fail(), sql)[0]?.[0];

  it('is read in either byte order of its checksums', () => {
    const { db, wal } = threeCommits();
    for (const bigEndian of [false, true]) {
      const other = withChecksums(wal, bigEndian);
      assert.equal(other.equals(wal), wal.readUInt32BE(0) === (bigEndian ? 0x377f0683 : 0x377f0682));
      writeFileSync(`${db}-wal`, other);
      images.assertLikeSqlite(db, takeSnapshot(db));
      assert.equal(count(db, 'SELECT count(*) FROM b'), 20);
    }
  });

  it('truncated anywhere, has the commits before that', () => {
    const { db, wal } = threeCommits();
    const frames = (wal.length - 32) / FRAME;
    const cuts = [0, 1, 24, 31, 32, 33];
    for (let frame = 1; frame <= frames; frame++) cuts.push(...[-1, 0, 1, 24, 25].map(by => 32 + frame * FRAME + by));
    for (const cut of cuts) {
      writeFileSync(`${db}-wal`, wal.subarray(0, cut));
      images.assertLikeSqlite(db, takeSnapshot(db));
    }
  });

  it('damaged anywhere, has the commits before the damage', () => {
    const { db, wal } = threeCommits();
    const frames = (wal.length - 32) / FRAME;
    const places = Array.from({ length: 32 }, (_, i) => i).filter(i => i < 4 || i >= 8);
    for (let frame = 0; frame < frames; frame += 5)
      places.push(...[0, 3, 4, 7, 8, 15, 16, 23, 24, 25, 500, FRAME - 1].map(by => 32 + frame * FRAME + by));
    for (const place of places) {
      const damaged = Buffer.from(wal);
      damaged.writeUInt8(damaged.readUInt8(place) ^ 0x40, place);
      writeFileSync(`${db}-wal`, damaged);
      images.assertLikeSqlite(db, takeSnapshot(db));
    }
  });

  it('ends at a frame with a valid checksum but page number 0', () => {
    const { db, wal } = threeCommits();
    wal.writeUInt32BE(0, 32 + 15 * FRAME);
    writeFileSync(`${db}-wal`, withChecksums(wal, false));
    images.assertLikeSqlite(db, takeSnapshot(db));
  });

  it('of another version of the format is refused, and named', () => {
    const { db, wal } = threeCommits();
    wal.writeUInt32BE(3007001, 4);
    writeFileSync(`${db}-wal`, withChecksums(wal, false));
    assert.deepEqual(
      thrownFailure(() => takeSnapshot(db)),
      { code: 'walOfUnknownVersion', path: `${db}-wal` },
    );
  });

  it('counts beside a main file that is not in WAL mode, as in SQLite', () => {
    const { db } = threeCommits();
    const main = readFileSync(db);
    main.fill(1, 18, 20);
    writeFileSync(db, main);
    images.assertLikeSqlite(db, takeSnapshot(db));
    assert.equal(count(db, 'SELECT count(*) FROM b'), 20);
  });

  it('repairs a main file if all its pages are in the WAL, including the first', () => {
    const db = makeDatabase(
      inFolder('state.sqlite'),
      'PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0',
      table('a', 50),
      'VACUUM',
    );
    writeFileSync(db, Buffer.alloc(statSync(db).size, 0x55));
    images.assertLikeSqlite(db, takeSnapshot(db));
    assert.equal(count(db, 'SELECT count(*) FROM a'), 50);
  });

  it('left by another database is laid over as SQLite does, or refused, and named', () => {
    const left = (mainPage: number, walPage: number, change: string): string => {
      const setUp = (size: number): string =>
        `PRAGMA page_size = ${size}; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; ${table('a', 100)}; PRAGMA wal_checkpoint(TRUNCATE)`;
      const db = makeDatabase(inFolder(`main-${mainPage}-${walPage}-${change.length}`), setUp(mainPage));
      const other = makeDatabase(inFolder(`other-${mainPage}-${walPage}-${change.length}`), setUp(walPage), change);
      copyFileSync(`${other}-wal`, `${db}-wal`);
      return db;
    };
    // Nothing in a WAL says which database it belongs to.
    const alike = left(4096, 4096, "UPDATE a SET pad = x'07' WHERE id = 1");
    images.assertLikeSqlite(alike, takeSnapshot(alike));
    const larger = left(4096, 1024, "UPDATE a SET pad = x'07' WHERE id = 50");
    assert.deepEqual(
      thrownFailure(() => takeSnapshot(larger)),
      { code: 'walOfOtherDatabase', path: `${larger}-wal`, dbPath: larger },
    );
    const smaller = left(1024, 4096, "UPDATE a SET pad = x'07' WHERE id = 50");
    assert.equal(thrownFailure(() => takeSnapshot(smaller)).code, 'stateDbCutShort');
  });

  it('allows a main file that lacks pages only if the WAL has them', () => {
    const db = makeDatabase(
      inFolder('state.sqlite'),
      'PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0',
      table('a', 50),
      'PRAGMA wal_checkpoint(TRUNCATE)',
      table('b', 50),
    );
    const main = readFileSync(db);
    images.assertLikeSqlite(db, takeSnapshot(db));
    for (const missing of [1, 4096, 4097, main.length - 4096]) {
      writeFileSync(db, main.subarray(0, main.length - missing));
      assert.deepEqual(
        thrownFailure(() => takeSnapshot(db)),
        { code: 'stateDbCutShort', path: db, cause: 'pages are missing that its WAL does not hold either' },
      );
    }
  });

  it('of a process killed in the middle of a transaction has what was committed', async () => {
    const db = inFolder('state.sqlite');
    const writer = openSqlProcess(db);
    await writer.exec(`PRAGMA journal_mode = WAL; PRAGMA cache_size = 2; ${table('a', 200)}`);
    await writer.exec("UPDATE a SET pad = x'03' WHERE id = 7");
    const committed = statSync(`${db}-wal`).size;
    await writer.exec('BEGIN; UPDATE a SET pad = zeroblob(500); DELETE FROM a WHERE id > 10');
    await writer.kill();
    assert.ok(statSync(`${db}-wal`).size > committed, 'the transaction has written to the WAL');
    images.assertLikeSqlite(db, takeSnapshot(db));
    assert.deepEqual(
      images.query(takeSnapshot(db)?.image ?? assert.fail(), 'SELECT count(*), sum(length(pad) = 1) FROM a'),
      [[200, 1]],
    );
  });
});

/** The same log with new checksums of header and frames, in the given byte order. */
function withChecksums(wal: Buffer, bigEndian: boolean): Buffer {
  const bytes = Buffer.from(wal);
  let sum: [number, number] = [0, 0];
  const add = (from: number, to: number): void => {
    for (let at = from; at < to; at += 8) {
      const word = (offset: number): number =>
        bigEndian ? bytes.readUInt32BE(at + offset) : bytes.readUInt32LE(at + offset);
      const first = (sum[0] + word(0) + sum[1]) >>> 0;
      sum = [first, (sum[1] + word(4) + first) >>> 0];
    }
  };
  bytes.writeUInt32BE(bigEndian ? 0x377f0683 : 0x377f0682, 0);
  add(0, 24);
  bytes.writeUInt32BE(sum[0], 24);
  bytes.writeUInt32BE(sum[1], 28);
  for (let at = 32; at < bytes.length; at += FRAME) {
    add(at, at + 8);
    add(at + 24, at + FRAME);
    bytes.writeUInt32BE(sum[0], at + 16);
    bytes.writeUInt32BE(sum[1], at + 20);
  }
  return bytes;
}
