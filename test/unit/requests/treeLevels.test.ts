// For how long views are kept, and what they depend on.
import { strict as assert } from 'node:assert';
import { GROUP_PREFIX, PINNED_SECTION, type ViewOptions } from '../../../src/protocol/methods';
import { createTreeLevelsCache, type TreeLevels } from '../../../src/server/requests/treeLevels';
import type { StateDb } from '../../../src/server/sqlite/stateDb';
import { createThreadHome, type ThreadHome } from '../../../src/server/home/threadHome';
import { defaultViewOptions } from '../../../src/server/threads/viewRules';
import { idOf } from '../../fixtures/ids';
import { drawHome } from '../../support/home';
import { age, change } from '../../support/stateDb';
import { temporaryFolder } from '../../support/temporaryFolder';

describe('kept views', () => {
  const folder = temporaryFolder();
  const homes: ThreadHome[] = [];
  afterEach(() => homes.splice(0).forEach(home => home.close()));

  const nobody = new Set<string>();
  const midday = new Date(2026, 8, 23, 12);
  function open() {
    const home = createThreadHome(folder(), {}, assert.fail);
    homes.push(home);
    const cache = createTreeLevelsCache(() => home.path());
    const view = (
      options: Partial<ViewOptions> = {},
      more: { now?: Date; matches?: (number: number) => boolean; waiting?: Set<string>; archived?: boolean } = {},
    ): Promise<TreeLevels> =>
      home.read((_, state) =>
        cache.get(state, {
          archived: false,
          options: { ...defaultViewOptions, ...options },
          matches: undefined,
          waiting: nobody,
          now: midday,
          ...more,
        }),
      );
    const names = (levels: TreeLevels, parentId: string | null = null): Promise<string[]> =>
      home.read((db, { model }) => levels.level(db, parentId).map(number => model.list[number]?.id.slice(-1) ?? ''));
    return { view, names };
  }

  it('are kept as long as the commit is the same', async () => {
    drawHome(folder(), { a: null, b: null });
    age(folder(), -600);
    const { view } = open();
    const first = await view();
    assert.equal(await view(), first);
    assert.notEqual(await view({ exec: false }), first);
    assert.equal(await view(), first);
    age(folder());
    assert.equal(await view(), first);
    change(folder(), 'UPDATE threads SET tokens_used = tokens_used + 1');
    assert.notEqual(await view(), first);
  });

  it('have threads that wait, and what is above them, first where the newest come first', async () => {
    drawHome(folder(), { a: null, b: 'a', c: null, d: null });
    const { view, names } = open();
    const waiting = new Set([idOf(2)]);
    assert.deepEqual(await names(await view()), ['4', '3', '1']);
    assert.deepEqual(await names(await view({}, { waiting })), ['1', '4', '3']);
    assert.deepEqual(await names(await view({ sort: 'created' }, { waiting })), ['4', '3', '1']);
    assert.equal(await view({}, { waiting }), await view({}, { waiting }));
  });

  it('are dropped, except for the last few used', async () => {
    drawHome(folder(), { a: null });
    const { view } = open();
    const [first, second] = [await view(), await view({ sort: 'name' })];
    for (const filter of ['1', '2', '3']) {
      await view({ filter });
      assert.equal(await view(), first);
    }
    await view({ filter: '4' });
    assert.equal(await view(), first);
    assert.notEqual(await view({ sort: 'name' }), second);
  });

  it('are kept for one day if grouped by date, longer if not', async () => {
    drawHome(folder(), {
      a: { parent: null, recencyAt: new Date(2026, 8, 23, 1).getTime() },
      b: { parent: null, recencyAt: new Date(2026, 8, 22, 23).getTime() },
    });
    const { view } = open();
    const [byDate, plain] = [await view({ group: 'date' }), await view()];
    const [night, morning] = [new Date(2026, 8, 23, 23, 59, 59), new Date(2026, 8, 24)];
    assert.deepEqual(
      byDate.groups.map(({ key }) => key),
      ['today', 'yesterday'],
    );
    assert.equal(await view({ group: 'date' }, { now: night }), byDate);
    assert.deepEqual(
      (await view({ group: 'date' }, { now: morning })).groups.map(({ key }) => key),
      ['yesterday', 'week'],
    );
    assert.equal(await view({}, { now: morning }), plain);
  });

  it('have a group of pinned threads first, also beside rows; archived ones stay where they are', async () => {
    const ids = drawHome(folder(), {
      a: null,
      b: null,
      c: 'b',
      d: { parent: null, archived: true },
    });
    for (const id of [ids.b, ids.c, ids.d])
      change(folder(), `UPDATE threads SET thread_section_id = '${PINNED_SECTION}' WHERE id = '${id}'`);
    const { view, names } = open();
    const seen = async (levels: TreeLevels) => [
      levels.groups.map(({ key, threads }) => [key, threads]),
      await names(levels),
      await names(levels, `${GROUP_PREFIX}${PINNED_SECTION}`),
    ];
    assert.deepEqual(await seen(await view()), [[[PINNED_SECTION, 2]], ['1'], ['2']]);
    const [[first, other] = []] = await seen(await view({ group: 'workspace', sort: 'name' }));
    assert.deepEqual([first, other?.length], [[PINNED_SECTION, 2], 2]);
    assert.deepEqual(await seen(await view({}, { archived: true })), [[], ['4'], []]);
  });

  describe('by section', () => {
    const rowsById = (levels: TreeLevels) => levels.groups.map(({ key, section, rows }) => [key, section, rows]);
    /** Inserts sections in another order than Codex's, and puts threads into them. */
    const fill = (sections: Record<string, string>, threads: Record<string, string> = {}): void => {
      for (const [id, name] of Object.entries(sections).reverse())
        change(folder(), `INSERT INTO thread_sections (id, name) VALUES ('${id}', '${name}')`);
      for (const [thread, id] of Object.entries(threads))
        change(folder(), `UPDATE threads SET thread_section_id = '${id}' WHERE id = '${thread}'`);
    };

    it('are in the order of Codex: pinned threads first, empty sections among the others, none last', async () => {
      const ids = drawHome(folder(), { a: null, b: null, c: 'b', d: null, e: null });
      const sections = { 's-1': 'Same', 's-2': 'Empty', 's-3': 'Same' };
      fill(sections, { [ids.a]: 's-3', [ids.b]: 's-1', [ids.d]: PINNED_SECTION });
      const { view, names } = open();
      const levels = await view({ group: 'section', sort: 'name' });
      assert.deepEqual(rowsById(levels), [
        [PINNED_SECTION, undefined, 1],
        ['s-1', 'Same', 1],
        ['s-2', 'Empty', 0],
        ['s-3', 'Same', 1],
        ['', undefined, 1],
      ]);
      assert.deepEqual(
        levels.groups.map(({ threads }) => threads),
        [1, 2, 0, 1, 1],
      );
      assert.deepEqual(await names(levels, `${GROUP_PREFIX}s-1`), ['2']);
      assert.deepEqual(await names(levels, GROUP_PREFIX), ['5']);
      assert.equal(levels.groupOf(0), 's-3');
    });

    it('show an empty section only where threads can be put into it', async () => {
      const ids = drawHome(folder(), {
        a: null,
        b: { parent: null, archived: true },
        c: { parent: null, archived: true },
      });
      fill({ 's-1': 'Alpha', 's-2': 'Beta' }, { [ids.b]: 's-2', [ids.c]: PINNED_SECTION });
      const { view } = open();
      const keys = async (...asked: Parameters<typeof view>) => (await view(...asked)).groups.map(({ key }) => key);
      assert.deepEqual(await keys({ group: 'section' }), ['s-1', 's-2', '']);
      assert.deepEqual(await keys({ group: 'section', filter: 'x' }, { matches: number => number === 0 }), ['']);
      assert.deepEqual(await keys({ group: 'section' }, { archived: true }), [PINNED_SECTION, 's-2']);
    });

    it('follow what Codex writes, take names as plain text, and a section that is gone as none', async () => {
      const ids = drawHome(folder(), { a: null, b: null });
      fill({ 's-1': 'Al\u202epha\n' + 'x'.repeat(5000) }, { [ids.a]: 's-1' });
      change(
        folder(),
        `PRAGMA foreign_keys = OFF; UPDATE threads SET thread_section_id = 's-gone' WHERE id = '${ids.b}'`,
      );
      const { view } = open();
      const [first, none] = (await view({ group: 'section' })).groups;
      assert.equal(first?.section, `Alpha ${'x'.repeat(193)}…`);
      assert.deepEqual([none?.key, none?.rows], ['', 1]);
      change(folder(), "UPDATE thread_sections SET name = 'Beta' WHERE id = 's-1'");
      assert.equal((await view({ group: 'section' })).groups[0]?.section, 'Beta');
      change(folder(), "DELETE FROM thread_sections WHERE id = 's-1'");
      assert.deepEqual(rowsById(await view({ group: 'section' })), [['', undefined, 2]]);
    });

    it('leave out a section with an empty id, which is the key of the threads without one', async () => {
      const ids = drawHome(folder(), { a: null, b: null });
      fill({ '': 'Odd', 's-1': 'Alpha' }, { [ids.a]: '' });
      const { view } = open();
      assert.deepEqual(rowsById(await view({ group: 'section' })), [
        ['s-1', 'Alpha', 0],
        ['', undefined, 2],
      ]);
    });

    it('are not grouped where the state DB has no sections; marks of pinned threads count', async () => {
      const ids = drawHome(folder(), { a: null, b: null });
      change(folder(), 'DROP INDEX idx_threads_section_recency_at_ms; DROP INDEX idx_threads_section_position');
      change(folder(), 'ALTER TABLE threads DROP COLUMN thread_section_id; DROP TABLE thread_sections');
      change(folder(), `UPDATE threads SET is_pinned = 1 WHERE id = '${ids.a}'`);
      const { view, names } = open();
      const levels = await view({ group: 'section' });
      assert.deepEqual(rowsById(levels), [[PINNED_SECTION, undefined, 1]]);
      assert.deepEqual(await names(levels), ['2']);
    });
  });

  it('have their workspaces in the order that is chosen for the rows', async () => {
    const at = (day: number) => new Date(2026, 8, day).getTime();
    drawHome(folder(), {
      a: { parent: null, cwd: '/x/shop', recencyAt: at(3), createdAt: at(1) },
      b: { parent: null, cwd: '/w/zoo', recencyAt: at(1), createdAt: 1000 },
      c: 'b',
      d: { parent: null, cwd: '/y/api', recencyAt: at(2), createdAt: at(2) },
    });
    const { view } = open();
    const orders = {
      recency: 'shop api zoo',
      created: 'api shop zoo',
      name: 'api shop zoo',
      size: 'zoo shop api',
    } as const;
    for (const [sort, folders] of Object.entries(orders) as [keyof typeof orders, string][]) {
      const { groups } = await view({ group: 'workspace', sort });
      assert.equal(groups.map(({ key }) => key.split('/').at(-1)).join(' '), folders, sort);
    }
    const { groups } = await view({ group: 'date', sort: 'size' });
    assert.deepEqual(
      groups.map(({ key }) => key),
      ['month'],
      'dates stay in the order of time',
    );
  });

  it('are kept until the filter finds something else', async () => {
    drawHome(folder(), { a: null, b: 'a', c: null });
    const { view, names } = open();
    const [last, first] = [(number: number) => number === 2, (number: number) => number === 1];
    const found = await view({ filter: 'x' }, { matches: last });
    assert.deepEqual(await names(found), ['3']);
    assert.equal(await view({ filter: 'x' }, { matches: last }), found);
    const other = await view({ filter: 'x' }, { matches: first });
    assert.deepEqual(
      [await names(other), other.view.hidden, other.view.matchesBelow(0), other.view.matchesBelow(1)],
      [['1'], 1, { newest: 1, total: 1 }, undefined],
    );
  });

  it('sort a level only once', async () => {
    drawHome(folder(), { b: null, a: null, c: 'b' });
    const { view, names } = open();
    const levels = await view({ sort: 'name' });
    assert.deepEqual(await names(levels), ['2', '1']);
    const unread: StateDb = {
      path: '',
      valueBytes: 0,
      columns: () => new Set(),
      all: () => assert.fail('it is read'),
      rows: () => assert.fail('it is read'),
    };
    assert.deepEqual(levels.level(unread, null), [1, 0]);
    const others = await view({ sort: 'name', exec: false });
    assert.throws(() => others.level(unread, null), /it is read/);
  });

  it('have no level for an id that only an edge has, or of the other view', async () => {
    drawHome(folder(), {
      a: { parent: null, archived: true },
      b: 'a',
      gone: { parent: null, rollout: 'nowhere' },
      c: { parent: 'gone', edge: 'open' },
    });
    const { view, names } = open();
    const levels = await view();
    assert.deepEqual([await names(levels), await names(levels, 'orphans')], [['2'], ['4']]);
    for (const number of [1, 3, 9])
      assert.deepEqual(await names(levels, `01a20000-0000-7000-8000-00000000000${number}`), []);
  });
});
