// Of a database only the pages of needed tables are read; SQLite, which does not know that, gives the same answers.
import { strict as assert } from 'node:assert';
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { withFile } from '../../../src/server/files/fileReads';
import type { Needs } from '../../../src/server/sqlite/btree/treePages';
import type { PlacedImage } from '../../../src/server/sqlite/image/placedImage';
import { readSnapshot } from '../../../src/server/sqlite/image/snapshot';
import { createStateDbReader } from '../../../src/server/sqlite/reader';
import { assertSound, imageReader, makeDatabase, table, type ImageReader } from '../../support/snapshots';
import { temporaryFolder } from '../../support/temporaryFolder';

const needs: Needs = {
  isNeeded: ({ type, name, table }) =>
    type === 'table'
      ? name === 'threads' || name.startsWith('sqlite_')
      : table === 'threads' && name.startsWith('sqlite_autoindex_'),
  valueBytes: Infinity,
};

const threads = `CREATE TABLE threads (id TEXT PRIMARY KEY, title TEXT, time INTEGER, archived INTEGER);
  WITH RECURSIVE k (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < 400)
  INSERT INTO threads SELECT 't' || i, printf('%0*d', 10 + i % 7 * 900, i), i * 7919 % 401, i % 3 FROM k`;
/** So many that whole pages of the schema have nothing but indexes. */
const indexes = Array.from(
  { length: 80 },
  (_, i) => `CREATE INDEX by${i} ON threads (time, archived) WHERE time > ${i === 7 ? 399 : 0}`,
);

const queries = [
  'SELECT id, title, time FROM threads ORDER BY rowid',
  'SELECT id FROM threads ORDER BY time',
  'SELECT id FROM threads WHERE time > 390 AND archived = 1 ORDER BY time DESC',
  "SELECT title FROM threads WHERE id IN ('t7', 't399')",
  'SELECT count(*), sum(length(title)) FROM threads',
];

describe('needed pages', () => {
  let images: ImageReader;
  before(async () => {
    images = await imageReader();
  });
  const inFolder = temporaryFolder();
  const imageOf = (db: string): PlacedImage =>
    readSnapshot(db, { withMain: withFile, needs })?.image ?? assert.fail('a snapshot');
  const bytesIn = ({ store }: PlacedImage): number => store.slabs.reduce((sum, { bytes }) => sum + bytes.length, 0);

  for (const [title, before] of [
    ['pages of 512 bytes', 'PRAGMA page_size = 512'],
    ['auto-vacuum', 'PRAGMA page_size = 1024; PRAGMA auto_vacuum = FULL'],
    ['a log', 'PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0'],
    ['a log that is partly in the main file', 'PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 100'],
    ['texts of two bytes for each character', "PRAGMA encoding = 'UTF-16le'"],
    ['statistics', 'PRAGMA page_size = 2048'],
  ] as const) {
    it(`answer as all pages do: ${title}`, () => {
      const db = makeDatabase(
        inFolder('state.sqlite'),
        before,
        table('log', 1500, 3000),
        threads,
        indexes.join(';'),
        'UPDATE threads SET time = time + 1 WHERE rowid % 5 = 0; DELETE FROM log WHERE id % 9 = 0',
        title === 'statistics' ? 'ANALYZE' : 'SELECT 1',
      );
      const image = imageOf(db);
      const pages = Array.from({ length: image.pages }, (_, at) => image.spot(at + 1)).filter(spot => spot).length;
      assert.ok(pages < image.pages / 3, `${pages} of ${image.pages} pages`);
      assert.ok(bytesIn(image) <= pages * image.pageSize + 2 ** 20);
      const ours = images.use(image, select => queries.map(select));
      const sqlite = new DatabaseSync(db);
      const theirs = queries.map(sql =>
        sqlite
          .prepare(sql)
          .all()
          .map(row => Object.values(row)),
      );
      sqlite.close();
      assert.deepEqual(ours, theirs);
    });
  }

  it('leave out a table that is much larger than the memory may be', () => {
    const db = makeDatabase(inFolder('state.sqlite'), threads, table('log', 20_000, 3000));
    assert.ok(statSync(db).size > 60e6);
    assert.ok(bytesIn(imageOf(db)) < 4e6);
  });

  for (const restarts of [false, true]) {
    it(`are of one commit, whatever checkpoints write meanwhile, with ${restarts ? 'new logs' : 'one log'}`, () => {
      const db = inFolder('state.sqlite');
      const [writer, other] = [new DatabaseSync(db), new DatabaseSync(db)];
      try {
        writer.exec(`PRAGMA page_size = 512; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; ${threads}`);
        // The log has one page, the main file all the others.
        writer.exec('UPDATE threads SET archived = 1; PRAGMA wal_checkpoint');
        writer.exec('UPDATE threads SET time = 0 WHERE rowid = 1');
        let commits = 1;
        const commit = (): void => {
          if (commits === 4) return;
          commits++;
          writer.exec(`BEGIN; UPDATE threads SET archived = ${commits}, title = title || hex(zeroblob(40));
            INSERT INTO threads SELECT id || '/${commits}', title, time, archived FROM threads WHERE rowid <= 400;
            COMMIT`);
          // A log that somebody reads does not begin anew.
          if (!restarts) other.exec(`${commits > 2 ? 'COMMIT;' : ''} BEGIN; SELECT * FROM threads`);
          writer.exec('PRAGMA wal_checkpoint');
        };
        // It is asked between the pages of the schema and those of the tables.
        const busy: Needs = {
          ...needs,
          isNeeded: row => {
            commit();
            return needs.isNeeded(row);
          },
        };
        const { image, attempts } = readSnapshot(db, { withMain: withFile, needs: busy }) ?? assert.fail('a snapshot');
        assert.equal(commits, 4);
        assert.equal(attempts > 1, restarts);
        images.use(image, select => {
          const [[least, most, count] = []] = select('SELECT min(archived), max(archived), count(*) FROM threads');
          assert.equal(least, most);
          assert.equal(count, 400 * Number(most));
          assertSound(select);
        });
      } finally {
        writer.close();
        other.close();
      }
    });
  }

  it('do not hide an index from who asks for indexes', async () => {
    const db = makeDatabase(inFolder('state.sqlite'), threads, 'CREATE INDEX byTime ON threads (time)');
    const reader = createStateDbReader({ threads: { need: 'required', columns: ['id'] } });
    const read = (withIndexes: boolean): Promise<string> =>
      reader.read(
        db,
        stateDb => {
          assert.equal(stateDb.all('SELECT id FROM threads ORDER BY time').length, 400);
          return String(stateDb.all('EXPLAIN QUERY PLAN SELECT id FROM threads ORDER BY time')[0]?.detail);
        },
        withIndexes ? { indexes: true } : {},
      );
    try {
      assert.equal(await read(false), 'SCAN threads');
      assert.equal(await read(true), 'SCAN threads USING INDEX byTime');
      assert.equal(await read(false), 'SCAN threads USING INDEX byTime');
    } finally {
      reader.close();
    }
  });
});
