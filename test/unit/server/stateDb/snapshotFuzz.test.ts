// Damage at random places, with a seed that is printed: no read hangs or fails with anything but a UserError, and where SQLite
// reads a database, the snapshot is the same.
import { strict as assert } from 'node:assert';
import { readFileSync, writeFileSync } from 'node:fs';
import { readSnapshot } from '../../../../src/server/stateDb/snapshot';
import { UserError } from '../../../../src/server/userError';
import { assertSameBytes, imageReader, makeDatabase, sqliteReads, table, temporaryFolder, type ImageReader } from './snapshotSupport';

const ROUNDS = 400;
const SEED = Number(process.env.SEED ?? 20260501);

describe('snapshot of damaged files', function () {
  this.timeout(60000);
  const inFolder = temporaryFolder();
  let images: ImageReader;
  before(async () => { images = await imageReader(); });

  it(`is what SQLite reads, or a message (seed ${SEED})`, () => {
    const below = random(SEED);
    const outcomes = { same: 0, refused: 0, refusedByUsAlone: 0, readByUsAlone: 0 };
    let main = Buffer.alloc(0);
    let wal = Buffer.alloc(0);
    for (let round = 0; round < ROUNDS; round++) {
      const db = inFolder('state.sqlite');
      if (round % 20 === 0) {
        const origin = makeDatabase(inFolder(`${round}.sqlite`), `PRAGMA page_size = ${512 << below(3)}; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = 4`,
          table('a', 20), 'PRAGMA wal_checkpoint(TRUNCATE)', 'UPDATE a SET pad = zeroblob(200) WHERE id > 10', table('b', 5), 'BEGIN; UPDATE a SET pad = zeroblob(700)');
        main = readFileSync(origin);
        wal = readFileSync(`${origin}-wal`);
      }
      const harmsMain = round % 4 === 3;
      writeFileSync(db, harmsMain ? damaged(main, below) : main);
      writeFileSync(`${db}-wal`, round % 8 === 3 ? '' : harmsMain ? wal : damaged(wal, below));

      const expected = sqliteReads(db);
      const image = imageOrError(db, round);
      if (image instanceof UserError) {
        // SQLite reads on where pages are missing that no row needs.
        if (expected.rows) assert.ok(harmsMain && image.message.includes('cut short'), `round ${round}: ${image.message}`);
        outcomes[expected.rows ? 'refusedByUsAlone' : 'refused']++;
      } else if (expected.rows) {
        assert.deepEqual(images.rows(image), expected.rows, `round ${round}`);
        assertSameBytes(image, expected.file);
        outcomes.same++;
      } else {
        outcomes.readByUsAlone++;
      }
    }
    console.log(`      seed ${SEED}: ${JSON.stringify(outcomes)} of ${ROUNDS}`);
    assert.ok(outcomes.same > ROUNDS / 2);
  });
});

function imageOrError(db: string, round: number): Uint8Array | UserError {
  try {
    return readSnapshot(db)?.image ?? assert.fail('no snapshot');
  } catch (error) {
    if (error instanceof UserError) return error;
    throw new Error(`round ${round}`, { cause: error });
  }
}

/** A copy that is cut or has some bytes changed. */
function damaged(bytes: Buffer, below: (limit: number) => number): Buffer {
  if (below(4) === 0) return bytes.subarray(0, below(bytes.length));
  const copy = Buffer.from(bytes);
  // Half of the damage is done to headers, which random places would seldom hit.
  const reach = below(2) === 0 ? 120 : bytes.length;
  for (let n = 1 + below(3); n > 0; n--) copy.writeUInt8(below(256), below(reach));
  return copy;
}

/** A linear congruential generator: the same seed, the same damage. */
function random(seed: number): (limit: number) => number {
  let state = seed;
  return limit => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor(state / 65536) % limit;
  };
}
