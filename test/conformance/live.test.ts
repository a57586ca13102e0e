// What the server tells of threads that the real Codex runs, with a control socket and without one, and that looking on
// disturbs nothing.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codexVersions } from '../../scripts/codexVersion';
import { connectToCodex } from '../../src/server/live/codexClient';
import { eventually } from '../support/eventually';
import type { TestServer } from '../support/server';
import { begunByTheUser, type User } from './support/socketCodex';
import { liveStatuses, liveThreads } from '../support/liveThreads';
import { begin as beginIn, prompt, scriptedCodex } from './support/scriptedCodex';

/** Connects as our server does, and closes the connection as soon as all statuses are known. */
async function statusesOf(home: string): Promise<(readonly [threadId: string, status: string])[]> {
  const socket = realpathSync(path.join(home, 'app-server-control/app-server-control.sock'));
  return new Promise((resolve, reject) => {
    const client = connectToCodex(
      socket,
      { home, version: '1' },
      {
        ready: () => {
          const statuses = [...client.statuses()];
          client.close();
          resolve(statuses);
        },
        changed: () => undefined,
        lost: reason => reject(new Error(`The connection was lost: ${reason}`)),
      },
    );
  });
}

for (const version of process.platform === 'linux' ? codexVersions.slice(2) : []) {
  describe(`live threads of Codex ${version}`, function () {
    this.timeout(60_000);
    // Some tests say how soon a status is told, and other programs take time as well.
    this.retries(1);
    const { folder, start, startOnStdio, connect, watch } = scriptedCodex(version);
    const begin = (by: Pick<User, 'request'>, script: string, approvalPolicy?: string): Promise<string> =>
      beginIn(by, folder('work'), script, approvalPolicy);
    /** Resolves with how long it took, in milliseconds. */
    const until = async (server: TestServer, expected: readonly string[], limitMs = 15_000): Promise<number> => {
      const began = Date.now();
      await eventually(() => assert.deepEqual(liveStatuses(server), expected), limitMs, 10);
      return Date.now() - began;
    };
    const asked = (user: User, from = 0) =>
      eventually(() => {
        const request = user.asked.slice(from).find(({ method }) => method.endsWith('/requestApproval'));
        assert.ok(request);
        return request;
      });

    it('running, waiting, answered elsewhere, open: by socket within half a second', async () => {
      await start();
      const user = await connect();
      const threadId = await begin(user, 'short');
      const server = await watch();
      await until(server, ['running socket']);
      await until(server, ['open socket']);
      await prompt(user, threadId, 'approve');
      await sleep(1);
      const policy = await begin(user, 'approve', 'untrusted');
      const request = await asked(user);
      assert.ok((await until(server, ['open socket', 'waitingForApproval socket'])) < 500);
      assert.equal(liveThreads(server).at(-1)?.threadId, policy);
      await sleep(1000);
      assert.deepEqual(liveStatuses(server), ['open socket', 'waitingForApproval socket'], 'nobody has answered');
      user.answer(request.id, { decision: 'accept' });
      assert.ok((await until(server, ['open socket', 'open socket'])) < 2500);
      assert.ok(existsSync(folder('work', 'approved.txt')), 'the approval was heard');
      await begunByTheUser(folder('home'), policy);
      assert.equal(server.log(), '');
    });

    it('failed, as only the socket tells', async () => {
      await start();
      const user = await connect();
      await begin(user, 'short');
      const server = await watch();
      await until(server, ['running socket']);
      await begin(user, 'fail');
      await until(server, ['open socket', 'failed socket']);
    });

    it("a sub-agent that waits, whose approval is the user's to give", async () => {
      await start();
      const user = await connect();
      await begin(user, 'short');
      const server = await watch();
      await until(server, ['running socket']);
      const parent = await begin(user, 'parent', 'untrusted');
      const request = await asked(user);
      await until(server, ['open socket', 'running socket', 'waitingForApproval socket']);
      const { rows } = await server.request<{ rows: { threadId: string; liveDescendants: object }[] }>(
        'threadTree/list',
        { view: 'threads' },
      );
      assert.deepEqual([rows[0]?.threadId, rows[0]?.liveDescendants], [parent, { waiting: 1, running: 0 }]);
      await sleep(1000);
      user.answer(request.id, { decision: 'accept' });
      await eventually(() => assert.ok(existsSync(folder('work', 'child.txt')), 'the approval was heard'));
      await until(server, ['open socket', 'open socket', 'open socket']);
    });

    if (version === codexVersions.at(-1)) {
      it('100 connections come and go: an approval waits on, and the server keeps nothing of them', async () => {
        const { process: server } = await start();
        const user = await connect();
        const threadId = await begin(user, 'approve', 'untrusted');
        const request = await asked(user);
        const openFiles = (): number => readdirSync(`/proc/${server.pid}/fd`).length;
        const before = openFiles();
        for (let round = 0; round < 100; round++)
          assert.deepEqual(await statusesOf(folder('home')), [[threadId, 'waitingForApproval']]);
        await eventually(() => assert.ok(openFiles() <= before, `${openFiles()} files, ${before} before`));
        const loaded = await user.request<{ data: string[] }>('thread/loaded/list', {});
        assert.deepEqual(loaded.data, [threadId]);
        assert.deepEqual(user.notifications('thread/goal/cleared'), [], 'nobody has resumed it');
        user.answer(request.id, { decision: 'accept' });
        await eventually(() => assert.ok(existsSync(folder('work', 'approved.txt')), 'the approval was heard'));
        const later = await begin(user, 'short');
        await begunByTheUser(folder('home'), later);
      });

      it('no thread stays loaded because we look on', async () => {
        await start();
        const user = await connect();
        await begin(user, 'short');
        const server = await watch();
        await until(server, ['running socket']);
        await begin(user, 'parent');
        await until(server, ['open socket', 'open socket', 'open socket']);
        user.close();
        // Codex unloads a thread 60 to 120 seconds after its last subscriber has gone.
        await until(server, [], 150_000);
      }).timeout(200_000);
    }

    it('SIGKILL, a stale socket, and another server in its place', async () => {
      const codex = await start();
      const threadId = await begin(await connect(), 'hang');
      const server = await watch();
      await until(server, ['running socket']);
      await codex.kill();
      assert.ok((await until(server, ['interrupted disk'])) < 3000);
      await start();
      const user = await connect();
      await user.request('thread/resume', { threadId });
      await until(server, ['open socket']);
      await prompt(user, threadId, 'hang');
      await until(server, ['running socket']);
    });

    it('without a socket: running and open, from the files', async () => {
      const stdio = await startOnStdio();
      const server = await watch();
      await begin(stdio, 'short');
      assert.ok((await until(server, ['running disk'])) < 3000);
      await until(server, ['open disk']);
      await stdio.kill();
      await until(server, []);
    });

    it('a server that has no thread loaded is left alone', async () => {
      await start();
      const server = await watch();
      await sleep(2500);
      const user = await connect();
      await begin(user, 'short');
      await until(server, ['running socket']);
      assert.equal(readdirSync(folder('home', 'sessions')).length, 1);
      assert.deepEqual(server.log(), '');
    });
  });
}
