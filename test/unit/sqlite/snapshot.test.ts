// Snapshots of databases at rest: every journal mode and page size, compared with what SQLite reads from the same
// files.
import { strict as assert } from 'node:assert';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import {
  copyDatabase,
  imageReader,
  makeDatabase,
  table,
  takeSnapshot,
  type ImageReader,
} from '../../support/snapshots';
import { temporaryFolder } from '../../support/temporaryFolder';
import { makesLinks, runsOn } from '../../support/runsOn';

describe('snapshot', () => {
  const inFolder = temporaryFolder();
  let images: ImageReader;
  before(async () => {
    images = await imageReader();
  });

  const change = "UPDATE a SET pad = x'01' WHERE id % 3 = 0; DELETE FROM a WHERE id % 7 = 0";
  const shapes: Record<string, string[]> = {
    'a WAL with everything': ['PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0', table('a', 200)],
    'a WAL with the latest commits': [
      'PRAGMA journal_mode = WAL',
      table('a', 200),
      'PRAGMA wal_checkpoint(TRUNCATE)',
      change,
      table('b', 90),
    ],
    'a WAL partly in the main file': [
      'PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0',
      table('a', 200),
      'PRAGMA wal_checkpoint(PASSIVE)',
      change,
    ],
    'a WAL fully in the main file': [
      'PRAGMA journal_mode = WAL',
      table('a', 200),
      change,
      'PRAGMA wal_checkpoint(RESTART)',
    ],
    'an empty WAL': ['PRAGMA journal_mode = WAL', table('a', 200), change, 'PRAGMA wal_checkpoint(TRUNCATE)'],
    'a WAL restarted over old frames': [
      'PRAGMA journal_mode = WAL',
      table('a', 200),
      change,
      'PRAGMA wal_checkpoint(RESTART)',
      table('b', 1),
    ],
    'a WAL restarted twice': [
      'PRAGMA journal_mode = WAL',
      table('a', 200),
      'PRAGMA wal_checkpoint(RESTART)',
      change,
      'PRAGMA wal_checkpoint(RESTART)',
      table('b', 5),
    ],
    'a WAL with an uncommitted tail': [
      'PRAGMA journal_mode = WAL; PRAGMA cache_size = 2',
      table('a', 200),
      'BEGIN; UPDATE a SET pad = zeroblob(400)',
    ],
    'a WAL with only an uncommitted transaction': [
      'PRAGMA journal_mode = WAL; PRAGMA cache_size = 2',
      table('a', 200),
      'PRAGMA wal_checkpoint(TRUNCATE); BEGIN; UPDATE a SET pad = zeroblob(400)',
    ],
    'a commit over a transaction that was rolled back': [
      'PRAGMA journal_mode = WAL; PRAGMA cache_size = 2',
      table('a', 200),
      'BEGIN; UPDATE a SET pad = zeroblob(400); ROLLBACK',
      table('b', 3),
    ],
    'pages written twice in one transaction': [
      'PRAGMA journal_mode = WAL; PRAGMA cache_size = 2',
      table('a', 200),
      "BEGIN; UPDATE a SET pad = zeroblob(400); UPDATE a SET pad = x'02'; COMMIT",
    ],
    'a WAL that makes the database smaller': [
      'PRAGMA auto_vacuum = FULL; PRAGMA journal_mode = WAL',
      table('a', 200),
      'PRAGMA wal_checkpoint(TRUNCATE)',
      'DELETE FROM a WHERE id > 20',
    ],
    'a WAL of a VACUUM': ['PRAGMA journal_mode = WAL', table('a', 200), change, 'VACUUM'],
    DELETE: ['PRAGMA journal_mode = DELETE', table('a', 200), change],
    TRUNCATE: ['PRAGMA journal_mode = TRUNCATE', table('a', 200), change],
    PERSIST: ['PRAGMA journal_mode = PERSIST', table('a', 200), change],
    MEMORY: ['PRAGMA journal_mode = MEMORY', table('a', 200), change],
    OFF: ['PRAGMA journal_mode = OFF', table('a', 200), change],
    'back from WAL to DELETE': [
      'PRAGMA journal_mode = WAL',
      table('a', 200),
      change,
      'PRAGMA journal_mode = DELETE',
      table('b', 3),
    ],
  };
  for (const [name, sql] of Object.entries(shapes)) {
    it(`reads ${name}, with pages of 512 to 65536 bytes`, () => {
      for (const pageSize of [512, 1024, 2048, 4096, 8192, 16384, 32768, 65536]) {
        const db = makeDatabase(inFolder(`${pageSize}.sqlite`), `PRAGMA page_size = ${pageSize}`, ...sql);
        images.assertLikeSqlite(db, takeSnapshot(db));
      }
    });
  }

  if (runsOn('unix', makesLinks)) {
    it('reads through a symbolic link; the WAL is beside the file it leads to', () => {
      mkdirSync(inFolder('real'));
      makeDatabase(inFolder('real/state.sqlite'), 'PRAGMA journal_mode = WAL', table('a', 50));
      symlinkSync(inFolder('real/state.sqlite'), inFolder('link.sqlite'));
      assert.deepEqual(
        images.query(takeSnapshot(inFolder('link.sqlite'))?.image ?? assert.fail(), 'SELECT count(*) FROM a'),
        [[50]],
      );
    });
  }

  it('takes the size from the header only if the last writer knew that field', () => {
    const db = makeDatabase(inFolder('old.sqlite'), table('a', 100));
    const bytes = readFileSync(db);
    const pages = bytes.readUInt32BE(28);
    const sizeWith = (claimed: number, validFor: number, extra: number): number | undefined => {
      const copy = Buffer.concat([bytes, Buffer.alloc(extra)]);
      copy.writeUInt32BE(claimed, 28);
      copy.writeUInt32BE(validFor, 92);
      writeFileSync(db, copy);
      const { pages, pageSize } = takeSnapshot(db)?.image ?? assert.fail();
      return pages * pageSize;
    };
    const counter = bytes.readUInt32BE(24);
    assert.equal(sizeWith(pages, counter, 3 * 4096 + 17), pages * 4096, 'what is behind the last page does not count');
    assert.equal(sizeWith(pages + 9, counter - 1, 0), pages * 4096, 'an old writer left the size behind');
    assert.equal(sizeWith(0, counter, 4096), (pages + 1) * 4096, 'no size');
  });

  it('writes, creates and changes nothing, and needs no permission to', () => {
    for (const [name, sql] of Object.entries(shapes)) {
      const folder = inFolder(name);
      mkdirSync(folder);
      const db = makeDatabase(inFolder(`${name}.sqlite`), ...sql);
      copyDatabase(db, path.join(folder, 'state.sqlite'));
      for (const file of readdirSync(folder)) chmodSync(path.join(folder, file), 0o444);
      chmodSync(folder, 0o555);
      const state = (): unknown =>
        readdirSync(folder)
          .sort()
          .map(file => {
            const { size, mtimeNs, ctimeNs, ino } = statSync(path.join(folder, file), { bigint: true });
            return {
              file,
              size,
              mtimeNs,
              ctimeNs,
              ino,
              bytes: readFileSync(path.join(folder, file)).toString('latin1'),
            };
          });
      const before = state();
      const snapshot = takeSnapshot(path.join(folder, 'state.sqlite'));
      takeSnapshot(path.join(folder, 'state.sqlite'), snapshot?.version);
      assert.deepEqual(state(), before, name);
      chmodSync(folder, 0o755);
    }
  });

  it('has room for a WAL many times the size of the main file', () => {
    const db = makeDatabase(
      inFolder('small.sqlite'),
      'PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0',
      'CREATE TABLE z (a)',
      'PRAGMA wal_checkpoint(TRUNCATE)',
      table('a', 5000),
    );
    assert.ok(statSync(`${db}-wal`).size > 50 * statSync(db).size);
    images.assertLikeSqlite(db, takeSnapshot(db));
    truncateSync(`${db}-wal`, statSync(`${db}-wal`).size - 1);
    images.assertLikeSqlite(db, takeSnapshot(db));
  });
});
