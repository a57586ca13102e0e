// What SQLite itself reads from the files that the snapshot reader reads.
import initSqlJs, { type SqlJsStatic } from 'sql.js';
import { strict as assert } from 'node:assert';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createKeptFiles } from '../../src/server/files/keptFiles';
import { asFile } from '../../src/server/sqlite/imageFile';
import type { Needs } from '../../src/server/sqlite/btree/treePages';
import type { PlacedImage } from '../../src/server/sqlite/image/placedImage';
import { readSnapshot, type Snapshot } from '../../src/server/sqlite/image/snapshot';
import { readTail, type WalTail } from '../../src/server/sqlite/image/walTail';
import { makeTemporaryFolder, removeFolder } from './temporaryFolder';

/** As in the server, main files stay open from one read to the next. */
const files = createKeptFiles();

export const everything: Needs = { isNeeded: () => true, valueBytes: Infinity };

/** Reads a snapshot as the server does, but with all tables and indexes, and all values whole. */
export function takeSnapshot(db: string, known?: string): Snapshot | undefined {
  return readSnapshot(db, { withMain: files.withFile, needs: everything, known });
}

/** Reads the tail of a log as the server does. */
export function takeTail(db: string, known: string): WalTail | 'unchanged' | undefined {
  return readTail(db, known, files.withFile);
}

/**
 * Copies a database with its WAL and journal as they are, even while a connection has it open: as if its process had
 * died.
 */
export function copyDatabase(from: string, to: string): string {
  for (const suffix of ['', '-wal', '-journal']) {
    if (existsSync(from + suffix)) copyFileSync(from + suffix, to + suffix);
  }
  return to;
}

/** Makes a database with `sql` and copies its files before the connection is closed. Returns the copy's path. */
export function makeDatabase(file: string, ...sql: string[]): string {
  const connection = new DatabaseSync(`${file}.origin`);
  try {
    connection.exec('PRAGMA synchronous = OFF');
    for (const statements of sql) connection.exec(statements);
    return copyDatabase(`${file}.origin`, file);
  } finally {
    connection.close();
  }
}

/** SQL for a table of `count` rows, each with a blob of `size` bytes that spells its number. */
export function table(name: string, count: number, size = 300): string {
  return `CREATE TABLE ${name} (id INTEGER PRIMARY KEY, pad BLOB);
    WITH RECURSIVE k (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < ${count})
    INSERT INTO ${name} SELECT i, CAST(printf('%0${size}d', i) AS BLOB) FROM k`;
}

/** All rows of all tables, as text. */
export type Rows = Record<string, string[]>;

export interface SqliteReading {
  /**
   * Undefined when SQLite says that it is malformed or no database, or when `PRAGMA integrity_check` complains.
   */
  rows: Rows | undefined;
  error: string;
  /** The main file after SQLite has recovered and closed it. */
  file: Buffer;
}

/** Reads a copy of the files with SQLite. */
export function sqliteReads(db: string): SqliteReading {
  const folder = makeTemporaryFolder();
  try {
    const copy = copyDatabase(db, path.join(folder, 'copy'));
    const { rows, error } = readAll(copy);
    return { rows, error, file: readFileSync(copy) };
  } finally {
    removeFolder(folder);
  }
}

function readAll(db: string): { rows: Rows | undefined; error: string } {
  const connection = new DatabaseSync(db);
  try {
    connection.exec('PRAGMA synchronous = OFF');
    const rows = rowsOf(sql => connection.prepare(sql).all());
    const complaint = connection
      .prepare('PRAGMA integrity_check')
      .all()
      .map(row => String(row.integrity_check))
      .join('; ');
    return complaint === 'ok' ? { rows, error: '' } : { rows: undefined, error: complaint };
  } catch (error) {
    return { rows: undefined, error: String(error) };
  } finally {
    connection.close();
  }
}

/** Opens images with sql.js, as the server does. */
export async function imageReader(): Promise<ImageReader> {
  return new ImageReader(await initSqlJs());
}

export class ImageReader {
  constructor(private readonly sqlite: SqlJsStatic) {}

  /** Returns all rows of one query. */
  query(image: PlacedImage, sql: string): unknown[][] {
    return this.use(image, select => select(sql));
  }

  /** Runs `use` on the open image. */
  use<T>(image: PlacedImage, use: (select: (sql: string) => unknown[][]) => T): T {
    const database = new this.sqlite.Database(asFile(image));
    try {
      return use(sql => database.exec(sql)[0]?.values ?? []);
    } finally {
      database.close();
    }
  }

  rows(image: PlacedImage): Rows {
    const database = new this.sqlite.Database(asFile(image));
    try {
      return rowsOf(sql => {
        const [result] = database.exec(sql);
        const columns = result?.columns ?? [];
        return (result?.values ?? []).map(values =>
          Object.fromEntries(columns.map((column, i): [string, unknown] => [column, values[i]])),
        );
      });
    } finally {
      database.close();
    }
  }

  /**
   * Asserts that the image is whole and that SQLite makes the same of the same files: the same rows, and the same file
   * byte for byte.
   */
  assertLikeSqlite(db: string, snapshot: Snapshot | undefined): void {
    const expected = sqliteReads(db);
    assert.equal(expected.error, '');
    assert.ok(snapshot);
    this.use(snapshot.image, assertSound);
    assert.deepEqual(this.rows(snapshot.image), expected.rows);
    assert.equal(snapshot.image.pages * snapshot.image.pageSize, expected.file.length);
    assertSameBytes(snapshot.image, expected.file);
  }
}

/** Asserts that all tables and their indexes are whole; pages that belong to none were not read. */
export function assertSound(select: (sql: string) => unknown[][]): void {
  for (const [name] of select("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"))
    assert.deepEqual(select(`PRAGMA integrity_check("${String(name)}")`), [['ok']]);
}

/** Asserts that the file begins with these pages, except for the two bytes that say whether there is a WAL. */
export function assertSameBytes(image: PlacedImage, file: Buffer): void {
  const expected = Buffer.from(file).fill(1, 18, 20);
  for (let page = 1; page <= image.pages; page++) {
    const spot = image.spot(page);
    const start = (page - 1) * image.pageSize;
    if (!spot) assert.notEqual(page, 1);
    else
      assert.equal(
        Buffer.compare(
          spot.bytes.subarray(spot.start, spot.start + image.pageSize),
          expected.subarray(start, start + image.pageSize),
        ),
        0,
        `page ${page}`,
      );
  }
}

function rowsOf(all: (sql: string) => Record<string, unknown>[]): Rows {
  const tables = all("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").map(row => String(row.name));
  return Object.fromEntries(
    tables.map(name => [name, all(`SELECT * FROM "${name}"`).map(row => JSON.stringify(row, toText))]),
  );
}

function toText(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value;
}
