// Some seconds of `npm run fuzz`: damaged state DBs and home files, from a seed that is printed. The environment
// variables SEED and INPUTS change it.
import { strict as assert } from 'node:assert';
import { FuzzFailure, fuzz } from '../fuzz/target';
import { targets } from '../fuzz/targets';
import { temporaryFolder } from '../support/temporaryFolder';
import { patience } from '../support/eventually';

const SEED = Number(process.env.SEED ?? 20260501);
const INPUTS = Number(process.env.INPUTS ?? Math.ceil(1200 / patience ** 2));

describe('fuzz', function () {
  this.timeout(300_000 * patience);
  const folder = temporaryFolder();

  for (const [name, target] of Object.entries(targets)) {
    it(`${name}: ${INPUTS} inputs, seed ${SEED}`, async () => {
      const outcomes = await fuzz(target(), { seed: SEED, first: 0, count: INPUTS, folder: folder() });
      console.log(`      seed ${SEED}: ${JSON.stringify(outcomes)}`);
      assert.equal(
        Object.values(outcomes).reduce((sum, count) => sum + count, 0),
        INPUTS,
      );
      // Otherwise a reader that refuses everything would pass.
      const good = Object.entries(outcomes)
        .filter(([outcome]) => /same|read$|shown|rollout$/.test(outcome))
        .reduce((sum, [, count]) => sum + count, 0);
      assert.ok(good > INPUTS / 8, `${good} were read`);
    });
  }

  it('names the input that fails, and keeps its files', async () => {
    const failing = fuzz(
      {
        name: 'none',
        make: random => ({ file: Buffer.from([random.int(256)]) }),
        check: () => Promise.reject(new Error('no')),
      },
      { seed: 1, first: 7, count: 1, folder: folder() },
    );
    await assert.rejects(
      failing,
      (error: unknown) =>
        error instanceof FuzzFailure && error.number === 7 && error.message === 'none, seed 1, input 7: no',
    );
  });
});
