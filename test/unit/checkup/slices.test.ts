// A checkup of many threads: other requests get their turn meanwhile, and it can be cancelled.
import { strict as assert } from 'node:assert';
import { mock } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RolloutFolders } from '../../../src/server/checkup/threadFacts';
import { addBrokenThreads, checkupOf, openFolders } from '../../support/checkup';
import { drawHome } from '../../support/home';
import { temporaryFolder } from '../../support/temporaryFolder';

const THREADS = 10_000;

describe('a checkup of many threads', () => {
  const folder = temporaryFolder();
  let looks = 0;
  /** Counts the paths that are checked. */
  const slowFolders = (): RolloutFolders => {
    const { active, archived } = openFolders(folder());
    return {
      active: {
        ...active,
        mayLookAt: file => {
          looks++;
          return active.mayLookAt(file);
        },
      },
      archived,
    };
  };

  const start = (signal?: AbortSignal) => {
    let isRunning = true;
    const checkup = checkupOf(folder(), { openFolders: slowFolders }, signal).finally(() => {
      isRunning = false;
    });
    // Whoever awaits it later gets the error.
    checkup.catch(() => undefined);
    return { checkup, isRunning: () => isRunning };
  };

  beforeEach(() => {
    drawHome(folder(), { A: null });
    addBrokenThreads(folder(), THREADS);
    looks = 0;
    // Each check takes 0.05 ms, as on a slow disk.
    mock.method(performance, 'now', () => looks * 0.05);
  });
  afterEach(() => mock.restoreAll());

  it('gives other requests their turn every few milliseconds', async () => {
    const { checkup, isRunning } = start();
    const perTurn: number[] = [];
    for (let before = 0; isRunning(); before = looks) {
      await nextTurn();
      perTurn.push(looks - before);
    }
    const { threads, leftOut } = await checkup;
    assert.deepEqual([threads, leftOut, looks], [THREADS + 1, { rolloutMissing: THREADS - 5_000 }, THREADS]);
    // In 20 ms at most 400 paths are checked.
    assert.ok(Math.max(...perTurn) <= 401, `${Math.max(...perTurn)} threads in one turn`);
  });

  it('ends at the next turn when cancelled', async () => {
    const cancel = new AbortController();
    const { checkup, isRunning } = start(cancel.signal);
    while (looks === 0 && isRunning()) await nextTurn();
    cancel.abort();
    const before = looks;
    await assert.rejects(checkup, error => error === cancel.signal.reason);
    assert.equal(looks, before, 'nothing is looked at any more');
    assert.ok(looks < THREADS / 2, `${looks} of ${THREADS} threads were looked at`);
  });
});
