// What is in a home, read without any of the server's code: every rollout by its contents, every row, and whether they
// agree.
import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { zstdDecompressSync } from 'node:zlib';

/** A home with its threads, each as a text with all its files (path, contents, time) and its row. */
export interface HomeReading {
  readonly threads: ReadonlyMap<string, string>;
  /** What is wrong with a thread: its files and its row disagree. */
  readonly disagreements: ReadonlyMap<string, string>;
  /** The contents of all rollouts, sorted. */
  readonly contents: readonly string[];
  /** Everything that no operation on threads may change: other columns, edges, other tables. */
  readonly rest: string;
}

interface Rollout {
  /** Relative to the home. */
  place: string;
  hash: string;
  mtimeMs: number;
  owner: string;
}

/** Writes times of the test as `now`: they differ from try to try, while the home's own times are old. */
const now = Date.now();
const time = (milliseconds: number): string =>
  Math.abs(milliseconds - now) < 3_600_000 ? 'now' : milliseconds.toFixed(2);
const seconds = (value: unknown): string => (value === null ? 'null' : time(Number(value) * 1000));

/** Reads a home to which nobody writes. Throws if a folder for rollouts contains anything else. */
export function readHome(home: string): HomeReading {
  const rollouts = ['sessions', 'archived_sessions'].flatMap(folder => rolloutsBelow(home, folder));
  const database = new DatabaseSync(path.join(home, 'state_5.sqlite'));
  try {
    assert.equal(database.prepare('PRAGMA integrity_check').get()?.integrity_check, 'ok');
    const rows = database.prepare('SELECT * FROM threads ORDER BY id').all();
    const threads = new Map<string, string>();
    const disagreements = new Map<string, string>();
    const others: unknown[] = [database.prepare('SELECT * FROM thread_spawn_edges ORDER BY child_thread_id').all()];
    for (const { id, rollout_path, archived, archived_at, updated_at, updated_at_ms, ...other } of rows) {
      const threadId = String(id);
      const own = rollouts.filter(({ owner }) => owner === threadId);
      const place = path.relative(home, String(rollout_path));
      threads.set(
        threadId,
        JSON.stringify({
          files: own.map(file => `${file.place} ${file.hash} ${time(file.mtimeMs)}`).sort(),
          row: [
            place,
            archived,
            seconds(archived_at),
            seconds(updated_at),
            updated_at_ms === null ? 'null' : time(Number(updated_at_ms)),
          ],
        }),
      );
      const problem = disagreement(own, place, archived, archived_at);
      if (problem !== undefined) disagreements.set(threadId, problem);
      others.push({ id, ...other });
    }
    for (const { owner, place } of rollouts) assert.ok(threads.has(owner), `${place} belongs to no row`);
    return {
      threads,
      disagreements,
      contents: rollouts.map(({ hash }) => hash).sort(),
      rest: digest(JSON.stringify(others)),
    };
  } finally {
    database.close();
  }
}

/** The contents of every file in both folders: at no instant may one be missing. */
export function contentsOnDisk(home: string): Set<string> {
  return new Set(
    ['sessions', 'archived_sessions']
      .flatMap(folder => filesBelow(path.join(home, folder)))
      .map(file => digest(readFileSync(file))),
  );
}

function rolloutsBelow(home: string, folder: string): Rollout[] {
  return filesBelow(path.join(home, folder)).map(file => {
    assert.match(
      path.basename(file),
      /^rollout-[-\dT]+-[-0-9a-f]+(_[-0-9a-f]+)?\.jsonl(\.zst)?$/,
      `${file} is not a rollout`,
    );
    assert.ok(lstatSync(file).isFile(), `${file} is no file`);
    const bytes = readFileSync(file);
    const [first = ''] = (file.endsWith('.zst') ? zstdDecompressSync(bytes) : bytes).toString().split('\n');
    const { payload } = JSON.parse(first) as { payload: { id: string } };
    return {
      place: path.relative(home, file),
      hash: digest(bytes),
      mtimeMs: lstatSync(file).mtimeMs,
      owner: payload.id,
    };
  });
}

function disagreement(
  own: readonly Rollout[],
  place: string,
  archived: unknown,
  archivedAt: unknown,
): string | undefined {
  const folder = archived === 1 ? 'archived_sessions' : 'sessions';
  const astray = own.find(file => !file.place.startsWith(folder + path.sep));
  if (astray) return `${astray.place} is not in ${folder}`;
  if (!own.some(file => file.place === place)) return `its row names ${place}`;
  return (archivedAt === null) === (archived === 1)
    ? `archived is ${String(archived)}, archived_at ${String(archivedAt)}`
    : undefined;
}

function filesBelow(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const file = path.join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(file) : [file];
  });
}

function digest(bytes: Buffer | string): string {
  return createHash('sha1').update(bytes).digest('hex').slice(0, 12);
}
