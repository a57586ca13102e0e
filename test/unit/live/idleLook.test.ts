// Nothing of the live look runs while no writer lock is held: no timer is set, so nothing wakes the server. With a
// lock, no timer is shorter than a second.
import assert from 'node:assert/strict';
import { createThreadHome } from '../../../src/server/home/threadHome';
import { createLiveThreads } from '../../../src/server/live/liveThreads';
import { createLoadedThreads } from '../../../src/server/locks/loadedThreads';
import { eventually } from '../../support/eventually';
import { holdFlock, threadLockOf } from '../../support/flockHolder';
import { drawHome } from '../../support/home';
import { temporaryFolder } from '../../support/temporaryFolder';
import { runsOn } from '../../support/runsOn';

/** Notes the timers that code in src/server/live/ sets from now on. */
function watchTimers() {
  const { setTimeout: realTimeout, clearTimeout: realClear, setInterval: realInterval } = globalThis;
  const delays: number[] = [];
  const pending = new Set<unknown>();
  const isOurs = (): boolean => /[\\/]src[\\/]server[\\/]live[\\/]/.test(new Error().stack ?? '');
  const timeout = (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): NodeJS.Timeout => {
    if (!isOurs()) return realTimeout(run, ms, ...args);
    delays.push(ms);
    const timer = realTimeout(() => {
      pending.delete(timer);
      run(...args);
    }, ms);
    pending.add(timer);
    return timer;
  };
  const interval = (run: () => void, ms = 0): NodeJS.Timeout => {
    const timer = realInterval(run, ms);
    if (isOurs()) {
      delays.push(ms);
      pending.add(timer);
    }
    return timer;
  };
  const clear = (timer: NodeJS.Timeout | undefined): void => {
    pending.delete(timer);
    realClear(timer);
  };
  Object.assign(globalThis, { setTimeout: timeout, setInterval: interval, clearTimeout: clear });
  return {
    delays,
    pending,
    restore: () =>
      Object.assign(globalThis, { setTimeout: realTimeout, setInterval: realInterval, clearTimeout: realClear }),
  };
}

if (runsOn('linux', 'flock(1) stands in for a Codex that has a lock'))
  describe('the live look', () => {
    const folder = temporaryFolder();

    it('sets no timer while no lock is held, none below a second while one is, and none after it', async () => {
      const { a } = drawHome(folder(), { a: null });
      const home = createThreadHome(folder(), {}, assert.fail);
      const loaded = createLoadedThreads(() => home.path());
      let shown: string[] = [];
      const notify = (_: string, params: unknown): void => {
        shown = (params as { threads: { threadId: string }[] }).threads.map(({ threadId }) => threadId);
      };
      const live = createLiveThreads(home, loaded, '1', notify, (_, message) => assert.fail(message));
      const timers = watchTimers();
      try {
        loaded.look();
        live.look();
        await new Promise(resolve => setImmediate(resolve));
        assert.deepEqual(timers.delays, []);

        const lock = await holdFlock(threadLockOf(folder(), a));
        loaded.look();
        live.look();
        await eventually(() => assert.deepEqual(shown, [a]));
        await eventually(() => assert.ok(timers.delays.length > 1, 'it looks again while the lock is held'));
        await lock.release();

        await eventually(() => assert.deepEqual([shown, timers.pending.size], [[], 0]));
        assert.ok(
          timers.delays.every(delay => delay >= 1000),
          timers.delays.join(),
        );
      } finally {
        timers.restore();
        live.close();
        home.close();
      }
    });
  });
