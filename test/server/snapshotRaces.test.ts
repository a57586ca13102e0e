// The snapshot reader against another process that keeps committing, spilling, rolling back, checkpointing, vacuuming,
// closing and reopening the database (snapshotWriter.mts): thousands of reads, full and incremental, none torn, none
// stale.
import { strict as assert } from 'node:assert';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { follow } from '../../src/server/sqlite/incremental/follow';
import type { PlacedImage } from '../../src/server/sqlite/image/placedImage';
import { runsOn } from '../support/runsOn';
import { assertSound, everything, imageReader, takeSnapshot, takeTail } from '../support/snapshots';
import { temporaryFolder } from '../support/temporaryFolder';
import { patience } from '../support/eventually';

const SEED = Number(process.env.SEED ?? 20260501);
/** A share of the reads where files are slow. */
const some = (reads: number): number => Math.ceil(reads / (patience > 1 ? 20 : 1));

describe('snapshots beside a writing process', function () {
  this.timeout(120000 * patience);
  let writer: ChildProcessWithoutNullStreams | undefined;

  const startWriter = async (db: string, published: string, mode: string, ballast: number): Promise<void> => {
    writeFileSync(published, '');
    writer = spawn(process.execPath, [
      '--import',
      'tsx',
      path.join(__dirname, 'snapshotWriter.mts'),
      db,
      published,
      mode,
      String(SEED),
      String(ballast),
    ]);
    writer.stderr.pipe(process.stderr);
    await once(writer.stdout, 'data');
  };

  afterEach(async () => {
    if (!writer || writer.exitCode !== null) return;
    writer.stdin.end();
    await once(writer, 'exit');
  });

  // After the writer's end, so that its files are not removed while it uses them.
  const inFolder = temporaryFolder();

  const deletes = runsOn(
    'notWine',
    'deletes a journal while it is read: when the reader closes it, Wine removes the next one instead',
  );
  for (const [mode, reads, ballast] of [
    ['wal', some(2000), 0],
    ['delete', some(400), 0],
    ['truncate', some(400), 0],
    ['persist', some(400), 0],
    ['wal', some(60), 8],
    ['delete', some(60), 8],
  ] as const) {
    if (mode === 'delete' && !deletes) continue;
    it(`${mode}${ballast ? `, ${ballast} MB` : ''}: ${reads} reads, each of a complete commit, none older than the last one before it`, async () => {
      const images = await imageReader();
      const db = inFolder('state.sqlite');
      const published = inFolder('published');
      const committed = (): number => statSync(published).size;
      await startWriter(db, published, mode, ballast);

      const seen = new Set<number>();
      let known: string | undefined;
      let counter = 0;
      let unchanged = 0;
      let retries = 0;
      let most = 0;
      let i = 0;
      for (; i < reads || (seen.size < 5 && i < 50 * reads); i++) {
        // Lets the end of the writer be noticed.
        if (i % 50 === 0) await setImmediate();
        assert.equal(writer?.exitCode, null, 'the writer runs');
        const floor = committed();
        const snapshot = takeSnapshot(db, i % 2 === 0 ? undefined : known);
        if (snapshot) {
          counter = images.use(snapshot.image, select => assertInvariant(select, ballast === 0 && i % 5 === 0));
          known = snapshot.version;
          retries += snapshot.attempts - 1;
          most = Math.max(most, snapshot.attempts - 1);
        } else {
          unchanged++;
        }
        seen.add(counter);
        // A commit may be in the files just before the writer publishes it.
        assert.ok(
          counter >= floor && counter <= committed() + 1,
          `read ${counter}, published before ${floor}, after ${committed()}`,
        );
      }
      console.log(
        `      seed ${SEED}: ${i} reads of ${seen.size} different commits out of ${committed()}, ${unchanged} unchanged, ${retries} retries, at most ${most} for one`,
      );
      assert.ok(seen.size >= 5, `only ${seen.size} commits seen`);
    });
  }

  for (const ballast of [0, 8]) {
    it(`wal${ballast ? `, ${ballast} MB` : ''}: an image that follows the log is always a complete commit, none older than the last one before it`, async () => {
      const images = await imageReader();
      const db = inFolder('state.sqlite');
      const published = inFolder('published');
      const committed = (): number => statSync(published).size;
      await startWriter(db, published, 'wal', ballast);

      const reads = some(ballast === 0 ? 1000 : 100);
      let last: Followed | undefined;
      let followed = 0;
      for (let i = 0; i < reads || (followed < 5 && i < 20 * reads); i++) {
        if (i % 10 === 0) await setImmediate();
        assert.equal(writer?.exitCode, null, 'the writer runs');
        const floor = committed();
        const step = goOn(db, last);
        last = step.now;
        followed += step.followed ? 1 : 0;
        const counter = images.use(last.image, select => assertInvariant(select, ballast === 0 && i % 5 === 0));
        assert.ok(
          counter >= floor && counter <= committed() + 1,
          `read ${counter}, published before ${floor}, after ${committed()}`,
        );
      }
      console.log(`      seed ${SEED}: ${followed} reads went on from the one before, ${committed()} commits`);
      assert.ok(followed >= 5, `only ${followed} followed`);
    });
  }
});

/** A reader that continues from its last commit, if possible. */
interface Followed {
  image: PlacedImage;
  version: string;
}

function goOn(db: string, last: Followed | undefined): { followed: boolean; now: Followed } {
  const tail = last && takeTail(db, last.version);
  if (last && tail === 'unchanged') return { followed: false, now: last };
  const next = last && tail && tail !== 'unchanged' ? follow(db, last.image, everything, tail) : undefined;
  if (next && tail && tail !== 'unchanged')
    return { followed: true, now: { image: next.image, version: tail.version } };
  const snapshot = takeSnapshot(db);
  assert.ok(snapshot);
  return { followed: false, now: snapshot };
}

/** Returns the commit's counter. */
function assertInvariant(select: (sql: string) => unknown[][], everyPage: boolean): number {
  if (everyPage) assertSound(select);
  const [[n, stamped, extras]] = select('SELECT n, stamped, extras FROM counter') as [[number, number, number]];
  assert.deepEqual(select('SELECT count(*), min(n), max(n) FROM stamp'), [[40, stamped, stamped]]);
  assert.deepEqual(select('SELECT (SELECT sum(v) FROM debit) + (SELECT sum(v) FROM credit)'), [[0]]);
  assert.deepEqual(select('SELECT count(*) FROM extra'), [[extras]]);
  return n;
}
