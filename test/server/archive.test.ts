// The contract of thread/archive and thread/unarchive, and what threadTree/archive does beyond it, with the real
// server.
import { strict as assert } from 'node:assert';
import { mkdirSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { OperationResult, StatusNotification, Thread, TreePlan, TreePlanParams } from '../../src/protocol/methods';
import { defaultViewOptions } from '../../src/server/threads/viewRules';
import { idOf } from '../fixtures/ids';
import { flockHolders, threadLockOf } from '../support/flockHolder';
import { drawHome, placesOf, rolloutContents, rolloutOf } from '../support/home';
import { threadServers, type TestServer } from '../support/server';
import { change, query } from '../support/stateDb';
import { temporaryFolder } from '../support/temporaryFolder';
import { runsOn } from '../support/runsOn';

describe('archiving, through the server', () => {
  const home = temporaryFolder();
  const start = threadServers();
  const holdFlock = flockHolders();

  /**
   * The notifications after the answer to the last request, as `method thread`, by label: they come before the answer
   * to the next one.
   */
  async function notifications(server: TestServer, ids: Record<string, string>): Promise<string[]> {
    await server.request('thread/list', {});
    const labels = new Map(Object.entries(ids).map(([label, id]) => [id, label]));
    return server.received.flatMap(message =>
      'method' in message && message.method.startsWith('thread/')
        ? [`${message.method.slice('thread/'.length)} ${labels.get(String(message.params.threadId))}`]
        : [],
    );
  }
  async function plan(
    server: TestServer,
    params: TreePlanParams,
  ): Promise<Pick<TreePlan, 'threads' | 'rootsWithSubAgents'>> {
    const { plan: id, threads, rootsWithSubAgents } = await server.request<TreePlan>('threadTree/plan', params);
    assert.match(id, /./);
    return { threads, rootsWithSubAgents };
  }
  const destination = (id: string): string =>
    path.join(home(), 'archived_sessions', path.basename(rolloutOf(home(), id)));

  it('answers {}, then sends one notification for each thread: the root first, then the deepest ones', async () => {
    const ids = drawHome(home(), { P: null, C: { parent: 'P', edge: 'closed' }, G: 'C', other: null });
    const before = rolloutContents(home());
    const server = await start(home());
    assert.deepEqual(await server.request('thread/archive', { threadId: ids.P }), {});
    assert.deepEqual(await notifications(server, ids), ['archived P', 'archived G', 'archived C']);
    assert.ok('id' in (server.received[1] ?? {}), 'the answer comes before its notifications');
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'archived', G: 'archived', other: 'active' });
    assert.deepEqual(rolloutContents(home()), before);
    assert.deepEqual(query(home(), 'SELECT status FROM thread_spawn_edges ORDER BY child_thread_id'), [
      { status: 'closed' },
      { status: 'open' },
    ]);
  });

  it('a folder where the sub-agent should go: the others move, the sub-agent and the folder stay', async () => {
    const ids = drawHome(home(), { P: null, C: 'P', G: 'C' });
    mkdirSync(destination(ids.C), { recursive: true });
    const server = await start(home());
    assert.deepEqual(await server.request('thread/archive', { threadId: ids.P }), {});
    assert.deepEqual(await notifications(server, ids), ['archived P', 'archived G']);
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'active', G: 'archived' });
  });

  it('an only edge that leads to a missing thread', async () => {
    const ids = drawHome(home(), { P: null, C: { parent: 'P', rollout: 'nowhere' } });
    const server = await start(home());
    assert.deepEqual(await server.request('thread/archive', { threadId: ids.P }), {});
    assert.deepEqual(await notifications(server, ids), ['archived P']);
  });

  const spellings: ((id: string) => string)[] = [
    id => id.toUpperCase(),
    id => `{${id}}`,
    id => id.replaceAll('-', ''),
    id => `urn:uuid:${id}`,
  ];
  for (const spell of spellings) {
    it(`accepts the id ${spell(idOf(1))}`, async () => {
      const ids = drawHome(home(), { P: null });
      const server = await start(home());
      assert.deepEqual(await server.request('thread/archive', { threadId: spell(ids.P) }), {});
      assert.deepEqual((await server.notified('thread/archived')).params, { threadId: ids.P });
    });
  }

  const refusals: {
    title: string;
    prepare: (ids: Record<'P' | 'C', string>) => void;
    method?: string;
    code: number;
    message: RegExp;
  }[] = [
    {
      title: 'already archived',
      prepare: ({ P }) => change(home(), `UPDATE threads SET archived = 1 WHERE id = '${P}'`),
      code: -32600,
      message: /^no rollout found for thread id 01a20000-0000-7000-8000-000000000001$/,
    },
    {
      title: 'without its rollout',
      prepare: ({ P }) => rmSync(rolloutOf(home(), P)),
      code: -32600,
      message: /^no rollout found for thread id 01a20000-0000-7000-8000-000000000001$/,
    },
    {
      title: 'unknown',
      prepare: ({ P }) => {
        change(home(), `DELETE FROM threads WHERE id = '${P}'`);
        rmSync(rolloutOf(home(), P));
      },
      code: -32600,
      message: /^no rollout found for thread id 01a20000-0000-7000-8000-000000000001$/,
    },
    {
      title: 'not archived',
      method: 'thread/unarchive',
      prepare: () => undefined,
      code: -32600,
      message: /^no archived rollout found for thread id 01a20000-0000-7000-8000-000000000001$/,
    },
    {
      title: 'blocked by an archived file of its name',
      prepare: ({ P }) => {
        mkdirSync(path.join(home(), 'archived_sessions'));
        writeFileSync(destination(P), 'older');
      },
      code: -32603,
      message:
        /^failed to archive session: thread-store internal error: failed to archive thread: File exists \(os error 17\)$/,
    },
    {
      title: 'a folder instead of its rollout',
      prepare: ({ P }) => mkdirSync(destination(P), { recursive: true }),
      code: -32603,
      message: /failed to archive thread: Is a directory \(os error 21\)$/,
    },
    {
      title: 'in a home whose archive is a file',
      prepare: () => writeFileSync(path.join(home(), 'archived_sessions'), ''),
      code: -32603,
      message: /failed to archive thread: (File exists \(os error 17\)|Not a directory \(os error 20\))$/,
    },
    {
      title: 'refused by the database',
      prepare: ({ P }) =>
        change(
          home(),
          `CREATE TRIGGER no BEFORE UPDATE ON threads WHEN OLD.id = '${P}' BEGIN SELECT RAISE(ABORT, 'no'); END`,
        ),
      code: -32603,
      message: /^failed to archive session: thread-store internal error: failed to archive thread: no$/,
    },
  ];
  for (const { title, prepare, method = 'thread/archive', code, message } of refusals) {
    it(`a root that is ${title}: refused, and nothing in the subtree moves`, async () => {
      const ids = drawHome(home(), { P: null, C: 'P' });
      prepare(ids);
      const [before, rows] = [rolloutContents(home()), query(home(), 'SELECT * FROM threads')];
      const server = await start(home());
      await assert.rejects(server.request(method, { threadId: ids.P }), { code, message });
      assert.deepEqual(await notifications(server, ids), []);
      assert.deepEqual(rolloutContents(home()), before);
      assert.deepEqual(query(home(), 'SELECT * FROM threads'), rows);
    });
  }

  if (runsOn('linux', 'flock(1) stands in for a Codex that has a lock'))
    for (const [held, named] of [
      ['P', 'P'],
      ['G', 'G'],
      ['G C', 'C'],
    ] as const) {
      it(`loaded by another process: ${held}. The subtree is refused because of ${named}, and moves once it is released`, async () => {
        const ids = drawHome(home(), { P: null, C: 'P', G: 'C' });
        const holders = await Promise.all(
          held.split(' ').map(label => holdFlock(threadLockOf(home(), ids[label as keyof typeof ids]))),
        );
        const server = await start(home());
        await assert.rejects(server.request('thread/archive', { threadId: ids.P }), {
          code: -32600,
          message: `thread ${ids[named]} already has an active writer`,
        });
        const { reports, names } = await server.request<OperationResult>('threadTree/archive', { threadIds: [ids.P] });
        for (const { threadId, status, failure } of reports) {
          if (threadId === ids[named]) {
            assert.ok(status === 'loaded' && failure?.code === 'loaded');
            assert.ok(failure.holder.pid !== null && failure.holder.command === 'cat', JSON.stringify(failure));
          } else {
            const because = { code: 'subtreeLoaded', thread: { threadId: ids[named], name: named } };
            assert.deepEqual([status, failure], ['skipped', because]);
          }
        }
        assert.deepEqual(new Set(reports.map(({ threadId }) => threadId)), new Set(Object.values(ids)));
        assert.deepEqual(names, Object.fromEntries(Object.entries(ids).map(([label, id]) => [id, label])));
        assert.deepEqual(placesOf(home(), ids), { P: 'active', C: 'active', G: 'active' });
        await Promise.all(holders.map(holder => holder.release()));
        assert.deepEqual(await server.request('thread/archive', { threadId: ids.P }), {});
        assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'archived', G: 'archived' });
      });
    }

  it('unarchiving answers the root’s thread, then notifies of root and descendants breadth-first', async () => {
    const ids = drawHome(home(), {
      P: { parent: null, archived: true },
      A: { parent: 'P', archived: true },
      B: 'P',
      A1: { parent: 'A', archived: true },
      B1: { parent: 'B', archived: true },
    });
    const before = rolloutContents(home());
    const server = await start(home());
    const begun = Math.floor(Date.now() / 1000);
    const { thread } = await server.request<{ thread: Thread }>('thread/unarchive', { threadId: ids.P });
    assert.deepEqual([thread.id, thread.path], [ids.P, rolloutOf(home(), ids.P)]);
    assert.ok(thread.updatedAt >= begun);
    assert.deepEqual(await notifications(server, ids), [
      'unarchived P',
      'unarchived A',
      'unarchived A1',
      'unarchived B1',
    ]);
    assert.deepEqual(new Set(Object.values(placesOf(home(), ids))), new Set(['active']));
    assert.deepEqual(rolloutContents(home()), before);
  });

  it('unarchiving: a descendant that cannot be moved stays, the rest moves', async () => {
    const ids = drawHome(home(), {
      P: { parent: null, archived: true },
      C: { parent: 'P', archived: true, blocked: true },
      G: { parent: 'C', archived: true },
    });
    const server = await start(home());
    await server.request('thread/unarchive', { threadId: ids.P });
    assert.deepEqual(await notifications(server, ids), ['unarchived P', 'unarchived G']);
    assert.deepEqual(placesOf(home(), ids), { P: 'active', C: 'archived', G: 'active' });
  });

  for (const [title, remove] of [
    ['row', 'DELETE FROM threads'],
    ['state DB', ''],
  ] as const) {
    it(`unarchiving without a ${title}: the file moves, and the answer has what is known about the thread`, async () => {
      const ids = drawHome(home(), { P: { parent: null, archived: true } });
      if (remove === '') rmSync(path.join(home(), 'state_5.sqlite'));
      else change(home(), remove);
      const server = await start(home());
      const { thread } = await server.request<{ thread: Thread }>('thread/unarchive', { threadId: ids.P });
      assert.deepEqual([thread.id, thread.path, thread.name], [ids.P, null, null]);
      assert.deepEqual((await server.notified('thread/unarchived')).params, { threadId: ids.P });
      assert.match(path.relative(home(), rolloutOf(home(), ids.P)), /^sessions/);
    });
  }

  it('several subtrees at once: a refused one does not stop the others, and each thread is reported once, in order', async () => {
    const ids = drawHome(home(), { P: null, C: 'P', Q: null, D: 'Q', R: null, E: { parent: 'R', archived: true } });
    rmSync(rolloutOf(home(), ids.Q));
    const server = await start(home());
    const { operation, reports, names } = await server.request<OperationResult>('threadTree/archive', {
      threadIds: [ids.R, ids.C, ids.Q, ids.P, ids.D, idOf(99)],
      token: 'mine',
    });
    const labels = new Map(Object.entries(ids).map(([label, id]) => [id, label]));
    assert.deepEqual(
      reports.map(({ threadId, status }) => `${labels.get(threadId) ?? 'unknown'} ${status}`),
      [
        'E alreadyArchived',
        'R archived',
        'Q rolloutMissing',
        'D skipped',
        'P archived',
        'C archived',
        'unknown rolloutMissing',
      ],
    );
    const statuses = server.received.flatMap(message =>
      'method' in message && message.method === 'threadTree/status'
        ? [message.params as unknown as StatusNotification]
        : [],
    );
    assert.deepEqual(names, { [ids.Q]: 'Q', [ids.D]: 'D', [ids.R]: 'R' });
    for (const status of statuses) assert.deepEqual([status.operation, status.token], [operation, 'mine']);
    const last = new Map(statuses.flatMap(status => status.reports).map(({ threadId, status }) => [threadId, status]));
    assert.deepEqual(last, new Map(reports.map(({ threadId, status }) => [threadId, status])));
    assert.deepEqual(placesOf(home(), { P: ids.P, C: ids.C, R: ids.R, D: ids.D }), {
      P: 'archived',
      C: 'archived',
      R: 'archived',
      D: 'active',
    });
  });

  it('archiving again, once the obstacle is gone, archives the remaining sub-agents of an archived root', async () => {
    const ids = drawHome(home(), { P: null, C: 'P', G: 'C' });
    const inTheWay = destination(ids.C);
    mkdirSync(inTheWay, { recursive: true });
    const server = await start(home());
    const first = await server.request<OperationResult>('threadTree/archive', { threadIds: [ids.P] });
    assert.deepEqual(
      first.reports.map(({ status }) => status),
      ['archived', 'archived', 'failed'],
    );
    rmdirSync(inTheWay);
    await assert.rejects(server.request('thread/archive', { threadId: ids.P }), { code: -32600 });
    const second = await server.request<OperationResult>('threadTree/archive', { threadIds: [ids.P] });
    assert.deepEqual(
      second.reports.map(({ status }) => status),
      ['alreadyArchived', 'alreadyArchived', 'archived'],
    );
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'archived', G: 'archived' });
  });

  it('unarchiving only the threads that the window chose', async () => {
    const ids = drawHome(home(), {
      P: { parent: null, archived: true },
      C: { parent: 'P', archived: true },
      Q: { parent: null, archived: true },
    });
    const server = await start(home());
    const { reports } = await server.request<OperationResult>('threadTree/unarchive', { threadIds: [ids.C] });
    assert.deepEqual(reports, [{ threadId: ids.C, status: 'unarchived' }]);
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'active', Q: 'archived' });
  });

  it('having nothing to do is not an error', async () => {
    drawHome(home(), { P: null });
    const server = await start(home());
    assert.deepEqual((await server.request<OperationResult>('threadTree/archive', { threadIds: [] })).reports, []);
    assert.deepEqual(await plan(server, { operation: 'archive', threadIds: [] }), {
      threads: 0,
      rootsWithSubAgents: 0,
    });
  });

  it('a plan says what an operation will move', async () => {
    const ids = drawHome(home(), {
      P: null,
      C: { parent: 'P', archived: true },
      G: 'C',
      Q: null,
      X: { parent: 'Q', rollout: 'nowhere' },
    });
    const server = await start(home());
    const planned = (operation: 'archive' | 'unarchive', ...labels: (keyof typeof ids)[]): Promise<unknown> =>
      plan(server, { operation, threadIds: labels.map(label => ids[label]) });
    assert.deepEqual(await planned('archive', 'P'), { threads: 2, rootsWithSubAgents: 1 });
    assert.deepEqual(await planned('archive', 'P', 'G', 'Q'), { threads: 3, rootsWithSubAgents: 1 });
    assert.deepEqual(await planned('archive', 'Q', 'Q'), { threads: 1, rootsWithSubAgents: 0 });
    assert.deepEqual(await planned('unarchive', 'P'), { threads: 1, rootsWithSubAgents: 1 });
    assert.deepEqual(await planned('unarchive', 'Q'), { threads: 0, rootsWithSubAgents: 0 });
  });

  it('a plan says how many of its threads the view hides', async () => {
    // No name is in a folder's path, which the filter searches as well.
    const ids = drawHome(home(), { P: null, Mid: 'P', G: 'Mid', Q: null });
    const server = await start(home());
    const hidden = async (filter: string, ...labels: (keyof typeof ids)[]): Promise<number> => {
      const threadIds = labels.map(label => ids[label]);
      const options = { ...defaultViewOptions, filter };
      return (await server.request<TreePlan>('threadTree/plan', { operation: 'archive', threadIds, options })).hidden;
    };
    assert.equal(await hidden('', 'P', 'Q'), 0);
    assert.equal(await hidden('Mid', 'P'), 1);
    assert.equal(await hidden('Q', 'P'), 3);
  });

  it('a plan says how many threads are attached to its threads, and stay', async () => {
    const ids = drawHome(home(), { P: null, C: 'P', G: null, H: { parent: null, archived: true }, Q: null });
    change(home(), `UPDATE threads SET attached_thread_parent_id = '${ids.C}' WHERE id IN ('${ids.G}', '${ids.H}')`);
    const server = await start(home());
    const attached = async (operation: 'archive' | 'unarchive', ...threadIds: string[]): Promise<number> =>
      (await server.request<TreePlan>('threadTree/plan', { operation, threadIds })).attached;
    assert.equal(await attached('archive', ids.P), 1);
    assert.equal(await attached('archive', ids.P, ids.G), 0);
    assert.equal(await attached('archive', ids.Q), 0);
    assert.equal(await attached('unarchive', ids.H), 0);
  });

  if (runsOn('linux', 'flock(1) stands in for a Codex that has a lock')) {
    it('a plan names the threads that are open in Codex, with the program, and counts the others', async () => {
      const ids = drawHome(home(), { P: null, C: 'P', G: 'C', Q: null, X: 'Q' });
      const holder = await holdFlock(threadLockOf(home(), ids.C));
      const server = await start(home());
      const planned = (keepRoots: boolean, ...labels: (keyof typeof ids)[]): Promise<TreePlan> =>
        server.request('threadTree/plan', {
          operation: 'archive',
          threadIds: labels.map(label => ids[label]),
          keepRoots,
        });
      const both = await planned(false, 'P', 'Q');
      assert.deepEqual(
        both.loaded.map(({ thread, holder: { pid } }) => [thread.threadId, thread.name, pid]),
        [[ids.C, 'C', holder.pid]],
      );
      assert.deepEqual([both.threads, both.loadedThreads, both.others], [5, 1, 4]);
      const none = await planned(false, 'Q');
      assert.deepEqual([none.loaded, none.loadedThreads, none.others], [[], 0, 2]);
      const kept = await planned(true, 'C');
      assert.deepEqual([kept.loaded, kept.others], [[], 1]);
    });
  }

  it('the plan that was confirmed is the plan that runs: threads that came later stay, and are named', async () => {
    const ids = drawHome(home(), { P: null, C: 'P', late: null });
    const server = await start(home());
    const { plan: confirmed } = await server.request<TreePlan>('threadTree/plan', {
      operation: 'archive',
      threadIds: [ids.P],
    });
    change(home(), `INSERT INTO thread_spawn_edges VALUES ('${ids.P}', '${ids.late}', 'open')`);
    const archived = await server.request<OperationResult>('threadTree/archive', {
      threadIds: [ids.P],
      plan: confirmed,
    });
    assert.deepEqual(
      archived.reports.filter(({ status }) => status !== 'archived'),
      [{ threadId: ids.late, status: 'skipped', failure: { code: 'notInPlan' } }],
    );
    assert.deepEqual(archived.names, { [ids.P]: 'P', [ids.late]: 'late' });
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'archived', late: 'active' });
    const { plan: back } = await server.request<TreePlan>('threadTree/plan', {
      operation: 'unarchive',
      threadIds: [ids.C],
    });
    await server.request('threadTree/unarchive', { threadIds: [ids.P], plan: back });
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'active', late: 'active' });
  });

  it('nothing moves with a plan of another server, or one that was made too long ago', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    const server = await start(home());
    const planFor = async (): Promise<string> =>
      (await server.request<TreePlan>('threadTree/plan', { operation: 'archive', threadIds: [ids.P] })).plan;
    const old = await planFor();
    let newest = old;
    for (let later = 0; later < 8; later++) newest = await planFor();
    for (const plan of ['of another server', old]) {
      const { error } = await server.ask('threadTree/archive', { threadIds: [ids.P], plan });
      assert.deepEqual(error?.data, { code: 'planGone' });
    }
    assert.deepEqual(placesOf(home(), ids), { P: 'active', C: 'active' });
    await server.request('threadTree/archive', { threadIds: [ids.P], plan: newest });
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'archived' });
  });

  it('names at most 50 failed threads', async () => {
    const sketches = Object.fromEntries(
      Array.from({ length: 60 }, (_, at) => [`t${at}`, { parent: null, rollout: 'missing' as const }]),
    );
    const ids = drawHome(home(), sketches);
    const server = await start(home());
    const { reports, names } = await server.request<OperationResult>('threadTree/archive', {
      threadIds: Object.values(ids),
    });
    assert.deepEqual(new Set(reports.map(({ failure }) => failure?.code)), new Set(['rolloutMissing']));
    const labels = new Map(Object.entries(ids).map(([label, id]) => [id, label]));
    assert.deepEqual(
      names,
      Object.fromEntries(reports.slice(0, 50).map(({ threadId }) => [threadId, labels.get(threadId)])),
    );
  });

  it('sub-agents only: the plan counts them, the archive moves them, and the roots stay', async () => {
    const ids = drawHome(home(), { P: null, C: 'P', G: 'C', Q: null, D: 'Q', lone: null });
    const server = await start(home());
    const asked = { threadIds: [ids.P, ids.C, ids.Q, ids.lone], keepRoots: true };
    assert.deepEqual(await plan(server, { operation: 'archive', ...asked }), { threads: 2, rootsWithSubAgents: 2 });
    const { reports } = await server.request<OperationResult>('threadTree/archive', asked);
    assert.deepEqual(reports, [
      { threadId: ids.G, status: 'archived' },
      { threadId: ids.D, status: 'archived' },
    ]);
    assert.deepEqual(placesOf(home(), ids), {
      P: 'active',
      C: 'active',
      G: 'archived',
      Q: 'active',
      D: 'archived',
      lone: 'active',
    });
  });

  it('archiving changes neither a file’s bytes nor its times', async () => {
    const ids = drawHome(home(), { P: null });
    const { mtimeMs, ino } = statSync(rolloutOf(home(), ids.P));
    const server = await start(home());
    await server.request('thread/archive', { threadId: ids.P });
    const after = statSync(rolloutOf(home(), ids.P));
    assert.deepEqual([after.mtimeMs, after.ino], [mtimeMs, ino]);
  });
});
