// A state DB that another process has locked, with the real server: it waits, says so, answers other requests
// meanwhile, and either succeeds or moves nothing.
import { strict as assert } from 'node:assert';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Failure } from '../../../src/protocol/failures';
import type {
  OperationResult,
  StatusNotification,
  OperationReport,
  TreeListResponse,
} from '../../../src/protocol/methods';
import { drawHome, placesOf, rolloutContents } from '../../support/home';
import { sqlProcesses } from '../../support/sqlProcess';
import { threadServers, type TestServer } from '../../support/server';
import { change, stateDbOf } from '../../support/stateDb';
import { temporaryFolder } from '../../support/temporaryFolder';
import { patience } from '../../support/eventually';

describe('bad input: a locked state DB', () => {
  const folder = temporaryFolder();
  const start = threadServers();
  const holdLock = sqlProcesses();
  const home = (): string => path.join(folder(), 'home');
  beforeEach(() => mkdirSync(home()));

  /** The first report of a thread that waits for the state DB. */
  async function untilItWaits(server: TestServer): Promise<OperationReport> {
    for (;;) {
      const {
        params: { reports },
      } = (await server.notified('threadTree/status')) as unknown as { params: StatusNotification };
      const waiting = reports.find(({ waitsFor }) => waitsFor === 'stateDb');
      if (waiting) return waiting;
    }
  }

  for (const [mode, begin] of [
    ['WAL', 'BEGIN IMMEDIATE'],
    ['WAL', 'BEGIN EXCLUSIVE'],
    ['DELETE', 'BEGIN IMMEDIATE'],
    ['DELETE', 'BEGIN EXCLUSIVE'],
  ] as const) {
    it(`${begin} in ${mode} mode: says that it waits, answers other requests meanwhile, and succeeds`, async () => {
      const ids = drawHome(home(), { P: null, C: 'P' });
      change(home(), `PRAGMA journal_mode = ${mode}`);
      const before = rolloutContents(home());
      const server = await start(home());
      const holder = await holdLock(stateDbOf(home()), begin);
      const archiving = server.request<OperationResult>('threadTree/archive', { threadIds: [ids.P] });
      const waiting = await untilItWaits(server);
      assert.deepEqual(waiting, { threadId: ids.P, status: 'archiving', waitsFor: 'stateDb' });
      const { rows } = await server.request<TreeListResponse>('threadTree/list', { view: 'threads' });
      assert.deepEqual(
        rows.map(({ threadId }) => threadId),
        [ids.P],
      );
      assert.equal((await server.request<{ data: unknown[] }>('thread/list', {})).data.length, 1);
      assert.deepEqual(rolloutContents(home()), before);
      await holder.release();
      assert.deepEqual(
        (await archiving).reports.map(({ threadId, status }) => [threadId, status]),
        [
          [ids.P, 'archived'],
          [ids.C, 'archived'],
        ],
      );
      assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'archived' });
      assert.deepEqual(rolloutContents(home()), before);
    });
  }

  it('cancelled while it waits: nothing moves', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    const before = rolloutContents(home());
    const server = await start(home());
    const holder = await holdLock(stateDbOf(home()), 'BEGIN IMMEDIATE');
    const archiving = server.request<OperationResult>('threadTree/archive', { threadIds: [ids.P] });
    await untilItWaits(server);
    server.cancel();
    assert.deepEqual(
      (await archiving).reports.map(({ status, failure }) => [status, failure?.code]),
      [
        ['skipped', 'cancelled'],
        ['skipped', 'cancelled'],
      ],
    );
    await holder.release();
    assert.deepEqual(placesOf(home(), ids), { P: 'active', C: 'active' });
    assert.deepEqual(rolloutContents(home()), before);
  });

  it('a cancelled thread/archive is an error, not a success', async () => {
    const ids = drawHome(home(), { P: null });
    const server = await start(home());
    const holder = await holdLock(stateDbOf(home()), 'BEGIN IMMEDIATE');
    const archiving = server.request('thread/archive', { threadId: ids.P });
    server.cancel();
    await assert.rejects(archiving, { code: -32800, message: 'Cancelled.' });
    await holder.release();
    assert.deepEqual(placesOf(home(), ids), { P: 'active' });
  });

  it('a second operation waits for the first, and both are done', async () => {
    const ids = drawHome(home(), { P: null, C: 'P', Q: null });
    const server = await start(home());
    const holder = await holdLock(stateDbOf(home()), 'BEGIN IMMEDIATE');
    const first = server.request<OperationResult>('threadTree/archive', { threadIds: [ids.P] });
    const second = server.request<OperationResult>('threadTree/archive', { threadIds: [ids.P, ids.Q] });
    await untilItWaits(server);
    await holder.release();
    assert.deepEqual(
      (await first).reports.map(({ status }) => status),
      ['archived', 'archived'],
    );
    assert.deepEqual(
      (await second).reports.map(({ threadId, status }) => [threadId, status]),
      [
        [ids.P, 'alreadyArchived'],
        [ids.C, 'alreadyArchived'],
        [ids.Q, 'archived'],
      ],
    );
    assert.notEqual((await first).operation, (await second).operation);
  });

  it('if the input ends while it waits, it first does what was requested', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    const server = await start(home());
    const holder = await holdLock(stateDbOf(home()), 'BEGIN IMMEDIATE');
    const archiving = server.request<OperationResult>('threadTree/archive', { threadIds: [ids.P] });
    await untilItWaits(server);
    const ended = server.end();
    await holder.release();
    assert.deepEqual(
      (await archiving).reports.map(({ status }) => status),
      ['archived', 'archived'],
    );
    assert.equal(await ended, 0);
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'archived' });
  });

  it('locked for longer than 15 seconds: both ways to archive say so, and nothing moves', async function () {
    this.timeout(60_000 * patience);
    const ids = drawHome(home(), { P: null, C: 'P', Q: null, R: null });
    const before = rolloutContents(home());
    const [server, other] = [await start(home()), await start(home())];
    const holder = await holdLock(stateDbOf(home()), 'BEGIN IMMEDIATE');
    const locked: Failure = { code: 'stateDbLocked', path: stateDbOf(home()), seconds: 15 };
    const refused = assert.rejects(other.request('thread/archive', { threadId: ids.P }), {
      code: -32603,
      message: `failed to archive session: thread-store internal error: failed to archive thread: stateDbLocked: ${stateDbOf(home())}`,
    });
    // Several subtrees: the second and third do not wait again after the first has waited in vain.
    const { reports } = await server.request<OperationResult>('threadTree/archive', {
      threadIds: [ids.P, ids.Q, ids.R],
    });
    assert.deepEqual(
      reports.map(({ threadId, status }) => [threadId, status]),
      [
        [ids.P, 'failed'],
        [ids.C, 'skipped'],
        [ids.Q, 'failed'],
        [ids.R, 'failed'],
      ],
    );
    for (const at of [0, 2, 3]) assert.deepEqual(reports[at]?.failure, { code: 'rowNotWritten', because: locked });
    const statuses = server.received.flatMap(message =>
      'method' in message && message.method === 'threadTree/status'
        ? (message.params as unknown as StatusNotification).reports
        : [],
    );
    const waited = statuses.flatMap(({ threadId, waitsFor }) => (waitsFor === 'stateDb' ? [threadId] : []));
    assert.deepEqual([...new Set(waited)], [ids.P]);
    await refused;
    await holder.release();
    assert.deepEqual(placesOf(home(), ids), { P: 'active', C: 'active', Q: 'active', R: 'active' });
    assert.deepEqual(rolloutContents(home()), before);
    // Once it is free, archiving succeeds.
    assert.deepEqual(await other.request('thread/archive', { threadId: ids.P }), {});
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'archived', Q: 'active', R: 'active' });
  });
});
