// An image that follows the log, compared with one that is read again after each change: random changes by another
// process, with a seed that is printed. The bytes, the places of all pages and the kept rows must be equal.
import { strict as assert } from 'node:assert';
import { follow } from '../../src/server/sqlite/incremental/follow';
import { withFile } from '../../src/server/files/fileReads';
import { readSnapshot } from '../../src/server/sqlite/image/snapshot';
import { openStateDb } from '../../src/server/sqlite/open';
import { createTableRows, type TableRows } from '../../src/server/sqlite/incremental/tableRows';
import type { Needs } from '../../src/server/sqlite/btree/treePages';
import type { PlacedImage } from '../../src/server/sqlite/image/placedImage';
import type { WalTail } from '../../src/server/sqlite/image/walTail';
import { openSqlProcess, type SqlProcess } from '../support/sqlProcess';
import { temporaryFolder } from '../support/temporaryFolder';
import { takeTail } from '../support/snapshots';
import { patience } from '../support/eventually';

const SEED = Number(process.env.SEED ?? 20260501);
/** Fewer where files are slow, as under Wine. */
const STEPS = patience > 1 ? 75 : 150;

describe('an image that follows the log', function () {
  this.timeout(120000 * patience);
  const inFolder = temporaryFolder();
  let writer: SqlProcess | undefined;
  afterEach(async () => {
    await writer?.kill();
    writer = undefined;
  });

  for (const [pageSize, autoVacuum, valueBytes] of [
    [512, 'FULL', 700],
    [512, 'NONE', Infinity],
    [512, 'NONE', 700],
    [1024, 'INCREMENTAL', 700],
    [4096, 'INCREMENTAL', 700],
    [4096, 'INCREMENTAL', Infinity],
    [16384, 'NONE', 700],
  ] as const) {
    const needs = needsOf(valueBytes);
    it(`equals one that is read again, with pages of ${pageSize} bytes, auto_vacuum ${autoVacuum} and ${valueBytes} bytes of each value (seed ${SEED})`, async () => {
      const below = random(SEED + pageSize);
      const db = inFolder('state.sqlite');
      writer = openSqlProcess(db);
      await writer.exec(
        `PRAGMA page_size = ${pageSize}; PRAGMA auto_vacuum = ${autoVacuum}; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = ${autoVacuum === 'FULL' ? 40 : 1000}; ${schema}`,
      );
      const follower = new Follower(db, needs);
      const changes = randomChanges(below);
      for (let step = 0; step < STEPS; step++) {
        const sql = changes();
        await writer.exec(sql);
        const fresh = readSnapshot(db, { withMain: withFile, needs });
        assert.ok(fresh);
        const image = follower.read();
        const what = `step ${step}: ${sql}`;
        assert.equal(follower.version, fresh.version, what);
        assertSamePages(image, fresh.image, what);
        assert.deepEqual(image.places, fresh.image.places, what);
        assert.deepEqual(
          await rowsOf(db, image, follower.rows),
          await rowsOf(db, fresh.image, createTableRows()),
          what,
        );
      }
      console.log(
        `      ${follower.followed} of ${STEPS} changes were followed, ${follower.few} of them with few rows`,
      );
      assert.ok(follower.followed > STEPS / 2 && (pageSize === 16384 || follower.few > STEPS / 3));
    });
  }
});

const schema = `
  CREATE TABLE other (a, b);
  CREATE TABLE threads (id TEXT PRIMARY KEY, rollout_path TEXT, source TEXT, archived INTEGER, title TEXT, preview TEXT,
    updated_at INTEGER);
  CREATE INDEX byTitle ON threads (title, archived);
  CREATE INDEX byTime ON threads (updated_at, id);
  CREATE TABLE thread_spawn_edges (parent_thread_id TEXT, child_thread_id TEXT PRIMARY KEY, status TEXT);
  WITH RECURSIVE k (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < 150)
  INSERT INTO threads SELECT printf('t%05d', i), '/rollouts/' || i, 'cli', i % 5 = 0, hex(randomblob(i % 90)), 'p', i FROM k;
  INSERT INTO thread_spawn_edges SELECT 't00001', id, 'open' FROM threads WHERE rowid % 3 = 0;
  INSERT INTO other SELECT rowid, randomblob(50) FROM threads`;

