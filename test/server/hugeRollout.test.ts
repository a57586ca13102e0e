// A rollout of a few hundred kilobytes that unpacks to 10 GB moves like any other: only its first line is read.
import { strict as assert } from 'node:assert';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { zstdBomb } from '../fixtures/zstdBomb';
import { drawHome, placesOf, rolloutOf } from '../support/home';
import { peakMemoryIn, tellPeakMemory } from '../support/peakMemory';
import { threadServers } from '../support/server';
import { change } from '../support/stateDb';
import { temporaryFolder } from '../support/temporaryFolder';

describe('a compressed rollout of 10 GB', () => {
  const folder = temporaryFolder();
  const start = threadServers();

  /** Archives the only thread of a new home, and returns how much memory the server needed. */
  async function archive(name: string, unpackedBytes: number): Promise<number> {
    const home = path.join(folder(), name);
    mkdirSync(home);
    const ids = drawHome(home, { A: null });
    const plain = rolloutOf(home, ids.A);
    const bytes = Buffer.concat([zstdCompressSync(readFileSync(plain)), zstdBomb('', unpackedBytes)]);
    writeFileSync(`${plain}.zst`, bytes);
    rmSync(plain);
    change(home, `UPDATE threads SET rollout_path = rollout_path || '.zst'`);

    const server = await start(home, { nodeArgs: tellPeakMemory });
    assert.deepEqual(await server.request('thread/archive', { threadId: ids.A }), {});
    assert.equal(await server.end(), 0);
    assert.deepEqual(placesOf(home, ids), { A: 'archived' });
    assert.deepEqual(readFileSync(rolloutOf(home, ids.A)), bytes);
    return peakMemoryIn(server.log());
  }

  it('is archived, in no more memory than a small one', async () => {
    const [small, huge] = [await archive('small', 0), await archive('huge', 10e9)];
    assert.ok(huge - small < 30, `${small} MB for a small one, ${huge} MB`);
  });
});
