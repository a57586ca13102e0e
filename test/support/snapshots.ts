// What SQLite itself reads from the files that the snapshot reader reads.
import initSqlJs, { type SqlJsStatic } from 'sql.js';
import { strict as assert } from 'node:assert';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Snapshot } from '../../src/server/sqlite/image/snapshot';
import { makeTemporaryFolder, removeFolder } from './temporaryFolder';

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
  query(image: Uint8Array, sql: string): unknown[][] {
    return this.use(image, select => select(sql));
  }

  /** Runs `use` on the open image. */
  use<T>(image: Uint8Array, use: (select: (sql: string) => unknown[][]) => T): T {
    const database = new this.sqlite.Database(image);
    try {
      return use(sql => database.exec(sql)[0]?.values ?? []);
    } finally {
      database.close();
    }
  }

  rows(image: Uint8Array): Rows {
    const database = new this.sqlite.Database(image);
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
    assert.deepEqual(this.query(snapshot.image, 'PRAGMA integrity_check'), [['ok']]);
    assert.deepEqual(this.rows(snapshot.image), expected.rows);
    assert.equal(snapshot.image.length, expected.file.length);
    assertSameBytes(snapshot.image, expected.file);
  }
}

/** Asserts that the file begins with the image, except for the two bytes that say whether there is a WAL. */
export function assertSameBytes(image: Uint8Array, file: Buffer): void {
  assert.deepEqual([...image.subarray(18, 20)], [1, 1]);
  const expected = Buffer.from(file.subarray(0, image.length));
  expected.fill(1, 18, 20);
  assert.equal(Buffer.compare(image, expected), 0);
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
