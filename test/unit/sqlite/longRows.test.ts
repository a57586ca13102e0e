// Of a long value only the beginning is read: nothing of the rest is ever shown, and nothing else of its row is lost.
import { strict as assert } from 'node:assert';
import { openSync, closeSync, readSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { withFile } from '../../../src/server/files/fileReads';
import { partsLeftOut, type Parts } from '../../../src/server/sqlite/btree/longRows';
import { contentsOf, isTableLeaf, scanPage, type LeafCell } from '../../../src/server/sqlite/btree/treePage';
import { isKept, type Needs } from '../../../src/server/sqlite/btree/treePages';
import type { PlacedImage } from '../../../src/server/sqlite/image/placedImage';
import { readSnapshot } from '../../../src/server/sqlite/image/snapshot';
import { follow } from '../../../src/server/sqlite/incremental/follow';
import { createStateDbReader } from '../../../src/server/sqlite/reader';
import { VALUE_BYTES } from '../../../src/server/sqlite/stateDb';
import {
  everything,
  imageReader,
  makeDatabase,
  takeSnapshot,
  takeTail,
  type ImageReader,
} from '../../support/snapshots';
import { temporaryFolder } from '../../support/temporaryFolder';
import { thrownFailure } from '../../support/thrownFailure';

const needsOf = (valueBytes: number): Needs => ({ isNeeded: () => true, valueBytes });
const imageOf = (db: string, valueBytes: number): PlacedImage =>
  readSnapshot(db, { withMain: withFile, needs: needsOf(valueBytes) })?.image ?? assert.fail('a snapshot');
const leftOut = ({ places }: PlacedImage): number[] =>
  [...places.entries()].flatMap(([page, place]) => (place !== 0 && !isKept(place) ? [page] : []));

describe('the parts of a long row that are left out', () => {
  /** A row with these serial types, of which 10 bytes beside the header are in the leaf; parts have 100 bytes. */
  const partsOf = (types: number[], length: number, valueBytes: number, local = 10): Parts[] => {
    const header = types.flatMap(type => (type < 128 ? [type] : [0x80 | (type >> 7), type & 0x7f]));
    const bytes = Buffer.from([header.length + 1, ...header, ...Buffer.alloc(2000)]);
    const inLeaf = header.length + 1 + local;
    const cell: LeafCell = {
      ...{ bytes, pointer: 0, rowidAt: 0, at: 0 },
      ...{ local: inLeaf, length: header.length + 1 + length, chain: 7 },
    };
    return partsLeftOut(cell, 100, valueBytes);
  };
  const text = (length: number): number => 13 + 2 * length;

  for (const [title, found, expected] of [
    ['of one text all that comes later', partsOf([text(1010)], 1010, 110), [{ first: 1, end: 10 }]],
    ['only whole parts', partsOf([text(1010)], 1010, 111), [{ first: 2, end: 10 }]],
    ['the last part, which is shorter', partsOf([text(1001)], 1001, 110), [{ first: 1, end: 10 }]],
    ['not the part where the next value begins', partsOf([text(500), 1], 501, 110), [{ first: 1, end: 4 }]],
    [
      'of several values',
      partsOf([text(510), text(500)], 1010, 110),
      [
        { first: 1, end: 5 },
        { first: 7, end: 10 },
      ],
    ],
    ['of bytes too', partsOf([12 + 2 * 1010], 1010, 110), [{ first: 1, end: 10 }]],
    ['nothing of a value that is no longer', partsOf([text(1010)], 1010, 1010), []],
    ['nothing when all is asked for', partsOf([text(1010)], 1010, Infinity), []],
    ['nothing of a row whose lengths are not in the leaf', partsOf([1, 1, text(1010)], 1012, 110, -1), []],
    ['nothing after the end of the row', partsOf([text(5000)], 510, 110), [{ first: 1, end: 5 }]],
  ] as const)
    it(title, () => assert.deepEqual(found, expected));
});

describe('long values', () => {
  const inFolder = temporaryFolder();
  let images: ImageReader;
  before(async () => {
    images = await imageReader();
  });

  const KEPT = 1000;
  /** Texts with characters of one to four bytes, so that cuts fall anywhere. */
  const alphabets = ['x', 'é', '中', '😀', 'a中😀é'];
  for (const encoding of ['UTF-8', 'UTF-16le', 'UTF-16be'])
    for (const pageSize of [512, 1024, 4096])
      it(`have their beginning, with pages of ${pageSize} bytes in ${encoding}`, () => {
        const db = makeDatabase(
          inFolder('state.sqlite'),
          `PRAGMA encoding = '${encoding}'; PRAGMA page_size = ${pageSize}; PRAGMA auto_vacuum = ${pageSize === 512 ? 'NONE' : 'FULL'}`,
          'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, n INTEGER, b TEXT, c BLOB, last TEXT)',
        );
        const sqlite = new DatabaseSync(db);
        const insert = sqlite.prepare('INSERT INTO t VALUES (NULL, ?, ?, ?, ?, ?)');
        const texts = Array.from({ length: 120 }, (_, row) => {
          const characters = alphabets[row % alphabets.length] as string;
          return [17, 90].map(step => characters.repeat(row * step).slice(0, row * step)) as [string, string];
        });
        for (const [row, [a, b]] of texts.entries())
          insert.run(a, row * 1_000_003, b, Buffer.alloc(row * 97, row), `end ${row}`);
        const fields = `id, substr(a, 1, ${KEPT / 4}), n, substr(CAST(b AS TEXT), 1, ${KEPT / 4}), octet_length(a),
          octet_length(b), octet_length(c), last`;
        const expected = sqlite
          .prepare(`SELECT ${fields} FROM t`)
          .all()
          .map(row => Object.values(row));
        sqlite.close();
        const image = imageOf(db, KEPT);
        assert.ok(leftOut(image).length > image.pages / 8, `${leftOut(image).length} of ${image.pages}`);
        for (const page of leftOut(image)) assert.equal(image.spot(page), undefined);
        images.use(image, select => {
          assert.deepEqual(select(`SELECT ${fields} FROM t`), expected);
          // The rest is the end of the text, but for half a character: nothing of another value.
          for (const [row, values] of select('SELECT a, b FROM t').entries())
            for (const [at, value] of values.entries()) {
              const shown = String(value).replace(/[\0\ufffd].*/s, '');
              assert.ok(texts[row]?.[at]?.startsWith(shown.slice(0, -2)), `row ${row}, ${at}`);
            }
        });
      });

  it('of which a part moved into what is read are read anew, though its page did not change', () => {
    const db = inFolder('state.sqlite');
    const writer = new DatabaseSync(db);
    try {
      // The second value begins at another place, in a row of the same bytes: only the lengths change.
      writer.exec(
        `PRAGMA page_size = 1024; PRAGMA journal_mode = WAL; CREATE TABLE t (a TEXT, b TEXT);
        INSERT INTO t VALUES (printf('%04000d', 1), printf('%04000d', 2)); PRAGMA wal_checkpoint;
        INSERT INTO t VALUES ('', '')`,
      );
      const first = readSnapshot(db, { withMain: withFile, needs: needsOf(KEPT) }) ?? assert.fail('a snapshot');
      writer.exec('UPDATE t SET a = substr(a || b, 1, 1000), b = substr(a || b, 1001) WHERE rowid = 1');
      const tail = takeTail(db, first.version);
      assert.ok(tail && tail !== 'unchanged');
      assert.equal(tail.commit.frames - tail.from.frames, 1, 'SQLite wrote over the row');
      const fresh = imageOf(db, KEPT);
      assert.notDeepEqual(leftOut(fresh), leftOut(first.image));
      assert.ok(follow(db, first.image, needsOf(KEPT), tail) === undefined);
    } finally {
      writer.close();
    }
  });

  it('that are no text end at what is not read', () => {
    // A byte that begins a character, and 90,000 that continue it: SQLite takes all of them for one character.
    const db = makeDatabase(
      inFolder('state.sqlite'),
      "CREATE TABLE t (a TEXT, b TEXT); INSERT INTO t VALUES (CAST(x'c3' || replace(hex(zeroblob(90000)), '00', x'80') AS TEXT), 'b')",
    );
    const sqlite = new DatabaseSync(db);
    const [whole] = sqlite.prepare('SELECT hex(substr(a, 1, 250)) AS text FROM t').all();
    sqlite.close();
    const [[cut, b] = []] = images.query(imageOf(db, KEPT), 'SELECT hex(substr(a, 1, 250)), b FROM t');
    assert.equal(String(whole?.text).length, 2 * 90_001);
    assert.ok(String(cut).length < 2 * 90_001 && String(whole?.text).startsWith(String(cut)));
    assert.equal(b, 'b');
  });

  it('whose parts refer to each other in a circle are refused, although they are not read', () => {
    const db = makeDatabase(
      inFolder('state.sqlite'),
      "PRAGMA page_size = 1024; CREATE TABLE t (a TEXT); INSERT INTO t VALUES (printf('%030000d', 1))",
    );
    const [from, to] = leftOut(imageOf(db, KEPT)).slice(5) as [number, number];
    assert.ok(from > 0 && to > 0);
    const file = openSync(db, 'r+');
    const link = Buffer.alloc(4);
    readSync(file, link, 0, 4, (to - 1) * 1024);
    link.writeUInt32BE(from);
    writeSync(file, link, 0, 4, (to - 1) * 1024);
    closeSync(file);
    assert.deepEqual(
      thrownFailure(() => imageOf(db, KEPT)),
      { code: 'stateDbDamaged', path: db, cause: 'database disk image is malformed' },
    );
  });

  it('are whole for who asks for that', async () => {
    const long = VALUE_BYTES * 5;
    const db = makeDatabase(
      inFolder('state.sqlite'),
      `CREATE TABLE threads (id TEXT); INSERT INTO threads VALUES (printf('%0${long}d', 7))`,
    );
    const reader = createStateDbReader({ threads: { need: 'required', columns: ['id'] } });
    const read = (whole: boolean): Promise<unknown[]> =>
      reader.read(
        db,
        stateDb => [stateDb.valueBytes, ...stateDb.all('SELECT id, octet_length(id) AS bytes FROM threads')],
        whole ? { wholeValues: true } : {},
      );
    try {
      const [kept, row] = (await read(false)) as [number, { id: string; bytes: number }];
      assert.equal(kept, VALUE_BYTES);
      assert.equal(row.bytes, long);
      assert.match(row.id, /^0+/);
      assert.ok(!row.id.includes('7'));
      const whole = [Infinity, { id: '7'.padStart(long, '0'), bytes: long }];
      assert.deepEqual(await read(true), whole);
      assert.deepEqual(await read(false), whole);
    } finally {
      reader.close();
    }
  });

  it('in a row are the same bytes as SQLite has, as far as they are read', () => {
    const db = makeDatabase(
      inFolder('state.sqlite'),
      "CREATE TABLE t (a TEXT, b TEXT); INSERT INTO t VALUES (printf('%050000d', 1), printf('%050000d', 2))",
    );
    const [cut, whole] = [imageOf(db, KEPT), takeSnapshot(db)?.image ?? assert.fail('a snapshot')].map(image => {
      const rows: Buffer[] = [];
      for (let page = 2; page <= image.pages; page++)
        if (isTableLeaf(image, page))
          scanPage(image, page, {
            child: () => undefined,
            chain: () => undefined,
            row: cell => rows.push(contentsOf(image, cell)),
          });
      return Buffer.concat(rows);
    }) as [Buffer, Buffer];
    assert.ok(everything.valueBytes > whole.length && whole.length > 100_000);
    assert.ok(cut.length < whole.length && whole.subarray(0, KEPT).equals(cut.subarray(0, KEPT)));
  });
});
