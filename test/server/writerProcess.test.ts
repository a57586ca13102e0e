// The process that writes to the state DB: when it starts, how it ends, and what happens when it is lost.
import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { OperationResult } from '../../src/protocol/methods';
import { HOME_LOCK } from '../../src/server/operations/homeLock';
import { createWriter } from '../../src/server/writer/writer';
import { startWriterProcess } from '../../src/server/writer/writerProcess';
import { eventually } from '../support/eventually';
import { drawHome, placesOf } from '../support/home';
import { threadServers, threadServerScript, type TestServer } from '../support/server';
import { runsOn } from '../support/runsOn';
import { sqlProcesses } from '../support/sqlProcess';
import { change, stateDbOf } from '../support/stateDb';
import type { Refusal } from '../support/stdioClient';
import { temporaryFolder } from '../support/temporaryFolder';

/** The processes that a process has started. */
function childrenOf(pid: number | undefined): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

describe('the writer process', () => {
  if (!runsOn('linux', 'finds the writer process in /proc')) return;
  const home = temporaryFolder();
  const start = threadServers();
  const openElsewhere = sqlProcesses();

  const writerOf = (server: TestServer): Promise<number> =>
    eventually(() => {
      const [writer, ...others] = childrenOf(server.pid);
      assert.ok(writer !== undefined && others.length === 0, 'one child');
      return writer;
    });
  const startAndShow = async (): Promise<TestServer> => {
    const server = await start(home());
    await server.request('threadTree/list', { view: 'threads' });
    return server;
  };
  const archive = async (server: TestServer, ...threadIds: string[]): Promise<string[]> =>
    (await server.request<OperationResult>('threadTree/archive', { threadIds })).reports.map(({ status }) => status);

  it('starts with the first rows; an operation starts no process', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    const log = path.join(home(), 'spawns');
    const server = await start(home(), {
      env: { SPAWN_LOG: log },
      nodeArgs: [
        '--import',
        'tsx',
        '--import',
        pathToFileURL(path.join(import.meta.dirname, '../support/logSpawns.mts')).href,
      ],
    });
    await server.request('threadTree/list', { view: 'threads' });
    const before = await eventually(() => {
      const spawns = readFileSync(log, 'utf8');
      assert.match(spawns, /^\S+ \S+writer\.js\n$/);
      return spawns;
    });
    const { operation } = await server.request<OperationResult>('threadTree/archive', { threadIds: [ids.P] });
    await server.request('threadTree/undo', { operation });
    assert.equal(readFileSync(log, 'utf8'), before);
  });

  it('is one process for many operations', async () => {
    const ids = drawHome(home(), { P: null, Q: null });
    const server = await startAndShow();
    const writer = await writerOf(server);
    await archive(server, ids.P);
    await archive(server, ids.Q);
    assert.equal(await writerOf(server), writer);
  });

  it('ends when its server is killed', async () => {
    drawHome(home(), { P: null });
    const server = await startAndShow();
    const writer = await writerOf(server);
    await server.kill();
    await eventually(() => assert.ok(!existsSync(`/proc/${writer}/cmdline`)));
  });

  it('has the lock of one home, which cannot pass for that of another', async () => {
    const [own, other] = ['own', 'other'].map(name => path.join(home(), name)) as [string, string];
    for (const folder of [own, other]) mkdirSync(folder);
    const script = path.join(path.dirname(threadServerScript), 'writer.js');
    const writer = createWriter(() => startWriterProcess(script, () => undefined));
    const session = writer.session();
    assert.equal(await session.tryHomeLock(own), true);
    assert.equal(await session.tryHomeLock(own), true);
    await assert.rejects(session.tryHomeLock(other), /another home/);
    assert.ok(!existsSync(path.join(other, HOME_LOCK)));
    await session.end();
    assert.equal(await session.tryHomeLock(other), true);
    await session.end();
    await writer.close();
  });

  it('killed between two operations: the next one gets another process', async () => {
    const ids = drawHome(home(), { P: null, Q: null });
    const server = await startAndShow();
    await archive(server, ids.P);
    const writer = await writerOf(server);
    process.kill(writer, 'SIGKILL');
    await eventually(() => assert.ok(!existsSync(`/proc/${writer}`)));
    assert.deepEqual(await archive(server, ids.Q), ['archived']);
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', Q: 'archived' });
  });

  it('killed while it waits for the state DB: the operation says so, nothing has changed, and it can be repeated', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    const server = await startAndShow();
    const holder = await openElsewhere(stateDbOf(home()), 'BEGIN IMMEDIATE');
    const archiving = archive(server, ids.P).catch((error: unknown) => (error as Refusal).data);
    await server.notified('threadTree/status');
    process.kill(await writerOf(server), 'SIGKILL');
    assert.deepEqual(await archiving, { code: 'writerLost', cause: 'SIGKILL' });
    await holder.release();
    assert.deepEqual(placesOf(home(), ids), { P: 'active', C: 'active' });
    assert.deepEqual(await archive(server, ids.P), ['archived', 'archived']);
  });

  it('killed in the middle of a transaction: the files follow the rows, or go back, at once', async () => {
    const ids = drawHome(home(), { P: null });
    change(
      home(),
      `CREATE TRIGGER slow AFTER UPDATE ON threads BEGIN SELECT (WITH RECURSIVE k (i) AS
      (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < 6000000) SELECT count(*) FROM k); END`,
    );
    const server = await startAndShow();
    const archiving = archive(server, ids.P).catch((error: unknown) => (error as Refusal).data);
    const moved = path.join(home(), 'archived_sessions');
    await eventually(() => assert.ok(existsSync(moved)), 10_000, 5);
    await eventually(() => assert.match(placesOf(home(), ids).P, /archived/), 10_000, 5);
    process.kill(await writerOf(server), 'SIGKILL');
    assert.deepEqual(await archiving, { code: 'writerLost', cause: 'SIGKILL' });
    assert.deepEqual(placesOf(home(), ids), { P: 'archived' });
  });
});
