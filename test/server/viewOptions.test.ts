// Views with options, with the real server: groups, scope, what is hidden, orders, and the ids of whole levels.
import { strict as assert } from 'node:assert';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type {
  TreeListParams,
  TreeListResponse,
  TreeMembersResponse,
  TreePathResponse,
  ViewOptions,
} from '../../src/protocol/methods';
import { generateHome, writeHome } from '../fixtures/generateHome';
import { planForest } from '../fixtures/planForest';
import { seededRandom } from '../fixtures/random';
import { drawHome } from '../support/home';
import { makesLinks, runsOn } from '../support/runsOn';
import { threadServers, type TestServer } from '../support/server';
import { age, change } from '../support/stateDb';
import { systemPath } from '../support/systemPath';
import { temporaryFolder } from '../support/temporaryFolder';
import { everything } from '../support/viewOptions';

describe('views with options, with the server', () => {
  const folder = temporaryFolder();
  const start = threadServers();
  const at = (...names: string[]): string => path.join(folder(), ...names);
  const home = (): string => at('home');
  beforeEach(() => mkdirSync(home()));

  type Asked = Omit<Partial<TreeListParams>, 'options'>;
  const list = (server: TestServer, options: Partial<ViewOptions>, params: Asked = {}): Promise<TreeListResponse> =>
    server.request('threadTree/list', { view: 'threads', ...params, options: { ...everything, ...options } });
  const names = async (server: TestServer, options: Partial<ViewOptions>, params?: Asked): Promise<string> =>
    (await list(server, options, params)).rows.map(({ name }) => name).join(' ');
  const pathTo = (server: TestServer, threadId: string, options: Partial<ViewOptions>): Promise<TreePathResponse> =>
    server.request('threadTree/path', { view: 'threads', threadId, options: { ...everything, ...options } });
  const members = async (server: TestServer, options: Partial<ViewOptions>, params: Asked = {}): Promise<string[]> =>
    (
      await server.request<TreeMembersResponse>('threadTree/members', {
        view: 'threads',
        ...params,
        options: { ...everything, ...options },
      })
    ).threadIds;

  /**
   * Every level of a view, page by page, without threads of the other view. Checks that a level's members are its rows.
   */
  async function walk(
    server: TestServer,
    options: Partial<ViewOptions>,
    view: 'threads' | 'archived' = 'threads',
  ): Promise<{ shown: string[]; hidden: number }> {
    const shown: string[] = [];
    const top = await list(server, options, { view });
    const parents: (string | null)[] = [null, 'orphans', ...top.groups.map(({ key }) => `group:${key}`)];
    for (let parentId = parents.shift(); parentId !== undefined; parentId = parents.shift()) {
      const level: string[] = [];
      const between = new Set<string>();
      for (let total = 1; level.length < total;) {
        const page = await list(server, options, { view, parentId, offset: level.length, limit: 7 });
        total = page.total;
        level.push(...page.rows.map(({ threadId }) => threadId));
        for (const row of page.rows) if (row.between) between.add(row.threadId);
        parents.push(...page.rows.filter(({ children }) => children > 0).map(({ threadId }) => threadId));
      }
      assert.deepEqual(await members(server, options, { view, parentId }), level);
      shown.push(...level.filter(id => !between.has(id)));
    }
    return { shown, hidden: top.hidden };
  }

  const noonBefore = (days: number): number => {
    const now = new Date();
    return new Date(now.getFullYear(), now.getMonth(), now.getDate() - days, 12).getTime();
  };
  const monthOf = (time: number): string =>
    `${new Date(time).getFullYear()}-${String(new Date(time).getMonth() + 1).padStart(2, '0')}`;

  it('by date: of the last activity, of creation, of archiving', async () => {
    const [old, older] = [noonBefore(40), noonBefore(400)];
    const ids = drawHome(home(), {
      today: { parent: null, recencyAt: noonBefore(0), createdAt: old },
      child: { parent: 'today', recencyAt: older },
      ahead: { parent: null, recencyAt: noonBefore(-3), createdAt: old },
      yesterday: { parent: null, recencyAt: noonBefore(1), createdAt: older },
      week: { parent: null, recencyAt: noonBefore(7), createdAt: older },
      month: { parent: null, recencyAt: noonBefore(8), createdAt: older },
      old: { parent: null, recencyAt: old, createdAt: old },
      lost: { parent: null, source: '{"subagent":"review"}', recencyAt: noonBefore(0) },
      put: { parent: null, archived: true, recencyAt: older, updatedAt: noonBefore(1), createdAt: older },
    });
    change(home(), `UPDATE threads SET archived_at = NULL WHERE archived = 0`);
    const server = await start(home());
    const top = await list(server, { group: 'date' });
    assert.deepEqual(top.groups, [
      { key: 'today', folder: null, rows: 2, threads: 3 },
      { key: 'yesterday', folder: null, rows: 1, threads: 1 },
      { key: 'week', folder: null, rows: 1, threads: 1 },
      { key: 'month', folder: null, rows: 1, threads: 1 },
      { key: monthOf(old), folder: null, rows: 1, threads: 1 },
    ]);
    assert.deepEqual([top.rows, top.total, top.orphans, top.hidden], [[], 0, 1, 0]);
    assert.equal(await names(server, { group: 'date' }, { parentId: 'group:today' }), 'ahead today');
    assert.equal(await names(server, { group: 'date' }, { parentId: ids.today }), 'child');
    assert.equal(await names(server, { group: 'date' }, { parentId: 'orphans' }), 'lost');
    assert.equal(await names(server, { group: 'date' }, { parentId: 'group:1999-01' }), '');
    assert.equal(await names(server, {}, { parentId: 'group:today' }), '');
    assert.deepEqual(
      await list(server, { group: 'date' }, { parentId: 'group:today' }).then(({ groups, orphans, hidden, total }) => [
        groups,
        orphans,
        hidden,
        total,
      ]),
      [[], 0, 0, 2],
    );
    assert.deepEqual(
      (await list(server, { group: 'date', sort: 'created' })).groups.map(({ key, rows }) => [key, rows]),
      [
        [monthOf(old), 3],
        [monthOf(older), 3],
      ],
    );
    assert.deepEqual(
      (await list(server, { group: 'date' }, { view: 'archived' })).groups.map(({ key, rows }) => [key, rows]),
      [['yesterday', 1]],
    );
    assert.deepEqual(
      await pathTo(server, ids.child, { group: 'date' }).then(({ rows, group, inOrphans }) => [
        rows.map(({ name }) => name),
        group,
        inOrphans,
      ]),
      [['today', 'child'], 'today', false],
    );
    assert.deepEqual(
      await pathTo(server, ids.lost, { group: 'date' }).then(({ group, inOrphans }) => [group, inOrphans]),
      [null, true],
    );
    assert.equal((await pathTo(server, ids.child, {})).group, null);
  });

  function repositoryWithWorktree(): void {
    mkdirSync(at('repo/.git/worktrees/w'), { recursive: true });
    for (const [file, text] of [
      ['repo/.git/HEAD', 'ref'],
      ['repo/.git/worktrees/w/HEAD', 'ref'],
      ['repo/.git/worktrees/w/commondir', '../..'],
      ['repo/.git/worktrees/w/gitdir', at('tree/.git')],
    ] as const)
      writeFileSync(at(file), text);
    for (const name of ['tree/deep', 'repo/src', 'other']) mkdirSync(at(name), { recursive: true });
    writeFileSync(at('tree/.git'), `gitdir: ${at('repo/.git/worktrees/w')}`);
    if (hasLinks) symlinkSync(at('repo/src'), at('link'));
  }
  const hasLinks = runsOn('unix', makesLinks);
  /** A folder in the repository, behind a link if there are any. */
  const linked = (): string => at(hasLinks ? 'link' : 'repo/src');

  it('by workspace: a repository and its worktrees are one group, whatever links lead there', async () => {
    repositoryWithWorktree();
    const ids = drawHome(home(), {
      R: { parent: null, cwd: at('repo') },
      none: { parent: null, cwd: '' },
      L: { parent: null, cwd: linked() },
      G: { parent: null, cwd: at('other/gone\u202e') },
      W: { parent: null, cwd: at('tree/deep') },
      C: { parent: 'W', cwd: at('other') },
      old: { parent: null, archived: true, cwd: at('other') },
      D: { parent: 'old', cwd: at('other') },
    });
    const server = await start(home());
    const { groups } = await list(server, { group: 'workspace' });
    assert.deepEqual(groups, [
      { key: at('other'), folder: at('other'), rows: 1, threads: 1 },
      { key: at('repo'), folder: at('repo'), rows: 3, threads: 4 },
      { key: at('other/gone\u202e'), folder: at('other/gone'), rows: 1, threads: 1 },
      { key: '', folder: null, rows: 1, threads: 1 },
    ]);
    assert.deepEqual(
      await Promise.all(groups.map(({ key }) => names(server, { group: 'workspace' }, { parentId: `group:${key}` }))),
      ['D', 'W L R', 'G', 'none'],
    );
    assert.deepEqual(
      await pathTo(server, ids.C, { group: 'workspace' }).then(({ rows, group }) => [
        rows.map(({ name }) => name).join(),
        group,
      ]),
      ['W,C', at('repo')],
    );
  });

  it('a scope of folders: the root of a subtree decides, and every shown thread can be reached', async () => {
    repositoryWithWorktree();
    const ids = drawHome(home(), {
      R: { parent: null, cwd: at('repo') },
      L: { parent: null, cwd: linked() },
      W: { parent: null, cwd: at('tree') },
      C: { parent: 'W', cwd: at('other') },
      O: { parent: null, cwd: at('other') },
      below: { parent: 'O', cwd: at('repo') },
      S: { parent: null, source: '{"subagent":"review"}', cwd: at('repo/gone') },
      none: { parent: null, cwd: '' },
    });
    const server = await start(home());
    const scoped = { folders: [linked()] };
    const top = await list(server, scoped);
    assert.deepEqual(
      [top.rows.map(({ name }) => name).join(' '), top.total, top.hidden, top.orphans],
      ['W L', 2, 5, 0],
    );
    assert.equal(await names(server, scoped, { parentId: ids.W }), 'C');
    assert.equal(await names(server, scoped, { parentId: ids.O }), '');
    assert.deepEqual((await pathTo(server, ids.below, scoped)).rows, []);
    assert.deepEqual(
      (await pathTo(server, ids.below, {})).rows.map(({ name }) => name),
      ['O', 'below'],
    );
    const whole = await list(server, { folders: [at('repo'), at('nowhere')] });
    assert.deepEqual([whole.rows.map(({ name }) => name).join(' '), whole.orphans, whole.hidden], ['W L R', 1, 3]);
    assert.deepEqual(await list(server, { folders: [] }).then(({ rows, hidden }) => [rows, hidden]), [[], 8]);
  });

  const hides: { options: Partial<ViewOptions>; shows: string; orphans: number; hidden: number }[] = [
    { options: {}, shows: 'parent empty run P', orphans: 1, hidden: 0 },
    { options: { exec: false }, shows: 'parent empty P', orphans: 1, hidden: 2 },
    { options: { empty: false }, shows: 'parent run P', orphans: 1, hidden: 1 },
    { options: { orphans: false }, shows: 'parent empty run P', orphans: 0, hidden: 2 },
    { options: { exec: false, empty: false, orphans: false }, shows: 'parent P', orphans: 0, hidden: 5 },
  ];
  it('what is hidden, and how many', async () => {
    drawHome(home(), {
      P: null,
      run: { parent: null, source: 'exec' },
      ran: 'run',
      empty: { parent: null, message: '', name: 'empty' },
      parent: { parent: null, message: '', name: 'parent' },
      child: { parent: 'parent', message: '' },
      lost: { parent: null, source: '{"subagent":"review"}' },
      below: 'lost',
    });
    const server = await start(home());
    for (const { options, shows, orphans, hidden } of hides) {
      const top = await list(server, options);
      assert.deepEqual(
        [top.rows.map(({ name }) => name).join(' '), top.orphans, top.hidden],
        [shows, orphans, hidden],
        JSON.stringify(options),
      );
    }
  });

  it('orders', async () => {
    const ids = drawHome(home(), {
      'run 10': null,
      a: 'run 10',
      'b 2': 'run 10',
      'B 1': 'run 10',
      'Run 9': { parent: null, createdAt: Date.UTC(2026, 5, 1) },
      alone: null,
      a2: 'a',
    });
    const server = await start(home());
    assert.equal(await names(server, { sort: 'recency' }), 'run 10 alone Run 9', 'a2 is the newest');
    assert.equal(await names(server, { sort: 'created' }), 'Run 9 alone run 10');
    assert.equal(await names(server, { sort: 'name' }), 'alone Run 9 run 10');
    assert.equal(await names(server, { sort: 'size' }), 'run 10 alone Run 9');
    assert.equal(await names(server, { sort: 'name' }, { parentId: ids['run 10'] }), 'a B 1 b 2');
    assert.equal(await names(server, { sort: 'size' }, { parentId: ids['run 10'] }), 'a B 1 b 2');
  });

  it('orders by the name that is shown, which changes with its commit', async () => {
    const ids = drawHome(home(), {
      b: null,
      a: null,
      c: { parent: null, source: '{"subagent":{"other":"x"}}', nickname: 'aa' },
    });
    const server = await start(home());
    assert.equal(await names(server, { sort: 'name' }), 'a b');
    change(home(), `UPDATE threads SET name = 'z' WHERE id = '${ids.a}'`);
    assert.equal(await names(server, { sort: 'name' }), 'b z');
  });

  it('every thread is shown once or counted as hidden, whatever the options, in random homes', async () => {
    const options: Partial<ViewOptions>[] = [
      {},
      { group: 'date' },
      { group: 'workspace', sort: 'name' },
      { orphans: false, sort: 'size' },
      { exec: false, group: 'workspace' },
      { folders: [systemPath('/home/dev/shop')], sort: 'created' },
      { folders: [systemPath('/home/dev')], exec: false, group: 'date' },
    ];
    const threads = generateHome(home(), 11, {
      threads: 120,
      roots: 0.3,
      chains: 0.3,
      archived: 0.3,
      nowhere: 0.1,
      missingRollouts: 0.5,
    }).filter(({ rollout }) => rollout !== 'nowhere');
    const server = await start(home());
    for (const view of ['threads', 'archived'] as const) {
      const inView = threads.filter(({ archived }) => archived === (view === 'archived')).map(({ id }) => id);
      for (const each of options) {
        const { shown, hidden } = await walk(server, each, view);
        assert.deepEqual(
          [new Set(shown).size, shown.length + hidden],
          [shown.length, inView.length],
          `${view} ${JSON.stringify(each)}`,
        );
        assert.ok(shown.every(id => inView.includes(id)));
      }
      assert.deepEqual((await walk(server, {}, view)).shown.sort(), inView.sort());
    }
    assert.deepEqual(
      await server
        .request<TreeMembersResponse>('threadTree/members', { view: 'all' })
        .then(({ threadIds }) => threadIds.sort()),
      threads.map(({ id }) => id).sort(),
    );
  });

  it('10,000 threads at the top level', async () => {
    const planned = planForest(seededRandom(5), { threads: 10_000, roots: 1, missingRollouts: 1 });
    writeHome(
      home(),
      planned.map((thread, number) => ({
        ...thread,
        name: `Thread ${(number * 7919) % 10_000}`,
        historyMode: 'paginated',
        cwd: systemPath(`/gone/${number % 3000}`),
      })),
    );
    const server = await start(home());
    const byName = await members(server, { sort: 'name' });
    assert.equal(byName.length, 10_000);
    assert.deepEqual(
      (await list(server, { sort: 'name' }, { offset: 9_998 })).rows.map(({ name }) => name),
      ['Thread 9998', 'Thread 9999'],
    );
    assert.deepEqual(
      (await list(server, { sort: 'name' }, { offset: 9, limit: 2 })).rows.map(({ threadId }) => threadId),
      byName.slice(9, 11),
    );
    const byFolder = await list(server, { group: 'workspace' });
    assert.deepEqual(
      [byFolder.groups.length, byFolder.groups.reduce((sum, { rows }) => sum + rows, 0)],
      [3000, 10_000],
    );
    assert.equal((await list(server, { folders: [systemPath('/gone/7')], sort: 'size' })).hidden, 9_996);
    assert.equal((await list(server, { exec: false })).total, planned.filter(({ source }) => source !== 'exec').length);
  });

  it('the revision stays the same as long as nothing has changed, whatever is requested', async () => {
    repositoryWithWorktree();
    drawHome(home(), { P: { parent: null, cwd: at('repo') } });
    age(home());
    const server = await start(home());
    const asked: Partial<ViewOptions>[] = [
      {},
      { group: 'workspace' },
      { folders: [at('tree')] },
      { sort: 'name' },
      { group: 'date' },
    ];
    const revisions = await Promise.all(
      [...asked, ...asked].map(options => list(server, options).then(({ revision }) => revision)),
    );
    assert.equal(new Set(revisions).size, 1);
  });
});