/** Changes that Codex makes, and rarer ones. Most touch few pages; values larger than a page make chains of pages. */
function randomChanges(below: (limit: number) => number): () => string {
  let next = 1000;
  let columns = 0;
  const some = (): string => `rowid = (SELECT rowid FROM threads ORDER BY abs(rowid - ${below(400)}) LIMIT 1)`;
  const text = (): string =>
    `hex(${below(4) === 0 ? `zeroblob(${below(9000)})` : `randomblob(${below(4) === 0 ? below(9000) : below(60)})`})`;
  const insert = (): string =>
    `INSERT OR IGNORE INTO threads (id, rollout_path, source, archived, title, preview, updated_at) VALUES (printf('t%05d', ${next++}), '/rollouts/x', 'exec', 0, ${text()}, ${text()}, ${next})`;
  const one = (): string => {
    const dice = below(100);
    if (dice < 40) return `UPDATE threads SET updated_at = ${next++}, archived = ${below(2)} WHERE ${some()}`;
    if (dice < 46) return `UPDATE threads SET title = ${text()} WHERE ${some()}`;
    if (dice < 52) {
      // SQLite writes over a row of the same length, and only pages that are different: here the one with the lengths.
      const end = 200 + below(9000);
      return `UPDATE threads SET title = substr(title || preview, 1, ${end}), preview = substr(title || preview, ${end + 1}) WHERE length(title || preview) > 9200 AND rowid % 3 = ${below(3)}`;
    }
    if (dice < 70) return insert();
    if (dice < 76)
      return `INSERT OR REPLACE INTO thread_spawn_edges VALUES ('t00002', printf('t%05d', ${below(300)}), 'closed')`;
    if (dice < 82) return `DELETE FROM threads WHERE ${some()}`;
    if (dice < 85) return `DELETE FROM thread_spawn_edges WHERE rowid % 11 = ${below(11)}`;
    if (dice < 89)
      return `INSERT INTO other SELECT ${below(9)}, randomblob(${below(3000)}); DELETE FROM other WHERE rowid % 13 = ${below(13)}`;
    if (dice < 91) return `UPDATE OR IGNORE threads SET rowid = ${below(100_000)} WHERE ${some()}`;
    if (dice < 93)
      return `DELETE FROM threads WHERE rowid % 3 = ${below(3)} AND rowid > 200; ${Array.from({ length: 20 }, insert).join('; ')}`;
    return `UPDATE other SET b = zeroblob(${below(200)}) WHERE rowid % 17 = ${below(17)}`;
  };
  return () => {
    const dice = below(100);
    if (dice < 82) return one();
    if (dice < 88) return `BEGIN; ${Array.from({ length: 2 + below(5) }, one).join('; ')}; COMMIT`;
    if (dice < 91) return `BEGIN; ${one()}; ROLLBACK`;
    if (dice < 94) return `PRAGMA wal_checkpoint(${['PASSIVE', 'FULL', 'RESTART', 'TRUNCATE'][below(4)]}); ${one()}`;
    if (dice < 96) return 'PRAGMA incremental_vacuum';
    if (dice < 97) return 'VACUUM';
    if (dice < 98) return `ALTER TABLE threads ADD COLUMN c${columns++} TEXT DEFAULT 'x'`;
    return below(2) === 0 ? `CREATE TABLE IF NOT EXISTS more (a); ${one()}` : `DROP TABLE IF EXISTS more; ${one()}`;
  };
}

/** Continues from what it has, if possible. */
class Follower {
  readonly rows: TableRows = createTableRows();
  version = '';
  followed = 0;
  few = 0;
  private image: PlacedImage | undefined;

  constructor(
    private readonly db: string,
    private readonly needs: Needs,
  ) {}

  read(): PlacedImage {
    const tail = this.image && takeTail(this.db, this.version);
    if (this.image && tail === 'unchanged') return this.image;
    return (this.image =
      (this.image && tail && tail !== 'unchanged' ? this.follow(this.image, tail) : undefined) ?? this.readAnew());
  }

  private follow(known: PlacedImage, tail: WalTail): PlacedImage | undefined {
    const next = follow(this.db, known, this.needs, tail);
    if (!next) return undefined;
    this.followed++;
    if ([...next.changed.values()].every(rows => rows.size < 40)) this.few++;
    this.rows.changed(next.changed);
    this.version = tail.version;
    return next.image;
  }

  private readAnew(): PlacedImage {
    const snapshot = readSnapshot(this.db, { withMain: withFile, needs: this.needs });
    assert.ok(snapshot);
    this.rows.clear();
    this.version = snapshot.version;
    return snapshot.image;
  }
}

/** All but the table `other`, and but one index. */
function needsOf(valueBytes: number): Needs {
  return { isNeeded: ({ name, table }) => table !== 'other' && name !== 'bytime', valueBytes };
}

function assertSamePages(image: PlacedImage, fresh: PlacedImage, what: string): void {
  assert.equal(image.pages, fresh.pages, what);
  for (let page = 1; page <= fresh.pages; page++) {
    assert.equal(image.link(page), fresh.link(page), `${what}, what follows page ${page}`);
    const [ours, theirs] = [image, fresh].map(({ spot, pageSize }) => {
      const at = spot(page);
      return at && Buffer.from(at.bytes.subarray(at.start, at.start + pageSize));
    });
    assert.deepEqual(ours, theirs, `${what}, page ${page}`);
  }
}

async function rowsOf(path: string, image: PlacedImage, kept: TableRows): Promise<unknown> {
  const db = await openStateDb(path, image, {}, kept);
  try {
    return [
      db.rows(
        'threads',
        ['id', 'octet_length(title)', 'substr(title, 1, 175)', 'substr(preview, 1, 175)', 'updated_at', 'archived'],
        fields => fields,
      ),
      db.rows('thread_spawn_edges', ['parent_thread_id', 'child_thread_id', 'status'], fields => fields),
    ];
  } finally {
    db.close();
  }
}

/** A linear congruential generator: the same seed gives the same changes. */
function random(seed: number): (limit: number) => number {
  let state = seed;
  return limit => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor(state / 65536) % limit;
  };
}
