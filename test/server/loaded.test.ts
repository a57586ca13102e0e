// What rows show about threads that another process has loaded, and that they show it in time.
import { strict as assert } from 'node:assert';
import type { TreeListResponse } from '../../src/protocol/methods';
import { flockHolders, threadLockOf } from '../support/flockHolder';
import { drawHome } from '../support/home';
import { threadServers, type TestServer } from '../support/server';
import { temporaryFolder } from '../support/temporaryFolder';
import { runsOn } from '../support/runsOn';

describe('rows of loaded threads', () => {
  const home = temporaryFolder();
  const start = threadServers();
  const holdFlock = flockHolders();
  const lock = (id: string): ReturnType<typeof holdFlock> => holdFlock(threadLockOf(home(), id));
  const list = (server: TestServer, view = 'threads', parentId: string | null = null): Promise<TreeListResponse> =>
    server.request('threadTree/list', { view, parentId });
  const marks = ({ rows }: TreeListResponse): string[] =>
    rows.map(({ name, loaded, loadedDescendants }) => `${name} ${loaded ? 'loaded' : 'free'} ${loadedDescendants}`);

  if (runsOn('linux', 'flock(1) stands in for a Codex that has a lock')) {
    it('show which threads are loaded, and how many descendants, in each view', async () => {
      const ids = drawHome(home(), { P: null, A: 'P', A1: 'A', B: 'P', X: { parent: 'P', archived: true }, Q: null });
      await Promise.all([ids.A1, ids.B, ids.X, ids.Q].map(lock));
      const server = await start(home());
      assert.deepEqual(marks(await list(server)), ['Q loaded 0', 'P free 2']);
      assert.deepEqual(marks(await list(server, 'threads', ids.P)), ['B loaded 0', 'A free 1']);
      assert.deepEqual(marks(await list(server, 'archived')), ['X loaded 0']);
    });

    it('change, with the revision, when a thread is loaded, released, or its process is killed', async () => {
      const ids = drawHome(home(), { P: null, C: 'P' });
      const server = await start(home());
      const until = async (shown: string): Promise<number> => {
        for (;;) {
          const answer = await list(server);
          if (marks(answer).join() === shown) return answer.revision;
          await server.notified('threadTree/changed');
        }
      };
      const free = await until('P free 0');
      const holder = await lock(ids.C);
      const taken = await until('P free 1');
      await holder.release();
      const freed = await until('P free 0');
      assert.ok(free < taken && taken < freed);
      assert.equal((await list(server)).revision, freed);
      assert.equal(server.log(), '');
    });

    it('are listed with each change, so that a window knows what was closed', async () => {
      const ids = drawHome(home(), { P: null, C: 'P' });
      const server = await start(home());
      await list(server);
      const until = async (loaded: readonly string[]): Promise<void> => {
        let told: unknown;
        do told = (await server.notified('threadTree/changed')).params.loaded;
        while (JSON.stringify(told) !== JSON.stringify(loaded));
      };
      const holder = await lock(ids.C);
      await until([ids.C]);
      await holder.release();
      await until([]);
    });
  }
});
