// threadTree/oldThreads, with the real server: which subtrees fit the rules, and how much space they take.
import { strict as assert } from 'node:assert';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type {
  OldThreadsParams,
  OldThreadsResponse,
  OperationResult,
  SubAgentsResponse,
  TreeListResponse,
} from '../../src/protocol/methods';
import { PINNED_SECTION } from '../../src/protocol/codexActions';
import { flockHolders, threadLockOf } from '../support/flockHolder';
import { drawHome, rolloutOf, type Sketch } from '../support/home';
import { threadServers, type TestServer } from '../support/server';
import { change } from '../support/stateDb';
import { temporaryFolder } from '../support/temporaryFolder';
import { folderLinks } from '../support/folderLinks';
import { runsOn } from '../support/runsOn';

const DAY_MS = 86_400_000;
const everything: OldThreadsParams = {
  days: 7,
  folders: null,
  finishedOnly: false,
  withChildrenOnly: false,
  excludePinned: false,
};

describe('old threads, with the server', () => {
  const home = temporaryFolder();
  const start = threadServers();
  const holdFlock = flockHolders();
  const link = folderLinks();
  const ask = (server: TestServer, rules: Partial<OldThreadsParams> = {}): Promise<OldThreadsResponse> =>
    server.request('threadTree/oldThreads', { ...everything, ...rules });
  const roots = ({ subtrees }: OldThreadsResponse): string[] =>
    subtrees.map(({ row, threads }) => `${row.name} ${threads}`);
  const daysAgo = (days: number): Pick<Sketch, 'recencyAt'> => ({ recencyAt: Date.now() - days * DAY_MS - 60_000 });

  it('subtrees by their last activity, oldest first, with their rows', async () => {
    const ids = drawHome(home(), {
      old: { parent: null, ...daysAgo(30) },
      child: { parent: 'old', ...daysAgo(20) },
      older: { parent: null, ...daysAgo(40) },
      fresh: { parent: null, ...daysAgo(1) },
      wakened: { parent: null, ...daysAgo(90) },
      waker: { parent: 'wakened', ...daysAgo(0) },
    });
    const server = await start(home());
    const answer = await ask(server);
    assert.deepEqual([roots(answer), answer.loaded], [['older 1', 'old 2'], 0]);
    const { rows } = await server.request<TreeListResponse>('threadTree/list', { view: 'threads' });
    assert.deepEqual(
      answer.subtrees[1]?.row,
      rows.find(({ threadId }) => threadId === ids.old),
    );
    assert.ok(Math.abs((answer.subtrees[1]?.newestAt ?? 0) - (Date.now() - 20 * DAY_MS) / 1000) < 120);
    assert.deepEqual(roots(await ask(server, { days: 25 })), ['older 1']);
    assert.deepEqual(roots(await ask(server, { days: 0 })), ['older 1', 'old 2', 'fresh 1', 'wakened 2']);
    assert.deepEqual(roots(await ask(server, { days: 0xffff_ffff })), []);
    assert.deepEqual(roots(await ask(server, { withChildrenOnly: true })), ['old 2']);
  });

  it('only finished ones, without pinned ones, in a folder or a worktree of it', async () => {
    mkdirSync(path.join(home(), 'shop/sub'), { recursive: true });
    link(path.join(home(), 'link'), path.join(home(), 'shop'));
    const ids = drawHome(home(), {
      open: { parent: null, ...daysAgo(9) },
      running: { parent: 'open', ...daysAgo(9) },
      done: { parent: null, ...daysAgo(10), cwd: path.join(home(), 'shop/sub') },
      finished: { parent: 'done', edge: 'closed', ...daysAgo(10) },
      pinned: { parent: null, ...daysAgo(11), cwd: path.join(home(), 'link') },
    });
    change(home(), `UPDATE threads SET thread_section_id = '${PINNED_SECTION}' WHERE id = '${ids.pinned}'`);
    const server = await start(home());
    assert.deepEqual(roots(await ask(server)), ['pinned 1', 'done 2', 'open 2']);
    assert.deepEqual(roots(await ask(server, { finishedOnly: true })), ['pinned 1', 'done 2']);
    assert.deepEqual(roots(await ask(server, { excludePinned: true })), ['done 2', 'open 2']);
    assert.deepEqual(roots(await ask(server, { folders: [path.join(home(), 'shop')] })), ['pinned 1', 'done 2']);
    assert.deepEqual(roots(await ask(server, { folders: [] })), []);
  });

  it('schemas without sections, or without the status of edges', async () => {
    const ids = drawHome(home(), {
      P: { parent: null, ...daysAgo(9) },
      C: { parent: 'P', edge: 'closed', ...daysAgo(9) },
      Q: { parent: null, ...daysAgo(9) },
    });
    change(
      home(),
      'DROP TABLE thread_spawn_edges; CREATE TABLE thread_spawn_edges (parent_thread_id TEXT NOT NULL, child_thread_id TEXT NOT NULL PRIMARY KEY)',
    );
    change(home(), `INSERT INTO thread_spawn_edges VALUES ('${ids.P}', '${ids.C}')`);
    const server = await start(home());
    assert.deepEqual(roots(await ask(server, { excludePinned: true })), ['P 2', 'Q 1']);
    assert.deepEqual(roots(await ask(server, { finishedOnly: true })), ['Q 1']);
  });

  it('counts the bytes of all rollouts that an archive would move, and no others', async () => {
    const ids = drawHome(home(), {
      P: { parent: null, ...daysAgo(9) },
      C: { parent: 'P', ...daysAgo(9) },
      gone: { parent: 'P', archived: true, ...daysAgo(9) },
      missing: { parent: null, rollout: 'missing', ...daysAgo(8) },
    });
    const files = [rolloutOf(home(), ids.P), rolloutOf(home(), ids.C)];
    writeFileSync(`${files[1]}.zst`, Buffer.alloc(5000));
    const { subtrees } = await ask(await start(home()));
    assert.deepEqual(
      subtrees.map(({ row, bytes }) => [row.name, bytes]),
      [
        ['P', files.reduce((sum, file) => sum + statSync(file).size, 5000)],
        ['missing', 0],
      ],
    );
  });

  it('counts all threads of the home, active and archived, with their bytes', async () => {
    const ids = drawHome(home(), {
      old: { parent: null, ...daysAgo(9) },
      fresh: { parent: null, ...daysAgo(1) },
      gone: { parent: null, archived: true, ...daysAgo(9) },
    });
    const bytesOf = (...of: string[]): number => of.reduce((sum, id) => sum + statSync(rolloutOf(home(), id)).size, 0);
    const answer = await ask(await start(home()));
    assert.deepEqual(answer.home, {
      active: { threads: 2, bytes: bytesOf(ids.old, ids.fresh) },
      archived: { threads: 1, bytes: bytesOf(ids.gone) },
    });
  });

  it('what a subtree consists of, level by level, as an archive moves it', async () => {
    const ids = drawHome(home(), {
      P: { parent: null, ...daysAgo(9) },
      young: { parent: 'P', ...daysAgo(9) },
      deep: { parent: 'young', ...daysAgo(8) },
      old: { parent: 'P', ...daysAgo(20) },
      gone: { parent: 'P', archived: true, ...daysAgo(30) },
      left: { parent: 'gone', ...daysAgo(30) },
    });
    const server = await start(home());
    const within = async (threadId: string): Promise<OldThreadsResponse['subtrees']> =>
      (await server.request<SubAgentsResponse>('threadTree/subAgents', { threadId })).subtrees;
    const inside = await within(ids.P);
    assert.deepEqual(
      inside.map(({ row, threads }) => `${row.name} ${threads}`),
      ['left 1', 'old 1', 'young 2'],
    );
    const [whole] = (await ask(server)).subtrees;
    assert.equal(
      inside.reduce((sum, { bytes }) => sum + bytes, statSync(rolloutOf(home(), ids.P)).size),
      whole?.bytes,
    );
    assert.deepEqual(
      (await within(ids.young)).map(({ row }) => row.name),
      ['deep'],
    );
    assert.deepEqual(await within('01a20000-0000-7000-8000-00000000dead'), []);
  });

  it('lists what an archive moves', async () => {
    drawHome(home(), {
      P: { parent: null, ...daysAgo(9) },
      A: { parent: 'P', archived: true, ...daysAgo(9) },
      B: { parent: 'A', ...daysAgo(9) },
      orphan: { parent: null, source: '{"subagent":"review"}', ...daysAgo(9) },
    });
    const server = await start(home());
    const { subtrees } = await ask(server);
    const { reports } = await server.request<OperationResult>('threadTree/archive', {
      threadIds: subtrees.map(({ row }) => row.threadId),
    });
    assert.equal(
      reports.filter(({ status }) => status === 'archived').length,
      subtrees.reduce((sum, { threads }) => sum + threads, 0),
    );
    const after = await ask(server);
    assert.deepEqual([after.subtrees, after.loaded, after.home.active], [[], 0, { threads: 0, bytes: 0 }]);
  });

  if (runsOn('linux', 'flock(1) stands in for a Codex that has a lock')) {
    it('skips subtrees with a loaded thread, and counts them', async () => {
      const ids = drawHome(home(), {
        P: { parent: null, ...daysAgo(9) },
        C: { parent: 'P', ...daysAgo(9) },
        Q: { parent: null, ...daysAgo(9) },
      });
      await holdFlock(threadLockOf(home(), ids.C));
      const answer = await ask(await start(home()));
      assert.deepEqual([roots(answer), answer.loaded], [['Q 1'], 1]);
    });
  }

  const refusals: [params: object, message: RegExp][] = [
    [{ ...everything, days: -1 }, /days: .*>=0/],
    [{ ...everything, days: 1.5 }, /days: /],
    [{ ...everything, folders: ['shop'] }, /folders\.0: Expected an absolute path/],
    [{ days: 1, folders: null }, /finishedOnly: .*received undefined/],
  ];
  for (const [params, message] of refusals) {
    it(`refuses ${JSON.stringify(params)}`, async () => {
      drawHome(home(), { P: null });
      await assert.rejects((await start(home())).request('threadTree/oldThreads', params), { code: -32600, message });
    });
  }
});
