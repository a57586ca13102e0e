// State DBs that only an attacker or a fault leaves behind. What `node:sqlite` refuses to write is written with sql.js,
// or byte by byte.
import initSqlJs from 'sql.js';
import { readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { query, stateDbOf } from './stateDb';

/** Runs statements with a writable schema, and leaves a database in rollback mode. */
export async function forge(home: string, sql: string): Promise<void> {
  const { Database } = await initSqlJs();
  const database = new Database(readFileSync(stateDbOf(home)));
  try {
    database.run('PRAGMA writable_schema = ON');
    database.run(sql);
    writeFileSync(stateDbOf(home), database.export());
  } finally {
    database.close();
  }
}

/** Changes the state DB's bytes in place, or replaces them by what `change` returns. */
export function patch(home: string, change: (bytes: Buffer) => Buffer | void): void {
  const bytes = readFileSync(stateDbOf(home));
  writeFileSync(stateDbOf(home), change(bytes) ?? bytes);
}

/**
 * Writes a new state DB with the same tables, triggers, indexes and rows, after these pragmas, e.g. `encoding =
 * "UTF-16le"`.
 */
export function remake(home: string, pragmas: string): void {
  const source = new DatabaseSync(stateDbOf(home));
  const target = new DatabaseSync(`${stateDbOf(home)}.new`);
  try {
    target.exec(`PRAGMA ${pragmas}; PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; BEGIN`);
    const schema = source.prepare('SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL').all();
    for (const { type, name, sql } of schema) {
      if (type !== 'table' || name === 'sqlite_sequence') continue;
      target.exec(String(sql));
      for (const row of source.prepare(`SELECT * FROM "${String(name)}"`).all()) {
        target
          .prepare(
            `INSERT INTO "${String(name)}" VALUES (${Object.keys(row)
              .map(() => '?')
              .join(', ')})`,
          )
          .run(...(Object.values(row) as SQLInputValue[]));
      }
    }
    for (const { type, sql } of schema) if (type !== 'table') target.exec(String(sql));
    target.exec('COMMIT');
  } finally {
    source.close();
    target.close();
  }
  writeFileSync(stateDbOf(home), readFileSync(`${stateDbOf(home)}.new`));
}

/**
 * Replaces the first page of a table or index with a tree of twelve more pages, each of which names the next one some
 * hundreds of times: a reader that follows every pointer reaches the old page 10^30 times.
 */
export function explode(home: string, name: string, kind: 'table' | 'index'): void {
  const PAGE = 4096;
  const DEPTH = 12;
  const root =
    name === 'sqlite_schema'
      ? 1
      : Number(query(home, `SELECT rootpage FROM sqlite_schema WHERE name = '${name}'`)[0]?.rootpage);
  patch(home, bytes => {
    const pages = bytes.length / PAGE;
    const out = Buffer.concat([bytes, Buffer.alloc(PAGE * DEPTH)]);
    bytes.copy(out, (pages + DEPTH - 1) * PAGE, (root - 1) * PAGE, root * PAGE);
    for (let level = 0; level < DEPTH; level++)
      writeInterior(
        out.subarray((level === 0 ? root - 1 : pages + level - 1) * PAGE).subarray(0, PAGE),
        pages + level + 1,
        kind,
        root === 1 && level === 0 ? 100 : 0,
      );
    out.writeUInt32BE(out.length / PAGE, 28);
    return out;
  });
}

/** Writes an interior page whose children are all the same page. */
function writeInterior(page: Buffer, child: number, kind: 'table' | 'index', header: number): void {
  const [type, children, key] = kind === 'table' ? [5, 400, [1]] : [2, 200, [3, 3, 0, 0]];
  page.fill(0, header);
  page.writeUInt8(type, header);
  page.writeUInt16BE(children, header + 3);
  page.writeUInt32BE(child, header + 8);
  let at = page.length;
  for (let cell = 0; cell < children; cell++) {
    at -= 4 + key.length;
    page.writeUInt32BE(child, at);
    page.set(key, at + 4);
    page.writeUInt16BE(at, header + 12 + cell * 2);
  }
  page.writeUInt16BE(at, header + 5);
}
