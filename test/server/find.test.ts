// threadTree/search and the filter of the views, with the real server.
import { strict as assert } from 'node:assert';
import { appendFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { SearchHit, TreeListResponse, TreePathResponse, TreeSearchResponse } from '../../src/protocol/methods';
import { hostileTexts } from '../fixtures/hostileTexts';
import { idOf } from '../fixtures/ids';
import { eventually } from '../support/eventually';
import { drawHome } from '../support/home';
import { threadServers, type TestServer } from '../support/server';
import { change, stateDbOf } from '../support/stateDb';
import { temporaryFolder } from '../support/temporaryFolder';
import { everything as options } from '../support/viewOptions';

describe('searching, with the server', () => {
  const home = temporaryFolder();
  const start = threadServers();
  const search = (server: TestServer, query: string, limit?: number): Promise<TreeSearchResponse> =>
    server.request('threadTree/search', { query, ...(limit === undefined ? {} : { limit }) });
  const names = ({ hits }: { hits: SearchHit[] }): string[] => hits.map(({ name }) => name);
  /** Asks until this is the answer: an older index may answer for some seconds. */
  const untilFound = async (server: TestServer, query: string, shown: string[]): Promise<void> => {
    await eventually(async () => assert.deepEqual(names(await search(server, query)), shown), 10_000, 20);
  };

  it('finds active and archived threads and all sub-agents, with their ancestors', async () => {
    const ids = drawHome(home(), {
      'Fix the tests': null,
      'Child about login': 'Fix the tests',
      'Deep login': 'Child about login',
      'Old login': { parent: null, archived: true, branch: 'release', cwd: '/home/dev/shop' },
      Other: null,
    });
    const server = await start(home());
    const { hits, total } = await search(server, 'LOGIN');
    assert.equal(total, 3);
    assert.deepEqual(
      hits.map(({ name, ancestors, archived }) => [name, ancestors, archived]),
      [
        ['Deep login', ['Fix the tests', 'Child about login'], false],
        ['Child about login', ['Fix the tests'], false],
        ['Old login', [], true],
      ],
    );
    const [row] = (await server.request<TreeListResponse>('threadTree/list', { view: 'archived' })).rows;
    assert.deepEqual(hits[2], { ...row, ancestors: [], cwd: '/home/dev/shop', match: null });
    assert.deepEqual(
      (await search(server, 'shop release')).hits.map(({ match }) => match),
      [{ field: 'cwd', text: '/home/dev/shop' }],
    );
    assert.deepEqual(
      (await search(server, ids.Other)).hits.map(({ name, match }) => [name, match?.field]),
      [['Other', 'id']],
    );
  });

  it('returns the best first, and no more than requested', async () => {
    drawHome(home(), {
      one: { parent: null, name: 'prefix' },
      two: { parent: null, name: 'a fix' },
      three: { parent: null, name: 'fix', archived: true },
      four: { parent: null, name: 'fix' },
    });
    const server = await start(home());
    assert.deepEqual(
      (await search(server, 'fix')).hits.map(({ name, archived }) => `${name}${archived ? ', archived' : ''}`),
      ['fix', 'fix, archived', 'a fix', 'prefix'],
    );
    const { hits, total } = await search(server, 'fix', 1);
    assert.deepEqual([hits.length, total], [1, 4]);
  });

  it('names at most the five nearest ancestors', async () => {
    drawHome(home(), { a: null, b: 'a', c: 'b', d: 'c', e: 'd', f: 'e', needle: 'f' });
    assert.deepEqual((await search(await start(home()), 'needle')).hits[0]?.ancestors, ['b', 'c', 'd', 'e', 'f']);
  });

  it('ancestors in a cycle, and ancestors without a row', async () => {
    const ids = drawHome(home(), { a: null, b: 'a', ghost: { parent: null, rollout: 'nowhere' }, k: 'ghost' });
    change(
      home(),
      `INSERT INTO thread_spawn_edges VALUES ('${ids.b}', '${ids.a}', 'open'), ('x', '${ids.ghost}', 'open'), ('${ids.ghost}', 'x', 'open')`,
    );
    const server = await start(home());
    assert.deepEqual(
      (await search(server, 'a')).hits.map(({ name, ancestors }) => [name, ancestors]),
      [['a', ['b']]],
    );
    assert.deepEqual(
      (await search(server, 'k')).hits.map(({ name, ancestors }) => [name, ancestors]),
      [['k', []]],
    );
  });

  it('a blank query finds nothing', async () => {
    drawHome(home(), { P: null });
    const server = await start(home());
    for (const query of ['', '  ', '\u200b\n']) assert.deepEqual(await search(server, query), { hits: [], total: 0 });
    assert.deepEqual(names(await search(server, 'P')), ['P']);
  });

  it('finds what Codex changes meanwhile: new, renamed, deleted and archived threads', async () => {
    const ids = drawHome(home(), { apple: null, pear: null, cherry: null });
    const server = await start(home());
    await untilFound(server, 'apple', ['apple']);
    change(
      home(),
      `UPDATE threads SET name = 'banana', preview = 'b', first_user_message = 'b' WHERE id = '${ids.apple}'; DELETE FROM threads WHERE id = '${ids.pear}'; UPDATE threads SET archived = 1 WHERE id = '${ids.cherry}'`,
    );
    // What is gone or no longer matches is left out at once, although the index still has it.
    assert.deepEqual(await search(server, 'apple'), { hits: [], total: 0 });
    assert.deepEqual(await search(server, 'pear'), { hits: [], total: 0 });
    assert.deepEqual(
      (await search(server, 'cherry')).hits.map(({ archived }) => archived),
      [true],
    );
    await untilFound(server, 'banana', ['banana']);
  });

  it('names in the session index count', async () => {
    drawHome(home(), { P: { parent: null, historyMode: 'legacy', title: 'same', message: 'same' } });
    appendFileSync(
      path.join(home(), 'session_index.jsonl'),
      `{"id":"${idOf(1)}","thread_name":"Renamed","updated_at":"2026-05-01T00:00:00Z"}\n`,
    );
    assert.deepEqual(names(await search(await start(home()), 'renamed')), ['Renamed']);
  });

  it('one index answers many searches, and other requests get their turn while it is built', async () => {
    drawHome(
      home(),
      Object.fromEntries(
        Array.from({ length: 3000 }, (_, at) => [`t${at}`, at % 3 === 0 ? null : `t${at - (at % 3)}`]),
      ),
    );
    const server = await start(home());
    const answered: string[] = [];
    await Promise.all([
      ...['t1', 't12', 't123'].map(query =>
        search(server, query).then(({ total }) => answered.push(`${query} ${total}`)),
      ),
      server.request('threadTree/list', { view: 'threads' }).then(() => answered.push('list')),
    ]);
    assert.deepEqual(answered, ['list', 't1 1111', 't12 111', 't123 11']);
  });

  it('malicious texts are found as plain text, and the server stays alive', async () => {
    const texts = hostileTexts.map(({ text }) => text.slice(0, 100_000).toWellFormed().replaceAll('\0', ''));
    const sketches = Object.fromEntries(
      texts.map((text, at) => [`t${at}`, { parent: null, name: text, message: text, branch: text }]),
    );
    drawHome(home(), sketches);
    const server = await start(home());
    for (const { text } of hostileTexts) {
      const { hits, total } = await search(server, text);
      assert.ok(total >= hits.length);
      for (const hit of hits)
        for (const shown of [hit.name, hit.cwd, hit.match?.text ?? '', ...hit.ancestors])
          assert.ok(!/[\p{Cc}\u202e\u200b]/u.test(shown) && shown.isWellFormed() && shown.length <= 700);
    }
    assert.deepEqual(names(await search(server, 'DROP TABLE')), ["'); DROP TABLE threads; --"]);
    assert.equal(server.log(), '');
  });

  it('says what is wrong if there is no home or no state DB', async () => {
    drawHome(home(), { P: null });
    rmSync(stateDbOf(home()));
    await assert.rejects(search(await start(home()), 'x'), {
      code: -32603,
      data: { code: 'stateDbMissing', folder: home() },
    });
  });

  const refusals: [params: object, message: RegExp][] = [
    [{}, /query: .*received undefined/],
    [{ query: 1 }, /query: .*Expected string/],
    [{ query: 'x', limit: 0 }, /limit: .*>=1/],
    [{ query: 'x', limit: 501 }, /limit: .*<=500/],
  ];
  for (const [params, message] of refusals) {
    it(`refuses ${JSON.stringify(params)}`, async () => {
      drawHome(home(), { P: null });
      await assert.rejects((await start(home())).request('threadTree/search', params), { code: -32600, message });
    });
  }

  describe('the filter of a view', () => {
    const list = (server: TestServer, filter: string, more: object = {}): Promise<TreeListResponse> =>
      server.request('threadTree/list', { view: 'threads', options: { ...options, filter }, ...more });
    const shown = ({ rows }: TreeListResponse): string[] =>
      rows.map(({ name, matchesBelow: below }) => `${name}${below ? `, above ${below.total}: ${below.name}` : ''}`);

    it('shows what the search finds, and its ancestors', async () => {
      const ids = drawHome(home(), {
        P: null,
        A: 'P',
        'A login': 'A',
        B: 'P',
        Q: null,
        'old login': { parent: null, archived: true },
      });
      const server = await start(home());
      const top = await list(server, 'Login');
      assert.deepEqual([shown(top), top.total, top.hidden], [['P, above 1: A login'], 1, 2]);
      assert.deepEqual(shown(await list(server, 'Login', { parentId: ids.P })), ['A, above 1: A login']);
      assert.deepEqual(shown(await list(server, 'Login', { parentId: ids.A })), ['A login']);
      assert.deepEqual(shown(await list(server, 'Login', { view: 'archived' })), ['old login']);
      assert.deepEqual(shown(await list(server, 'nowhere')), []);
      assert.deepEqual(shown(await list(server, ' \u200b ')), ['Q', 'P']);
      const pathTo = (threadId: string): Promise<TreePathResponse> =>
        server.request('threadTree/path', { view: 'threads', threadId, options: { ...options, filter: 'login' } });
      assert.deepEqual(
        (await pathTo(ids['A login'])).rows.map(({ name }) => name),
        ['P', 'A', 'A login'],
      );
      assert.deepEqual((await pathTo(ids.B)).rows, []);
      assert.deepEqual(
        await server.request('threadTree/members', {
          view: 'threads',
          parentId: null,
          options: { ...options, filter: 'login' },
        }),
        { threadIds: [ids.P] },
      );
    });

    it('follows Codex’s changes, and notifies of them; equal revisions mean equal answers', async () => {
      const ids = drawHome(home(), { P: null, Q: null });
      const server = await start(home());
      const answers = new Map<number, string>();
      const listed = async (): Promise<string[]> => {
        const answer = await list(server, 'login');
        const text = JSON.stringify(answer);
        assert.equal(answers.get(answer.revision) ?? text, text);
        answers.set(answer.revision, text);
        return shown(answer);
      };
      assert.deepEqual(await listed(), []);
      change(home(), `UPDATE threads SET name = 'login' WHERE id = '${ids.Q}'`);
      while ((await listed()).length === 0) await server.notified('threadTree/changed');
      assert.deepEqual(await listed(), ['login']);
    });

    it('a home that cannot be read is reported as a problem, as without a filter', async () => {
      drawHome(home(), { P: null });
      rmSync(stateDbOf(home()));
      assert.equal((await list(await start(home()), 'x')).problem?.code, 'noStateDb');
    });
  });
});
