// Pages of tables and indexes, walked before SQLite reads them. test/server/badInput/databases.test.ts shows that
// endless trees are refused wherever they are, and that databases of every page size pass.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { schemaRowOf } from '../../../src/server/sqlite/btree/schemaRecord';
import type { PagedImage, PageSpot } from '../../../src/server/sqlite/btree/pageStore';
import { pageSizeOf } from '../../../src/server/sqlite/image/databaseHeader';
import { placePages } from '../../../src/server/sqlite/btree/treePages';
import { readVarint } from '../../../src/server/sqlite/btree/varint';
import { FailureError } from '../../../src/server/failure';
import { everything, makeDatabase, table } from '../../support/snapshots';
import { temporaryFolder } from '../../support/temporaryFolder';
import { thrownFailure } from '../../support/thrownFailure';

describe('pages of a database', () => {
  const inFolder = temporaryFolder();
  const database = (name: string, ...sql: string[]): Buffer<ArrayBuffer> =>
    readFileSync(makeDatabase(inFolder(name), ...sql));

  const walk = (bytes: Uint8Array<ArrayBuffer>): unknown => placePages('x', imageOf(bytes), everything);

  it('of tables, indexes and long values of every depth pass', () => {
    for (const pageSize of [512, 1024, 65536]) {
      const bytes = database(
        `of-${pageSize}`,
        `PRAGMA page_size = ${pageSize}`,
        table('a', 3000),
        table('b', 20, 9000),
        'CREATE INDEX ia ON a (pad); CREATE INDEX ib ON b (pad)',
        "CREATE TABLE w (k TEXT PRIMARY KEY, v) WITHOUT ROWID; INSERT INTO w SELECT printf('%0700d', id), pad FROM a",
        'DELETE FROM a WHERE id % 3 = 0',
        'ANALYZE',
      );
      walk(bytes);
    }
  });

  const page = (bytes: Buffer, number: number): Buffer => bytes.subarray((number - 1) * 4096, number * 4096);
  const damages: { title: string; change: (bytes: Buffer) => void }[] = [
    {
      title: 'thirty cells at the same position',
      change: bytes => {
        page(bytes, 2).writeUInt16BE(30, 3);
        for (let cell = 1; cell < 30; cell++) page(bytes, 2).copyWithin(8 + cell * 2, 8, 10);
      },
    },
    {
      title: 'a long value that shares its end with another one',
      change: bytes => {
        const [first, second] = [page(bytes, 2).readUInt16BE(8), page(bytes, 2).readUInt16BE(10)];
        // Two bytes of length, one of the row's number, what fits into the page, and the next page.
        const overflowOf = (cell: number): number => cell + 3 + localOf(page(bytes, 2), cell);
        page(bytes, 2).copyWithin(overflowOf(first), overflowOf(second), overflowOf(second) + 4);
      },
    },
    {
      title: 'a long value whose end is itself',
      change: bytes => {
        const cell = page(bytes, 2).readUInt16BE(8);
        const first = page(bytes, 2).readUInt32BE(cell + 3 + localOf(page(bytes, 2), cell));
        page(bytes, first).writeUInt32BE(first, 0);
      },
    },
  ];
  for (const { title, change } of damages) {
    it(`are refused: ${title}`, () => {
      const bytes = database('good', table('a', 3, title.startsWith('thirty') ? 500 : 9000));
      walk(Buffer.from(bytes));
      change(bytes);
      assert.deepEqual(
        thrownFailure(() => walk(bytes)),
        { code: 'stateDbDamaged', path: 'x', cause: 'database disk image is malformed' },
      );
    });
  }

  it('with other damage are left to SQLite', () => {
    const bytes = database('good', table('a', 300), 'CREATE INDEX i ON a (pad)');
    for (let at = 0; at < bytes.length; at += 61) {
      const damaged = Buffer.from(bytes);
      damaged.writeUInt8(damaged.readUInt8(at) ^ 0xff, at);
      try {
        walk(damaged);
      } catch (error) {
        assert.ok(error instanceof FailureError, String(error));
      }
    }
  });
});

/** A database as pages, all of which are there. */
function imageOf(bytes: Uint8Array<ArrayBuffer>): PagedImage {
  const pageSize = pageSizeOf(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const pages = Math.floor(bytes.length / pageSize);
  const spot = (page: number): PageSpot => ({ bytes, view, start: (page - 1) * pageSize });
  return { pageSize, pages, spot, link: page => view.getUint32((page - 1) * pageSize) };
}

/** How much of a payload of about 9,000 bytes is in a page of 4,096. */
function localOf(page: Buffer, cell: number): number {
  const { value } = readVarint(page, cell, page.length);
  const [least, largest] = [Math.floor(((4096 - 12) * 32) / 255) - 23, 4096 - 35];
  const local = least + ((value - least) % 4092);
  return local <= largest ? local : least;
}

describe('a record in the schema', () => {
  /** Serial types of type, name, tbl_name and rootpage, then their bytes. */
  const record = (type: number, ...bytes: number[]): Buffer => Buffer.from([5, 13, 13, 13, type, ...bytes]);
  const cases: { title: string; bytes: Buffer; root: number | undefined }[] = [
    { title: 'one byte', bytes: record(1, 7), root: 7 },
    { title: 'four bytes', bytes: record(4, 0xff, 0, 0, 1), root: 0xff000001 },
    { title: 'six bytes', bytes: record(5, 0, 0, 0, 0, 1, 2), root: 0x102 },
    { title: 'the constant 1', bytes: record(9), root: 1 },
    { title: 'text', bytes: record(15, 0x37), root: 7 },
    { title: 'text in UTF-16', bytes: record(17, 0x37, 0), root: 7 },
    { title: 'NULL, of a view', bytes: record(0), root: undefined },
    { title: 'the constant 0, of a view', bytes: record(8), root: undefined },
    { title: 'text that is not a number', bytes: record(15, 0x78), root: undefined },
    { title: 'a truncated record', bytes: record(4, 0, 0), root: undefined },
    { title: 'a truncated header', bytes: Buffer.from([5, 13]), root: undefined },
    { title: 'nothing', bytes: Buffer.alloc(0), root: undefined },
  ];
  for (const { title, bytes, root } of cases)
    it(`names the root page: ${title}`, () => assert.equal(schemaRowOf(bytes).root, root));

  it('may be preceded by names of any length', () => {
    const name = Buffer.alloc(300, 'x');
    // 613 = 2 * 300 + 13, in two bytes.
    assert.equal(
      schemaRowOf(Buffer.concat([Buffer.from([7, 13, 0x84, 0x65, 13, 2, 13]), name, Buffer.from([1, 0])])).root,
      0x100,
    );
  });
});
