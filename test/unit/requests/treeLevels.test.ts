// For how long views are kept, and what they depend on.
import { strict as assert } from 'node:assert';
import type { ViewOptions } from '../../../src/protocol/methods';
import { createTreeLevelsCache, type TreeLevels } from '../../../src/server/requests/treeLevels';
import type { StateDb } from '../../../src/server/sqlite/stateDb';
import { createThreadHome, type ThreadHome } from '../../../src/server/home/threadHome';
import { defaultViewOptions } from '../../../src/server/threads/viewRules';
import { drawHome } from '../../support/home';
import { change } from '../../support/stateDb';
import { temporaryFolder } from '../../support/temporaryFolder';

describe('kept views', () => {
  const folder = temporaryFolder();
  const homes: ThreadHome[] = [];
  afterEach(() => homes.splice(0).forEach(home => home.close()));

  const midday = new Date(2026, 8, 23, 12);
  function open() {
    const home = createThreadHome(folder(), {}, assert.fail);
    homes.push(home);
    const cache = createTreeLevelsCache(() => home.path());
    const view = (
      options: Partial<ViewOptions> = {},
      more: { now?: Date; matches?: (number: number) => boolean } = {},
    ): Promise<TreeLevels> =>
      home.read((_, state) =>
        cache.get(state, {
          archived: false,
          options: { ...defaultViewOptions, ...options },
          matches: undefined,
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
    const { view } = open();
    const first = await view();
    assert.equal(await view(), first);
    assert.notEqual(await view({ exec: false }), first);
    assert.equal(await view(), first);
    change(folder(), 'UPDATE threads SET tokens_used = tokens_used + 1');
    assert.notEqual(await view(), first);
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

  it('are kept until the filter finds something else', async () => {
    drawHome(folder(), { a: null, b: 'a', c: null });
    const { view, names } = open();
    const [last, first] = [(number: number) => number === 2, (number: number) => number === 1];
    const found = await view({ filter: 'x' }, { matches: last });
    assert.deepEqual(await names(found), ['3']);
    assert.equal(await view({ filter: 'x' }, { matches: last }), found);
    const other = await view({ filter: 'x' }, { matches: first });
    assert.deepEqual(
      [await names(other), other.view.hidden, other.view.matches(0), other.view.matches(1)],
      [['1'], 1, false, true],
    );
  });

  it('sort a level only once', async () => {
    drawHome(folder(), { b: null, a: null, c: 'b' });
    const { view, names } = open();
    const levels = await view({ sort: 'name' });
    assert.deepEqual(await names(levels), ['2', '1']);
    const unread: StateDb = {
      path: '',
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
