// Compares the state DB reader with SQLite: where SQLite finds a whole database, ours reads the same; otherwise ours
// says what is wrong.
import { strict as assert } from 'node:assert';
import { copyFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { createStateDbReader, type StateDbReader } from '../../src/server/sqlite/reader';
import type { StateDb } from '../../src/server/sqlite/stateDb';
import { readSpawnEdges } from '../../src/server/home/spawnEdges';
import { neededTables } from '../../src/server/home/threadsTable';
import { readTreeTexts, readTreeThreads } from '../../src/server/home/treeRows';
import type { Failure } from '../../src/protocol/failures';
import { FailureError } from '../../src/server/failure';
import type { Random } from '../fixtures/random';
import { makeTemporaryFolder, removeFolder } from '../support/temporaryFolder';
import { damaged } from './damage';
import { makeDatabaseSeeds, type DatabaseSeed } from './databaseSeeds';
import type { Files, FuzzTarget } from './target';
import { beginningOf, threadsBySqlite, type ThreadReading } from './sqliteReading';
import { damagedWal, parseWal, writeWal } from './walFile';
import { assertSameBytes, takeSnapshot } from '../support/snapshots';

const FILE = 'state_5.sqlite';
/** The log as the reader saw it at its first look: SQLite only ever appends to it. */
const EARLIER = 'earlier-wal';

/** Makes the good databases that the inputs are made of. */
export function databaseTarget(): FuzzTarget {
  const seeds = makeDatabaseSeeds();
  return { name: 'database', make: random => makeInput(random.pick(seeds), random, seeds), check };
}

function makeInput(seed: DatabaseSeed, random: Random, seeds: readonly DatabaseSeed[]): Files {
  const { main, journal } = seed;
  const wal = seed.wal && parseWal(seed.wal);
  // SQLite's own salts differ from run to run.
  const good = wal && writeWal(wal, random);
  const files: Record<string, Uint8Array | undefined> = {
    [FILE]: main,
    [`${FILE}-wal`]: good,
    [`${FILE}-journal`]: journal,
  };
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
  const log = files[`${FILE}-wal`];
  if (log && random.chance(0.5)) files[EARLIER] = log.subarray(0, random.int(log.length));
  return Object.fromEntries(
    Object.entries(files).flatMap(([name, bytes]) => (bytes === undefined ? [] : [[name, bytes]])),
  );
}

/** Puts whole pages in the place of others, and makes pointers between pages lead elsewhere. */
function withPagesMoved(main: Buffer, random: Random): Buffer {
  const copy = Buffer.from(main);
  const pageSize = copy.readUInt16BE(16);
  const pages = Math.floor(copy.length / pageSize);
  for (let n = 1 + random.int(3); n > 0; n--) {
    const [from, to] = [random.int(pages) * pageSize, random.int(pages) * pageSize];
    if (random.chance(0.4)) copy.copy(copy, to, from, from + pageSize);
    else
      copy.writeUInt32BE(
        1 + random.int(pages + 2),
        to + random.pick([0, 8, 12, 28, pageSize - 5 * random.int(20) - 5]),
      );
  }
  return copy;
}

async function check(folder: string): Promise<string> {
  const elsewhere = makeTemporaryFolder();
  const reader = createStateDbReader(neededTables);
  try {
    return await compare(folder, elsewhere, reader);
  } finally {
    reader.close();
    removeFolder(elsewhere);
  }
}

async function compare(folder: string, elsewhere: string, reader: StateDbReader): Promise<string> {
  const file = path.join(elsewhere, FILE);
  const put = (from: string, to: string): void => {
    if (existsSync(path.join(folder, from))) copyFileSync(path.join(folder, from), to);
  };
  put(FILE, file);
  put(`${FILE}-journal`, `${file}-journal`);
  if (existsSync(path.join(folder, EARLIER))) {
    put(EARLIER, `${file}-wal`);
    await orFailure(() => reader.read(file, treeOf));
  }
  put(`${FILE}-wal`, `${file}-wal`);
  const read = await orFailure(() => reader.read(file, treeOf));
  reader.close();
  const image = await orFailure(() => Promise.resolve(takeSnapshot(file)?.image ?? assert.fail('no snapshot')));
  // From here on SQLite may write to the files.
  const { error, threads } = threadsBySqlite(file);
  if (read instanceof FailureError) {
    // SQLite takes an empty file for a database without tables, and reads on where pages that no row needs are missing.
    // And a whole database may still not be Codex's.
    if (error === '')
      assert.ok(isNoStateDb(read.failure), `SQLite reads it, and not we: ${JSON.stringify(read.failure)}`);
    return 'refused';
  }
  // Of a damaged index, for instance, no row is read.
  if (error !== '') return 'readByUsAlone';
  assert.ok(!(image instanceof FailureError));
  assert.deepEqual(read.map(comparable), threads.map(comparable));
  assertSameBytes(image, beginningOf(file, image.pages * image.pageSize));
  return existsSync(path.join(folder, EARLIER)) ? 'sameAgain' : 'same';
}

/** Drops all that is not ASCII: it comes only from bytes that are no text, which every reader decodes differently. */
function comparable(row: ThreadReading): ThreadReading {
  return {
    ...row,
    id: ascii(row.id) ?? '',
    title: ascii(row.title),
    name: ascii(row.name),
    preview: ascii(row.preview),
  };
}

function ascii(text: string | null): string | null {
  return text?.replace(/[^\0-\x7f]/gu, '') ?? null;
}

function treeOf(db: StateDb): ThreadReading[] {
  const all = readTreeThreads(db);
  const texts = readTreeTexts(
    db,
    all.map(({ id }) => id),
  );
  for (const { parentId, childId } of readSpawnEdges(db)) assert.equal(typeof (parentId + childId), 'string');
  return all
    .filter(({ id }) => id !== '')
    .map(({ id, archived, recencyAt }) => {
      const { title = null, name = null, preview = null } = (texts.get(id) ?? {}) as Partial<ThreadReading>;
      return { id, title, name, preview, archived, recencyAt };
    });
}

/** What is wrong with a database that SQLite itself would read. */
function isNoStateDb(failure: Failure): boolean {
  if (failure.code === 'notADatabase') return failure.cause === 'it is empty';
  return ['stateDbCutShort', 'tableMissing', 'columnsMissing', 'notATable'].includes(failure.code);
}

async function orFailure<T>(read: () => Promise<T>): Promise<T | FailureError> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof FailureError) return error;
    throw error;
  }
}
