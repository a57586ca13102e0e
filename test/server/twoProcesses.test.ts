// Two windows that share nothing but the home, like VS Code and Insiders or a remote server: each has its own journal,
// and only the home lock keeps them from moving threads at the same time.
import { strict as assert } from 'node:assert';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { WaitsFor } from '../../src/protocol/failures';
import type { OperationListResponse, OperationResult, StatusNotification } from '../../src/protocol/methods';
import { HOME_LOCK } from '../../src/server/operations/homeLock';
import { patience } from '../support/eventually';
import { exactState } from '../support/exactState';
import { drawHome, placesOf, rolloutContents, type Sketches } from '../support/home';
import { giveToNobody, nobody } from '../support/nobody';
import { runsOn } from '../support/runsOn';
import { sqlProcesses } from '../support/sqlProcess';
import { threadServers, type TestServer } from '../support/server';
import { stateDbOf } from '../support/stateDb';
import { temporaryFolder } from '../support/temporaryFolder';

describe('two processes with separate journals', () => {
  const home = temporaryFolder();
  const elsewhere = temporaryFolder();
  const start = threadServers();
  const hold = sqlProcesses();
  const window = (name: string): Promise<TestServer> => start(home(), { journal: path.join(elsewhere(), name) });

  /** P and Q with as many sub-agents each: fewer where moving a file takes long. */
  const SUB_AGENTS = patience > 1 ? 8 : 30;
  const drawSubtrees = (): Record<string, string> =>
    drawHome(
      home(),
      Object.fromEntries(
        ['P', 'Q'].flatMap((root): [string, Sketches[string]][] => [
          [root, null],
          ...Array.from({ length: SUB_AGENTS }, (_, at): [string, string] => [`${root}${at}`, root]),
        ]),
      ),
    );
  const everything = (): unknown => exactState(home());
  const archive = (server: TestServer, threadId: string | undefined) =>
    server.request<OperationResult>('threadTree/archive', { threadIds: [threadId] });
  const places = (ids: Record<string, string>): string[] =>
    [...new Set(Object.entries(placesOf(home(), ids)).map(([label, place]) => `${label[0]} ${place}`))].sort();
  const threadsOf = async (server: TestServer): Promise<number[]> =>
    (await server.request<OperationListResponse>('threadTree/operations', {})).operations.map(({ threads }) => threads);
  /** Resolves once the server reports that a thread waits for this. */
  const waits = async (server: TestServer, waitsFor: WaitsFor): Promise<void> => {
    for (;;) {
      const { reports } = (await server.notified('threadTree/status')).params as unknown as StatusNotification;
      if (reports.some(report => report.waitsFor === waitsFor)) return;
    }
  };

  it('each archives a subtree at the same time: both succeed, one after the other, and each can undo its own', async () => {
    const ids = drawSubtrees();
    const before = everything();
    const contents = rolloutContents(home());
    const [one, two] = [await window('one'), await window('two')];
    const results = await Promise.all([archive(one, ids.P), archive(two, ids.Q)]);
    for (const { reports } of results)
      assert.deepEqual(
        [reports.length, new Set(reports.map(({ status }) => status))],
        [1 + SUB_AGENTS, new Set(['archived'])],
      );
    assert.deepEqual(places(ids), ['P archived', 'Q archived']);
    assert.deepEqual(rolloutContents(home()), contents);
    assert.deepEqual([await threadsOf(one), await threadsOf(two)], [[1 + SUB_AGENTS], [1 + SUB_AGENTS]]);
    await Promise.all(
      [one, two].map((server, at) => server.request('threadTree/undo', { operation: results[at]?.operation })),
    );
    assert.deepEqual(everything(), before);
  });

  it('both archive the same subtree at the same time: each thread is in the journal of the process that moved it', async () => {
    const ids = drawSubtrees();
    const before = everything();
    const [one, two] = [await window('one'), await window('two')];
    const results = await Promise.all([archive(one, ids.P), archive(two, ids.P)]);
    assert.deepEqual(places(ids), ['P archived', 'Q active']);
    assert.equal(
      (await Promise.all([one, two].map(threadsOf))).flat().reduce((sum, threads) => sum + threads, 0),
      1 + SUB_AGENTS,
    );
    for (const [at, server] of [one, two].entries()) {
      if ((await threadsOf(server)).length > 0)
        await server.request('threadTree/undo', { operation: results[at]?.operation });
    }
    assert.deepEqual(everything(), before);
  });

  it('one is killed while it has the lock: the other gets it at once, and nothing is left of the first', async () => {
    const ids = drawSubtrees();
    const [one, two] = [await window('one'), await window('two')];
    const codex = await hold(stateDbOf(home()), 'BEGIN IMMEDIATE');
    const killed = assert.rejects(archive(one, ids.P), /The server ended/);
    await waits(one, 'stateDb');
    const other = archive(two, ids.Q);
    await one.kill();
    await killed;
    await waits(two, 'stateDb');
    await codex.release();
    assert.deepEqual(new Set((await other).reports.map(({ status }) => status)), new Set(['archived']));
    assert.deepEqual(places(ids), ['P active', 'Q archived']);
    const again = await window('one');
    assert.deepEqual(await threadsOf(again), []);
    await archive(again, ids.P);
    assert.deepEqual(places(ids), ['P archived', 'Q archived']);
  });

  it('one is killed while it waits for the lock: it has done nothing', async () => {
    const ids = drawSubtrees();
    const before = everything();
    const one = await window('one');
    const other = await hold(path.join(home(), HOME_LOCK), 'BEGIN EXCLUSIVE');
    const killed = assert.rejects(archive(one, ids.P), /The server ended/);
    await waits(one, 'otherWindow');
    await one.kill();
    await killed;
    await other.release();
    assert.deepEqual([everything(), existsSync(path.join(elsewhere(), 'one'))], [before, false]);
  });

  if (!runsOn('unix', 'runs the server as another user')) return;
  it('the lock is a file of root’s that their user may not write: both refuse to move anything, and say why', async () => {
    const ids = drawSubtrees();
    const lock = path.join(home(), HOME_LOCK);
    giveToNobody(home(), elsewhere());
    writeFileSync(lock, '');
    chmodSync(lock, 0o444);
    const before = everything();
    // The same journal: one of them would recover the operation that the other is running.
    const options = { journal: path.join(elsewhere(), 'shared'), user: nobody };
    const servers = [await start(home(), options), await start(home(), options)];
    const answers = await Promise.all(
      servers.map(server => server.ask('threadTree/archive', { threadIds: [ids.P, ids.Q] })),
    );
    for (const { error } of answers)
      assert.deepEqual(error?.data, {
        code: 'homeLockUnavailable',
        path: lock,
        cause: 'attempt to write a readonly database',
      });
    assert.deepEqual(everything(), before);
  });
});
