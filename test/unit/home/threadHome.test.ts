// A home between two reads: its state stays the same object as long as nothing changes, and can always be used.
import { strict as assert } from 'node:assert';
import { createThreadHome } from '../../../src/server/home/threadHome';
import { idOf } from '../../fixtures/ids';
import { drawHome } from '../../support/home';
import { temporaryFolder } from '../../support/temporaryFolder';

describe('thread home', () => {
  const folder = temporaryFolder();

  it('builds the model of a state from an earlier read, from files whose times are too young to trust', async () => {
    drawHome(folder(), { P: null, C: 'P' });
    const home = createThreadHome(folder(), {}, () => undefined);
    const first = await home.read((_, state) => state);
    const [same, threads] = await home.read((_, state) => [state === first, state.model.list.map(({ id }) => id)]);
    assert.deepEqual([same, threads], [true, [idOf(1), idOf(2)]]);
    home.close();
  });
});
