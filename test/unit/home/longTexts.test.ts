// Of long texts the server reads the beginning (see `VALUE_BYTES`): whatever it asks for gives the same as a copy of
// the whole state DB.
import { strict as assert } from 'node:assert';
import { withFile } from '../../../src/server/files/fileReads';
import { readSpawnEdges, readUnfinishedSubAgents } from '../../../src/server/home/spawnEdges';
import { charactersIn, neededTables, threadColumns } from '../../../src/server/home/threadsTable';
import { readRolloutPaths, readThreads } from '../../../src/server/home/threadRows';
import { readTreeTexts, readTreeThreads } from '../../../src/server/home/treeRows';
import { readSnapshot } from '../../../src/server/sqlite/image/snapshot';
import { openStateDb } from '../../../src/server/sqlite/open';
import { VALUE_BYTES, type StateDb } from '../../../src/server/sqlite/stateDb';
import { planForest } from '../../fixtures/planForest';
import { writeHome } from '../../fixtures/generateHome';
import { seededRandom } from '../../fixtures/random';
import { change, stateDbOf } from '../../support/stateDb';
import { temporaryFolder } from '../../support/temporaryFolder';

const lengths = [4, VALUE_BYTES / 4, VALUE_BYTES - 1, VALUE_BYTES, VALUE_BYTES + 1, 40_000, 70_000];
/** Each in all texts that can have it, so that a row has many long values one after another. */
const texts = Object.entries(threadColumns).flatMap(([name, { type }]) => (type === 'text' ? [name] : []));
const wholes = ['cwd', 'rollout_path', 'source'];

describe('long texts in the state DB', () => {
  const home = temporaryFolder();
  const open = async <T>(valueBytes: number, use: (db: StateDb) => T): Promise<T> => {
    const file = stateDbOf(home());
    const needs = { isNeeded: () => true, valueBytes };
    const { image } = readSnapshot(file, { withMain: withFile, needs }) ?? assert.fail('a snapshot');
    const db = await openStateDb(file, image, neededTables);
    try {
      return use(db);
    } finally {
      db.close();
    }
  };

  for (const character of ['x', '中', '😀'])
    it(`of “${character}”: the rows are those of the whole state DB`, async () => {
      const planned = planForest(seededRandom(7), { threads: 16, roots: 0.3, archived: 0.2 });
      writeHome(
        home(),
        planned.map(thread => ({ ...thread, rollout: 'missing' as const })),
      );
      const bytes = Buffer.byteLength(character);
      // Each byte becomes two characters.
      const sizes = lengths.map((length, at) => `WHEN ${at} THEN ${Math.floor(length / bytes / 2)}`).join(' ');
      const values = [...texts, ...wholes].map(
        (name, at) =>
          `${name} = rowid || '${name}' ||
            replace(hex(zeroblob(CASE (rowid + ${at}) % ${lengths.length} ${sizes} END)), '0', '${character}')`,
      );
      change(home(), `PRAGMA foreign_keys = OFF; UPDATE threads SET ${values.join(', ')}`);
      const ids = planned.map(({ id }) => id);
      const read = (db: StateDb) => ({
        tree: readTreeThreads(db),
        texts: readTreeTexts(db, ids),
        edges: readSpawnEdges(db),
        unfinished: readUnfinishedSubAgents(db),
        rollouts: readRolloutPaths(db, ids),
      });
      assert.deepEqual(await open(VALUE_BYTES, read), await open(Infinity, read));
      const [threads, whole] = await Promise.all(
        [VALUE_BYTES, Infinity].map(valueBytes => open(valueBytes, db => readThreads(db, 'ORDER BY id', []))),
      );
      const beginnings = whole?.map(row =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [
            name,
            typeof value === 'string' && texts.includes(name)
              ? [...value].slice(0, charactersIn(VALUE_BYTES)).join('')
              : value,
          ]),
        ),
      );
      assert.deepEqual(threads, beginnings);
      assert.ok(whole?.some(({ preview }) => typeof preview === 'string' && preview.length > 5000));
    });
});
