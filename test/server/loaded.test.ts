// What rows show about threads that another process has loaded, and that they show it in time.
import { strict as assert } from 'node:assert';
import type { ThreadDetails, TreeListResponse } from '../../src/protocol/methods';
import { flockHolders, threadLockOf } from '../support/flockHolder';
import { drawHome } from '../support/home';
import { threadServers, type TestServer } from '../support/server';
import { change } from '../support/stateDb';
import { temporaryFolder } from '../support/temporaryFolder';

describe('rows of loaded threads', () => {
  const home = temporaryFolder();
  const start = threadServers();
  const holdFlock = flockHolders();
  const lock = (id: string): ReturnType<typeof holdFlock> => holdFlock(threadLockOf(home(), id));
  const list = (server: TestServer, view = 'threads', parentId: string | null = null): Promise<TreeListResponse> =>
    server.request('threadTree/list', { view, parentId });
  const marks = ({ rows }: TreeListResponse): string[] =>
    rows.map(({ name, loaded, loadedDescendants }) => `${name} ${loaded ? 'loaded' : 'free'} ${loadedDescendants}`);

  if (process.platform === 'linux') {
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
  }

  describe('the tokens of a subtree', () => {
    const tokens = async (server: TestServer, threadId: string): Promise<[number | null, number | null]> => {
      const { tokensUsed, tokensOfSubtree } = await server.request<ThreadDetails>('threadTree/details', { threadId });
      return [tokensUsed, tokensOfSubtree];
    };

    it('are the sum over the thread and all descendants, including archived ones', async () => {
      const ids = drawHome(home(), { P: null, A: 'P', A1: { parent: 'A', archived: true }, Q: null });
      change(
        home(),
        `UPDATE threads SET tokens_used = 7 WHERE id = '${ids.P}'; UPDATE threads SET tokens_used = 20 WHERE id = '${ids.A}'; UPDATE threads SET tokens_used = 300 WHERE id = '${ids.A1}'`,
      );
      const server = await start(home());
      assert.deepEqual(await tokens(server, ids.P), [7, 327]);
      assert.deepEqual(await tokens(server, ids.A1), [300, 300]);
    });

    it('survive numbers that are too large to add, and texts', async () => {
      const ids = drawHome(home(), { P: null, A: 'P', B: 'P' });
      change(
        home(),
        `UPDATE threads SET tokens_used = 9223372036854775807; UPDATE threads SET tokens_used = 'many' WHERE id = '${ids.B}'`,
      );
      const [, all] = await tokens(await start(home()), ids.P);
      assert.equal(all, 2 ** 64);
    });
  });
});
