// The tree's rows: positions, order, pages, paths and details, from a home's state DB.
import { strict as assert } from 'node:assert';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type {
  ThreadDetails,
  TreeLevelsResponse,
  TreeListParams,
  TreeListResponse,
  TreePathResponse,
} from '../../src/protocol/methods';
import { PINNED_SECTION } from '../../src/protocol/codexActions';
import { defaultViewOptions } from '../../src/server/threads/viewRules';
import { idOf } from '../fixtures/ids';
import { drawHome, rolloutOf } from '../support/home';
import { threadServers, type TestServer } from '../support/server';
import { age, change } from '../support/stateDb';
import { temporaryFolder } from '../support/temporaryFolder';

describe('the tree, with the server', () => {
  const home = temporaryFolder();
  const start = threadServers();

  const list = (server: TestServer, params: Partial<TreeListParams> = {}): Promise<TreeListResponse> =>
    server.request('threadTree/list', { view: 'threads', ...params });
  const names = async (server: TestServer, params?: Partial<TreeListParams>): Promise<string[]> =>
    (await list(server, params)).rows.map(({ name }) => name);

  it('both views, level by level', async () => {
    const ids = drawHome(home(), {
      P: null,
      A: 'P',
      A1: 'A',
      B: { parent: 'P', archived: true },
      B1: 'B',
      Q: { parent: null, archived: true },
      Q1: { parent: 'Q', archived: true },
      lost: { parent: null, source: '{"subagent":"review"}' },
      stray: { parent: 'gone', edge: null },
      gone: { parent: null, rollout: 'nowhere' },
    });
    const server = await start(home());
    const top = await list(server);
    assert.deepEqual(
      top.rows.map(({ name, children, descendants, detached }) => [name, children, descendants, detached]),
      [['P', 2, 3, false]],
    );
    assert.deepEqual([top.total, top.orphans, top.problem], [1, 2, null]);
    assert.deepEqual(await names(server, { parentId: 'orphans' }), ['stray', 'lost']);
    const below = await list(server, { parentId: ids.P });
    assert.deepEqual(
      below.rows.map(({ name, between, archived, children, descendants }) => [
        name,
        between,
        archived,
        children,
        descendants,
      ]),
      [
        ['B', true, true, 1, 1],
        ['A', false, false, 1, 1],
      ],
    );
    assert.deepEqual(await names(server, { parentId: ids.A }), ['A1']);
    assert.deepEqual(await names(server, { parentId: ids.B }), ['B1']);
    const archive = await list(server, { view: 'archived' });
    assert.deepEqual(
      archive.rows.map(({ name, children, descendants, detached }) => [name, children, descendants, detached]).sort(),
      [
        ['B', 0, 0, true],
        ['Q', 1, 1, false],
      ],
    );
    assert.ok(archive.rows.every(({ archived, archivedAt }) => archived && archivedAt !== null));
    assert.deepEqual(await names(server, { view: 'archived', parentId: ids.Q }), ['Q1']);
    assert.deepEqual(await names(server, { view: 'all' }), ['P', 'A', 'A1', 'B', 'B1', 'Q', 'Q1', 'lost', 'stray']);
    assert.deepEqual(await names(server, { view: 'all', parentId: ids.P }), []);
  });

  it('an attached thread with the one to which it is attached; it counts for its age, and is not archived with it', async () => {
    const ids = drawHome(home(), {
      P: null,
      A: 'P',
      idle: { parent: null, recencyAt: Date.UTC(2026, 5, 1) },
      guest: { parent: null, recencyAt: Date.UTC(2026, 6, 1) },
      gone: { parent: null, rollout: 'nowhere' },
      lost: null,
    });
    change(
      home(),
      `UPDATE threads SET attached_thread_parent_id = '${ids.P}', thread_section_id = '${PINNED_SECTION}' WHERE id = '${ids.guest}'`,
    );
    change(home(), `UPDATE threads SET attached_thread_parent_id = '${ids.gone}' WHERE id = '${ids.lost}'`);
    const server = await start(home());
    const brief = async (parentId: string | null): Promise<unknown[]> =>
      (await list(server, { parentId })).rows.map(({ name, attached, pinned, descendants, newestAt }) =>
        [name, attached && 'attached', pinned && 'pinned', descendants, newestAt].filter(part => part !== false),
      );
    const seconds = (time: number): number => Math.floor(time / 1000);
    assert.deepEqual(await brief(null), [
      ['P', 1, seconds(Date.UTC(2026, 6, 1))],
      ['idle', 0, seconds(Date.UTC(2026, 5, 1))],
      ['lost', 0, seconds(Date.UTC(2026, 4, 1, 0, 5) + 1000)],
    ]);
    assert.deepEqual(await brief(ids.P), [
      ['guest', 'attached', 'pinned', 0, seconds(Date.UTC(2026, 6, 1))],
      ['A', 0, seconds(Date.UTC(2026, 4, 1, 0, 1) + 1000)],
    ]);
    await server.request('threadTree/archive', { threadIds: [ids.P] });
    const pinned = await list(server, { parentId: `group:${PINNED_SECTION}` });
    assert.deepEqual(
      [...pinned.rows, ...(await list(server)).rows].map(({ name, detached }) => [name, detached]),
      [
        ['guest', true],
        ['idle', false],
        ['lost', false],
      ],
    );
  });

  it('a sub-agent of multi-agent v2 by the last part of its path; it is not empty', async () => {
    const ids = drawHome(home(), { P: { parent: null, archived: true }, A: 'P', empty: null });
    change(
      home(),
      `UPDATE threads SET preview = '', first_user_message = '', title = '', name = NULL;
       UPDATE threads SET agent_path = '/root/find_prices', agent_nickname = 'Lovelace' WHERE id = '${ids.A}'`,
    );
    const options = { ...defaultViewOptions, empty: false };
    const { rows, hidden } = await list(await start(home()), { options });
    assert.deepEqual([rows.map(({ name }) => name), hidden], [['Lovelace: find_prices'], 1]);
  });

  it('several levels at once, of one commit, each as a list request answers it', async () => {
    const ids = drawHome(home(), {
      P: null,
      A: 'P',
      A1: 'A',
      B: 'P',
      Q: null,
      lost: { parent: null, source: '{"subagent":"review"}' },
    });
    age(home());
    const server = await start(home());
    const asked: Partial<TreeListParams>[] = [
      {},
      { parentId: 'orphans' },
      { parentId: ids.P, offset: 1, limit: 1 },
      { parentId: ids.A },
      { parentId: idOf(99) },
    ];
    const { levels, revision, problem } = await server.request<TreeLevelsResponse>('threadTree/levels', {
      view: 'threads',
      levels: asked,
    });
    assert.deepEqual(
      levels.map(({ rows, total, orphans }) => [rows.map(({ name }) => name).join(), total, orphans]),
      [
        ['Q,P', 2, 1],
        ['lost', 1, 0],
        ['A', 2, 0],
        ['A1', 1, 0],
        ['', 0, 0],
      ],
    );
    assert.equal(problem, null);
    for (const [at, params] of asked.entries())
      assert.deepEqual(await list(server, params), { ...levels[at], revision, problem });
  });

  it('several levels of a home that cannot be read: its problem, as a list request reports it', async () => {
    const server = await start(home());
    const answer = await server.request<TreeLevelsResponse>('threadTree/levels', { view: 'threads', levels: [{}, {}] });
    assert.deepEqual(answer.levels, []);
    assert.equal(answer.problem?.code, 'noStateDb');
    const { revision, problem } = await list(server);
    assert.deepEqual([revision, problem], [answer.revision, answer.problem]);
  });

  it('pages', async () => {
    drawHome(home(), Object.fromEntries(Array.from({ length: 25 }, (_, at) => [`t${at}`, null])));
    const server = await start(home());
    const all = await names(server);
    assert.equal(all.length, 25);
    assert.equal(all[0], 't24');
    const pages = await Promise.all([0, 10, 20, 30].map(offset => list(server, { offset, limit: 10 })));
    assert.deepEqual(
      pages.flatMap(({ rows }) => rows.map(({ name }) => name)),
      all,
    );
    assert.deepEqual(
      pages.map(({ rows, total }) => [rows.length, total]),
      [
        [10, 25],
        [10, 25],
        [5, 25],
        [0, 25],
      ],
    );
  });

  const times: { title: string; sql: string; recencyAt: number }[] = [
    { title: 'the recency', sql: 'recency_at_ms = 1700000000999', recencyAt: 1_700_000_000 },
    {
      title: 'its seconds, if there are no milliseconds',
      sql: 'recency_at_ms = 0, recency_at = 1700000001',
      recencyAt: 1_700_000_001,
    },
    {
      title: 'otherwise the update',
      sql: 'recency_at_ms = 0, recency_at = 0, updated_at_ms = 1700000002999',
      recencyAt: 1_700_000_002,
    },
    {
      title: 'otherwise its seconds',
      sql: 'recency_at_ms = 0, recency_at = 0, updated_at_ms = NULL, updated_at = 1700000003',
      recencyAt: 1_700_000_003,
    },
    {
      title: 'otherwise the creation',
      sql: 'recency_at_ms = 0, recency_at = 0, updated_at_ms = 0, updated_at = 0, created_at_ms = 1700000004000',
      recencyAt: 1_700_000_004,
    },
    {
      title: 'no time at all',
      sql: 'recency_at_ms = 0, recency_at = 0, updated_at_ms = 0, updated_at = 0, created_at_ms = 0, created_at = 0',
      recencyAt: 0,
    },
    {
      title: 'a time that is not a number',
      sql: "recency_at_ms = 'soon', recency_at = 'later', updated_at_ms = 1700000005000",
      recencyAt: 1_700_000_005,
    },
  ];
  it('the time of the last activity, from whichever column has it', async () => {
    const ids = drawHome(home(), Object.fromEntries(times.map(({ title }) => [title, null])));
    change(home(), 'DROP TRIGGER threads_updated_at_ms_after_update; DROP TRIGGER threads_created_at_ms_after_update');
    for (const { title, sql } of times) change(home(), `UPDATE threads SET ${sql} WHERE id = '${ids[title]}'`);
    const server = await start(home());
    const { rows } = await list(server);
    assert.deepEqual(
      new Map(rows.map(({ name, recencyAt }) => [name, recencyAt])),
      new Map(times.map(({ title, recencyAt }) => [title, recencyAt])),
    );
  });

  it('a path leads down to a thread, also among the orphans', async () => {
    const ids = drawHome(home(), {
      P: null,
      C: 'P',
      G: 'C',
      lost: { parent: null, source: '{"subagent":"review"}' },
      below: 'lost',
      B: { parent: 'P', archived: true },
    });
    const server = await start(home());
    const pathTo = async (id: string, view = 'threads'): Promise<unknown[]> => {
      const { rows, inOrphans } = await server.request<TreePathResponse>('threadTree/path', { view, threadId: id });
      return [...rows.map(({ name }) => name), inOrphans];
    };
    assert.deepEqual(await pathTo(ids.G), ['P', 'C', 'G', false]);
    assert.deepEqual(await pathTo(ids.P), ['P', false]);
    assert.deepEqual(await pathTo(ids.below), ['lost', 'below', true]);
    assert.deepEqual(await pathTo(ids.B), [false]);
    assert.deepEqual(await pathTo(ids.B, 'archived'), ['B', false]);
  });

  it('details: the thread, its full name, and the rollout that may be opened', async () => {
    const ids = drawHome(home(), {
      P: { parent: null, name: 'x'.repeat(1500), branch: 'main' },
      compressed: null,
      missing: { parent: null, rollout: 'missing' },
    });
    const file = rolloutOf(home(), ids.compressed);
    renameSync(file, `${file}.zst`);
    const server = await start(home());
    const details = (id: string): Promise<ThreadDetails> => server.request('threadTree/details', { threadId: id });
    const plain = await details(ids.P);
    assert.deepEqual(
      [plain.thread.id, plain.name.length, plain.tokensUsed, plain.thread.gitInfo?.branch],
      [ids.P, 1500, null, 'main'],
    );
    assert.equal(plain.rollout?.path, rolloutOf(home(), ids.P));
    assert.ok((plain.rollout?.bytes ?? 0) > 100);
    assert.equal((await details(ids.compressed)).rollout?.path, `${file}.zst`);
    assert.equal((await details(ids.missing)).rollout, null);
  });

  it('kinds and parents of rows, whether edge or source names the parent', async () => {
    const ids = drawHome(home(), {
      P: null,
      byEdge: 'P',
      bySource: { parent: 'P', edge: null },
      run: { parent: null, source: 'exec' },
      mcp: { parent: null, source: 'mcp' },
    });
    change(home(), `UPDATE threads SET source = 'vscode' WHERE id = '${ids.byEdge}'`);
    const server = await start(home());
    const { rows } = await list(server, { view: 'all' });
    assert.deepEqual(
      rows.map(({ name, kind, parentId }) => [name, kind, parentId]),
      [
        ['P', 'main', null],
        ['byEdge', 'main', ids.P],
        ['bySource', 'subAgent', ids.P],
        ['run', 'exec', null],
        ['mcp', 'other', null],
      ],
    );
  });

  it('names of old threads, from their titles and from the session index', async () => {
    const ids = drawHome(home(), {
      titled: { parent: null, historyMode: 'legacy', title: 'A title', message: 'words' },
      indexed: { parent: null, historyMode: 'legacy', title: 'words', message: 'words' },
    });
    writeFileSync(
      path.join(home(), 'session_index.jsonl'),
      `{"id":"${ids.indexed}","thread_name":"From the index","updated_at":"2026-05-01T00:00:00Z"}\n`,
    );
    const server = await start(home());
    assert.deepEqual((await names(server)).sort(), ['A title', 'From the index']);
  });

  it('a session index that cannot be read costs only the names', async () => {
    drawHome(home(), { P: null });
    mkdirSync(path.join(home(), 'session_index.jsonl'));
    const server = await start(home());
    assert.deepEqual(await names(server), ['P']);
    await list(server);
    assert.match(
      server.log(),
      /^.*session_index\.jsonl was not read \(.*\): threads are shown without the names in it\.\n$/,
    );
    assert.equal((await list(server)).rows[0]?.threadId, idOf(1));
  });
});
