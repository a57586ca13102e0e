// What the server tells of threads that another process has loaded, from the files alone. The real Codex is in
// test/conformance/live.test.ts.
import { strict as assert } from 'node:assert';
import { appendFileSync } from 'node:fs';
import type { LiveNotification, TreeListResponse } from '../../src/protocol/methods';
import { flockHolders, threadLockOf } from '../support/flockHolder';
import { drawHome, rolloutOf } from '../support/home';
import { threadServers, type TestServer } from '../support/server';
import { temporaryFolder } from '../support/temporaryFolder';
import { turnLine } from '../support/turnLines';
import { runsOn } from '../support/runsOn';

describe('live threads', () => {
  const home = temporaryFolder();
  const start = threadServers();
  const holdFlock = flockHolders();
  const lock = (id: string): ReturnType<typeof holdFlock> => holdFlock(threadLockOf(home(), id));
  const write = (id: string, type: string): void =>
    appendFileSync(rolloutOf(home(), id), turnLine(type, { time: new Date() }));
  const list = (server: TestServer, parentId: string | null = null): Promise<TreeListResponse> =>
    server.request('threadTree/list', { view: 'threads', parentId });
  const untilTold = async (server: TestServer, expected: readonly string[]): Promise<void> => {
    let told: string[];
    do {
      const { threads } = (await server.notified('threadTree/live')).params as unknown as LiveNotification;
      told = threads.map(({ threadId, status, source }) => `${threadId} ${status} ${source}`);
    } while (told.join() !== expected.join());
  };

  if (runsOn('linux', 'flock(1) stands in for a Codex that has a lock')) {
    it('open, running, open again, then gone', async () => {
      const { P } = drawHome(home(), { P: null });
      const server = await start(home());
      await list(server);
      const holder = await lock(P);
      await untilTold(server, [`${P} open disk`]);
      write(P, 'task_started');
      await untilTold(server, [`${P} running disk`]);
      write(P, 'task_complete');
      await untilTold(server, [`${P} open disk`]);
      await holder.release();
      await untilTold(server, []);
      assert.equal(server.log(), '');
    });

    it('a turn that a crash interrupted, and the thread loaded again', async () => {
      const { P } = drawHome(home(), { P: null });
      const server = await start(home());
      await list(server);
      const holder = await lock(P);
      write(P, 'task_started');
      await untilTold(server, [`${P} running disk`]);
      await holder.release();
      await untilTold(server, [`${P} interrupted disk`]);
    });

    it('rows say what a thread and its sub-agents do', async () => {
      const ids = drawHome(home(), { P: null, A: 'P', B: 'A', Q: null });
      await Promise.all([ids.B, ids.Q].map(lock));
      write(ids.B, 'task_started');
      const server = await start(home());
      await list(server);
      await untilTold(server, [`${ids.B} running disk`, `${ids.Q} open disk`]);
      const shown = async (parentId: string | null): Promise<object[]> =>
        (await list(server, parentId)).rows.map(({ name, live, liveDescendants }) => ({
          [name]: [live?.status, liveDescendants.running],
        }));
      assert.deepEqual(await shown(null), [{ Q: ['open', 0] }, { P: [undefined, 1] }]);
      assert.deepEqual(await shown(ids.A), [{ B: ['running', 0] }]);
    });
  }

  it('nothing before the first list', async () => {
    const { P } = drawHome(home(), { P: null });
    write(P, 'task_started');
    const server = await start(home());
    const holder = process.platform === 'linux' ? await lock(P) : undefined;
    await server.request('threadTree/operations', {});
    await holder?.release();
    assert.deepEqual(
      server.received.filter(message => 'method' in message && message.method === 'threadTree/live'),
      [],
    );
  });
});
