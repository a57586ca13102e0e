// The state DB reader against SQLite itself: where SQLite finds a whole database, ours reads the same; else it says what is wrong.
import { strict as assert } from 'node:assert';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openStateDb, type OpenStateDb } from '../../src/server/stateDb/open';
import { readSnapshot } from '../../src/server/stateDb/snapshot';
import { readSpawnEdges, readTreeTexts, readTreeThreads } from '../../src/server/stateDb/treeRows';
import { UserError } from '../../src/server/userError';
import type { Random } from '../fixtures/random';
import { damaged } from './damage';
import { makeDatabaseSeeds, type DatabaseSeed } from './databaseSeeds';
import type { Files, FuzzTarget } from './target';
import { damagedWal, parseWal, writeWal } from './walFile';

const FILE = 'state_5.sqlite';
const LARGEST_TEXT = 4000;

/** Makes the good databases that the inputs are made of. */
export function databaseTarget(): FuzzTarget {
  const seeds = makeDatabaseSeeds();
  return { name: 'database', make: random => makeInput(random.pick(seeds), random, seeds), check };
}

function makeInput(seed: DatabaseSeed, random: Random, seeds: readonly DatabaseSeed[]): Files {
  const { main, journal } = seed;
  const wal = seed.wal && parseWal(seed.wal);
  // Salts of SQLite's own are other ones in each run.
  const good = wal && writeWal(wal, random);
  const files: Record<string, Uint8Array | undefined> = { [FILE]: main, [`${FILE}-wal`]: good, [`${FILE}-journal`]: journal };
  const kind = random.int(10);
  if (kind < 3) files[FILE] = damaged(main, random);
  else if (kind < 5) files[FILE] = withPagesMoved(main, random);
  else if (kind < 7 && wal) files[`${FILE}-wal`] = writeWal(damagedWal(wal, random), random);
  else if (kind < 9) {
    if (good) files[`${FILE}-wal`] = damaged(good, random);
    if (journal) files[`${FILE}-journal`] = damaged(journal, random, 700);
  } else {
    const other = random.pick(seeds);
    if (other.wal) files[`${FILE}-wal`] = writeWal(parseWal(other.wal), random);
    if (other.journal) files[`${FILE}-journal`] = other.journal;
  }
  if (random.chance(0.2)) delete files[random.chance(0.5) ? `${FILE}-wal` : `${FILE}-journal`];
  return Object.fromEntries(Object.entries(files).flatMap(([name, bytes]) => bytes === undefined ? [] : [[name, bytes]]));
}

/** Whole pages in the place of others, and pointers between pages that lead elsewhere. */
function withPagesMoved(main: Buffer, random: Random): Buffer {
  const copy = Buffer.from(main);
  const pageSize = copy.readUInt16BE(16);
  const pages = Math.floor(copy.length / pageSize);
  for (let n = 1 + random.int(3); n > 0; n--) {
    const [from, to] = [random.int(pages) * pageSize, random.int(pages) * pageSize];
    if (random.chance(0.4)) copy.copy(copy, to, from, from + pageSize);
    else copy.writeUInt32BE(1 + random.int(pages + 2), to + random.pick([0, 8, 12, 28, pageSize - 5 * random.int(20) - 5]));
  }
  return copy;
}

async function check(folder: string): Promise<string> {
  const file = path.join(folder, FILE);
  const image = orUserError(() => readSnapshot(file)?.image ?? assert.fail('no snapshot'));
  if (image instanceof UserError) {
    const { error } = sqliteReads(folder);
    // SQLite reads on where pages are missing that no row needs; it calls that a damage only when it is asked.
    if (!image.message.includes("cut short")) assert.notEqual(error, "", `refused, and SQLite reads it: ${image.message}`);
    return 'refused';
  }
  const copy = Uint8Array.from(image);
  const opened = await openStateDb(file, image).catch((error: unknown) => {
    if (error instanceof UserError) return error;
    throw error;
  });
  // Not before: SQLite itself does not get to the end of a tree that has none.
  if (opened instanceof UserError) return refusedByContents(folder, opened);
  const read = orUserError(() => treeOf(opened));
  opened.close();
  const { error, threads, bytes } = sqliteReads(folder);
  if (error !== '') return read instanceof UserError ? 'refused' : 'readByUsAlone';
  if (read instanceof UserError) assert.fail(`cannot be read, and SQLite reads it: ${read.message}`);
  assert.deepEqual(read, threads);
  assert.ok(bytes.length >= copy.length && Buffer.compare(plain(copy), plain(bytes.subarray(0, copy.length))) === 0, 'another image than SQLite\'s');
  return 'same';
}

/** A whole database may still be none of Codex's. */
function refusedByContents(folder: string, refusal: UserError): string {
  const { error } = sqliteReads(folder);
  if (error === '') assert.match(refusal.message, /has no table|lacks |is not a table/);
  return 'refused';
}

type TreeReading = { id: string; title: string | null; archived: boolean; recencyAt: number }[];

function treeOf(db: OpenStateDb): TreeReading {
  const all = readTreeThreads(db);
  const texts = readTreeTexts(db, all.map(({ id }) => id));
  for (const { parentId, childId } of readSpawnEdges(db)) assert.equal(typeof (parentId + childId), 'string');
  return all.filter(({ id }) => id !== '').map(({ id, archived, recencyAt }) => ({ id, title: texts.get(id)?.title as string | null, archived, recencyAt }));
}

/** What SQLite makes of a copy of the files. `error`: what it, or its integrity check, complains of; else the rows, and the file. */
function sqliteReads(folder: string): { error: string; threads: TreeReading; bytes: Buffer } {
  const copy = path.join(folder, 'copy');
  for (const suffix of ['', '-wal', '-journal']) {
    if (existsSync(path.join(folder, FILE + suffix))) copyFileSync(path.join(folder, FILE + suffix), copy + suffix);
  }
  const none = { threads: [], bytes: Buffer.alloc(0) };
  const database = new DatabaseSync(copy);
  let threads: TreeReading = [];
  try {
    database.exec('PRAGMA synchronous = OFF');
    const complaint = database.prepare('PRAGMA integrity_check(1)').all().map(row => String(row.integrity_check)).join('; ');
    if (complaint !== 'ok') return { error: complaint, ...none };
    if (database.prepare('SELECT 1 FROM sqlite_schema WHERE name = \'threads\'').get()) {
      threads = database.prepare(`SELECT id, substr(title, 1, ${LARGEST_TEXT}) AS title, archived, recency_at_ms FROM threads WHERE typeof(id) = 'text' ORDER BY rowid`).all()
        .map(row => ({ id: String(row.id), title: row.title as string | null, archived: row.archived !== 0, recencyAt: Math.floor(Number(row.recency_at_ms) / 1000) }));
    }
  } catch (error) {
    return { error: String(error), ...none };
  } finally {
    database.close();
  }
  return { error: '', threads, bytes: readFileSync(copy) };
}

/** Without the two bytes that say WAL or not. */
function plain(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes).fill(1, 18, 20);
}

function orUserError<T>(read: () => T): T | UserError {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}
