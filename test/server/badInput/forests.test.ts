// Spawn edges of every malicious shape, with the real server: it terminates in time, and handles each thread once.
import { strict as assert } from 'node:assert';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type {
  OperationResult,
  StatusNotification,
  TreeListResponse,
  TreePathResponse,
  TreePlan,
} from '../../../src/protocol/methods';
import { idOf } from '../../fixtures/ids';
import { drawHome, placesOf, rolloutContents, type Sketches } from '../../support/home';
import { runsOn } from '../../support/runsOn';
import { threadServers, type TestServer } from '../../support/server';
import { change, query } from '../../support/stateDb';
import { temporaryFolder } from '../../support/temporaryFolder';
import { patience } from '../../support/eventually';

describe('bad input: forests', () => {
  const folder = temporaryFolder();
  const start = threadServers();
  const home = (): string => path.join(folder(), 'home');
  beforeEach(() => mkdirSync(home()));

  const list = (server: TestServer, parentId: string | null = null, view = 'threads'): Promise<TreeListResponse> =>
    server.request('threadTree/list', { view, parentId, limit: 1000 });
  const archived = (): unknown => query(home(), 'SELECT count(*) AS count FROM threads WHERE archived = 1')[0]?.count;

  /** The plan of an archive, without its id. */
  async function plan(
    server: TestServer,
    threadIds: readonly string[],
  ): Promise<Pick<TreePlan, 'threads' | 'rootsWithSubAgents'>> {
    const { threads, rootsWithSubAgents } = await server.request<TreePlan>('threadTree/plan', {
      operation: 'archive',
      threadIds,
    });
    return { threads, rootsWithSubAgents };
  }
  async function notifiedOf(server: TestServer, count: number): Promise<unknown[]> {
    const threads: unknown[] = [];
    while (threads.length < count) threads.push((await server.notified('thread/archived')).params.threadId);
    return threads;
  }

  it('a self-edge', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    change(home(), `INSERT INTO thread_spawn_edges VALUES ('${ids.P}', '${ids.P}', 'open')`);
    const server = await start(home());
    assert.deepEqual(
      (await list(server)).rows.map(({ threadId, children, descendants }) => [threadId, children, descendants]),
      [[ids.P, 1, 1]],
    );
    assert.deepEqual(await server.request('thread/archive', { threadId: ids.P }), {});
    assert.deepEqual(await notifiedOf(server, 2), [ids.P, ids.C]);
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'archived' });
  });

  for (const [root, taken] of [
    ['A', 'A C T B'],
    ['B', 'B A C T'],
    ['C', 'C T B A'],
    ['T', 'T'],
  ] as const) {
    it(`a cycle of three with a tail, starting at ${root}`, async () => {
      const ids = drawHome(home(), { A: null, B: 'A', C: 'B', T: 'B' });
      change(home(), `INSERT INTO thread_spawn_edges VALUES ('${ids.C}', '${ids.A}', 'open')`);
      const server = await start(home());
      const { rows } = await list(server);
      assert.deepEqual(
        rows.map(({ descendants }) => descendants),
        [3],
      );
      const { reports } = await server.request<OperationResult>('threadTree/archive', { threadIds: [ids[root]] });
      const labels = new Map(Object.entries(ids).map(([label, id]) => [id, label]));
      assert.deepEqual(
        reports.map(({ threadId, status }) => `${labels.get(threadId)} ${status}`).sort(),
        taken
          .split(' ')
          .map(label => `${label} archived`)
          .sort(),
      );
      assert.equal(labels.get(reports[0]?.threadId ?? ''), root);
      assert.equal(archived(), taken.split(' ').length);
    });
  }

  it('all members of a cycle at once: one subtree, each thread reported once', async () => {
    const ids = drawHome(home(), { A: null, B: 'A', T: 'A' });
    change(home(), `INSERT INTO thread_spawn_edges VALUES ('${ids.B}', '${ids.A}', 'open')`);
    const server = await start(home());
    for (const threadIds of [
      [ids.T, ids.A, ids.B],
      [ids.B, ids.A, ids.T, ids.B],
    ]) {
      assert.deepEqual(await plan(server, threadIds), { threads: 3, rootsWithSubAgents: 1 });
    }
    const { reports } = await server.request<OperationResult>('threadTree/archive', {
      threadIds: [ids.T, ids.A, ids.B],
    });
    assert.deepEqual(
      reports.map(({ threadId, status }) => `${threadId} ${status}`).sort(),
      [ids.A, ids.B, ids.T].map(id => `${id} archived`),
    );
    const told = server.received.filter(
      message =>
        'method' in message &&
        message.method === 'threadTree/status' &&
        (message.params as unknown as StatusNotification).reports.some(
          ({ status }) => status === 'skipped' || status === 'failed',
        ),
    );
    assert.deepEqual(told, []);
  });

  it('edges to and from missing threads', async () => {
    const ids = drawHome(home(), {
      P: null,
      ghost: { parent: 'P', rollout: 'nowhere' },
      C: 'ghost',
      other: { parent: 'P', rollout: 'nowhere' },
    });
    const server = await start(home());
    assert.deepEqual(
      (await list(server)).rows.map(({ threadId, children, descendants }) => [threadId, children, descendants]),
      [[ids.P, 0, 1]],
    );
    assert.deepEqual(
      (await list(server, 'orphans')).rows.map(({ threadId }) => threadId),
      [ids.C],
    );
    assert.deepEqual(await server.request('thread/archive', { threadId: ids.P }), {});
    assert.deepEqual(await notifiedOf(server, 2), [ids.P, ids.C]);
  });

  it('a missing rollout in the middle of a subtree', async () => {
    const ids = drawHome(home(), { P: null, C: { parent: 'P', rollout: 'missing' }, G: 'C' });
    const before = rolloutContents(home());
    const server = await start(home());
    const { reports } = await server.request<OperationResult>('threadTree/archive', { threadIds: [ids.P] });
    assert.deepEqual(
      reports.map(({ threadId, status }) => [threadId, status]),
      [
        [ids.P, 'archived'],
        [ids.G, 'archived'],
        [ids.C, 'rolloutMissing'],
      ],
    );
    const { failure } = reports[2] ?? {};
    assert.ok(failure?.code === 'rolloutMissing' && failure.location === 'active', JSON.stringify(failure));
    assert.match(failure.path ?? '', /000002\.jsonl$/);
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'row active, no file', G: 'archived' });
    assert.deepEqual(rolloutContents(home()), before);
    // Only that one is left to do: archiving again says the same.
    const again = await server.request<OperationResult>('threadTree/archive', { threadIds: [ids.P] });
    assert.deepEqual(
      again.reports.map(({ status }) => status),
      ['alreadyArchived', 'alreadyArchived', 'rolloutMissing'],
    );
    await assert.rejects(server.request('thread/archive', { threadId: ids.C }), {
      code: -32600,
      message: `no rollout found for thread id ${ids.C}`,
    });
  });

  const movesMany = runsOn('unix', 'moves hundreds of threads, which takes minutes under Wine');
  if (movesMany)
    it('a chain 5,000 deep', async () => {
      const sketches: Record<string, Sketches[string]> = { t0: null };
      for (let at = 1; at < 5000; at++) sketches[`t${at}`] = { parent: `t${at - 1}`, rollout: isPlain(at) };
      drawHome(home(), sketches);
      const before = rolloutContents(home());
      const server = await start(home());
      const { rows, total } = await list(server);
      assert.deepEqual([total, rows[0]?.descendants], [1, 4999]);
      assert.equal(
        (await server.request<TreePathResponse>('threadTree/path', { view: 'threads', threadId: idOf(5000) })).rows
          .length,
        5000,
      );
      // Selecting all of them is one subtree.
      const threadIds = Array.from({ length: 5000 }, (_, at) => idOf(5000 - at));
      assert.deepEqual(await plan(server, threadIds), { threads: 5000, rootsWithSubAgents: 1 });
      assert.deepEqual(await server.request('thread/archive', { threadId: idOf(1) }), {});
      const notified = await notifiedOf(server, 500);
      assert.deepEqual([...notified.slice(0, 3), notified.at(-1)], [idOf(1), idOf(4991), idOf(4981), idOf(11)]);
      assert.equal(archived(), 500);
      assert.deepEqual(rolloutContents(home()), before);
    });

  it('a chain 5,000 deep that is a cycle', async () => {
    const sketches: Record<string, Sketches[string]> = { t0: { parent: null, rollout: 'missing' } };
    for (let at = 1; at < 5000; at++) sketches[`t${at}`] = { parent: `t${at - 1}`, rollout: 'missing' };
    drawHome(home(), sketches);
    change(home(), `INSERT INTO thread_spawn_edges VALUES ('${idOf(5000)}', '${idOf(1)}', 'open')`);
    const server = await start(home());
    const { rows, total } = await list(server);
    assert.deepEqual([total, rows[0]?.descendants], [1, 4999]);
    const threadIds = Array.from({ length: 5000 }, (_, at) => idOf(5000 - at));
    assert.deepEqual(await plan(server, threadIds), { threads: 5000, rootsWithSubAgents: 1 });
  });

  if (movesMany)
    it('a thread with 10,000 sub-agents', async function () {
      this.timeout(90_000 * patience);
      const sketches: Record<string, Sketches[string]> = { P: null };
      for (let at = 1; at <= 10_000; at++) sketches[`c${at}`] = { parent: 'P', rollout: isPlain(at) };
      drawHome(home(), sketches);
      const before = rolloutContents(home());
      const server = await start(home());
      const { rows } = await list(server);
      assert.deepEqual(
        rows.map(({ children, descendants }) => [children, descendants]),
        [[10_000, 10_000]],
      );
      const page = await server.request<TreeListResponse>('threadTree/list', {
        view: 'threads',
        parentId: idOf(1),
        offset: 9990,
        limit: 500,
      });
      assert.deepEqual([page.rows.length, page.total], [10, 10_000]);
      const { reports } = await server.request<OperationResult>('threadTree/archive', { threadIds: [idOf(1)] });
      assert.deepEqual(
        ['archived', 'rolloutMissing'].map(status => reports.filter(report => report.status === status).length),
        [1001, 9000],
      );
      assert.equal(new Set(reports.map(({ threadId }) => threadId)).size, 10_001);
      assert.equal(archived(), 1001);
      assert.deepEqual(rolloutContents(home()), before);
      assert.deepEqual([(await list(server)).total, (await list(server, idOf(1), 'archived')).total], [9000, 1000]);
    });
});

/** Only one rollout in ten exists: this test is not about the time that thousands of files take. */
function isPlain(at: number): 'plain' | 'missing' {
  return at % 10 === 0 ? 'plain' : 'missing';
}
