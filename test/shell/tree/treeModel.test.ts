// The tree model over a source that answers from a list of rows, as the thread server does.
import assert from 'node:assert/strict';
import { ORPHANS } from '../../../src/protocol/methods';
import { knownLevels } from '../../../src/shell/tree/knownLevels';
import type { MoreNode, OrphansNode, ParentNode, ThreadNode } from '../../../src/shell/tree/nodes';
import { LEVEL_PAGE } from '../../../src/shell/tree/levelReader';
import { labels, many, setUp, type Family, type Source } from '../../support/familySource';

describe('The tree model', () => {
  it('reads a level when it is asked for, and once', async () => {
    const { source, model, told } = setUp({ a: null, b: null, a1: 'a', a2: 'a' });
    const top = await model.children(null);
    assert.deepEqual(labels(top), ['a', 'b']);
    assert.deepEqual(labels(await model.children(top[0] as ThreadNode)), ['a1', 'a2']);
    await model.children(null);
    assert.deepEqual(
      source.requests.map(({ parentId }) => parentId),
      [null, 'a'],
    );
    assert.deepEqual(told, ['loaded ok']);
  });

  it("knows each row's parent", async () => {
    const { model, child } = setUp({ a: null, a1: 'a', a1x: 'a1' });
    const a = await child(null, 'a');
    const a1 = await child(a, 'a1');
    assert.deepEqual([a.parent, a1.parent, (await child(a1, 'a1x')).parent], [null, a, a1]);
    assert.deepEqual(labels(model.rowsOf(['a1x', 'nobody', 'a'])), ['a1x', 'a']);
  });

  it("keeps a row's identity when it is read again", async () => {
    const { source, model, child } = setUp({ a: null, a1: 'a' });
    const before = [await child(null, 'a'), await child(await child(null, 'a'), 'a1')];
    source.family = { b: null, a: null, a1: 'a' };
    await model.refresh();
    assert.deepEqual(labels(await model.children(null)), ['b', 'a']);
    assert.ok((await child(null, 'a')) === before[0]);
    assert.ok((await child(before[0] ?? null, 'a1')) === before[1]);
  });

  it('gives a thread that moved another row and another id', async () => {
    const { source, model, child } = setUp({ a: null, a1: 'a' });
    const below = await child(await child(null, 'a'), 'a1');
    source.family = { a1: null };
    await model.refresh();
    const top = await child(null, 'a1');
    assert.notEqual(top.id, below.id);
    assert.deepEqual(model.rowsOf(['a1']), [top]);
  });

  it('puts sub-agents without a known parent into a group', async () => {
    const { model } = setUp({ a: null, o1: ORPHANS, o2: ORPHANS });
    const top = await model.children(null);
    assert.deepEqual(labels(top), ['a', 'orphans']);
    assert.equal((top[1] as OrphansNode).count, 2);
    assert.deepEqual(labels(await model.children(top[1] as OrphansNode)), ['o1', 'o2']);
  });

  it('puts pinned threads into a group before the rows, which have pages of their own', async () => {
    const family = Object.fromEntries(Array.from({ length: 250 }, (_, at) => [`t${at}`, null]));
    const { source, model } = setUp(family);
    source.pinned.add('t0').add('t249');
    const top = await model.children(null);
    const group = top[0] as ParentNode;
    assert.deepEqual([top.length, group.kind, labels(top.slice(1, 3))], [202, 'group', ['t1', 't2']]);
    assert.deepEqual(labels(await model.children(group)), ['t0', 't249']);
    const more = top.at(-1) as MoreNode;
    assert.deepEqual([more.kind, more.shown, more.total], ['more', 201, 249]);
    await model.showMore(more);
    assert.equal((await model.children(null)).length, 249);
    assert.equal((await model.find('t249'))?.parent, group);
  });

  it('reads a page at a time, and more on demand', async () => {
    const { source, model, told } = setUp(many(2 * LEVEL_PAGE + 10, null));
    let nodes = await model.children(null);
    assert.equal(nodes.length, LEVEL_PAGE + 1);
    const more = nodes.at(-1) as MoreNode;
    assert.deepEqual([more.shown, more.total], [LEVEL_PAGE, 2 * LEVEL_PAGE + 10]);
    void model.showMore(more);
    assert.deepEqual(told, ['loaded ok', 'grown top']);
    nodes = await model.children(null);
    assert.equal(nodes.length, 2 * LEVEL_PAGE + 1);
    const first = await model.showMore(nodes.at(-1) as MoreNode);
    nodes = await model.children(null);
    assert.equal(first, nodes[2 * LEVEL_PAGE], 'the first row of the last page');
    assert.equal(nodes.length, 2 * LEVEL_PAGE + 10);
    assert.ok(nodes.every(({ kind }) => kind === 'thread'));
    assert.deepEqual(Math.max(...source.requests.map(({ limit }) => limit ?? 0)), LEVEL_PAGE);
  });

  it('shows no row twice when rows slide between two pages', async () => {
    const { source, model } = setUp(many(2 * LEVEL_PAGE, null));
    void model.showMore((await model.children(null)).at(-1) as MoreNode);
    let fresh = 0;
    source.onPage = () => {
      source.family = { [`new${++fresh}`]: null, ...source.family };
    };
    const ids = (await model.children(null)).map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('keeps the old rows when a level cannot be read, and reads it again next time', async () => {
    const { source, model, told } = setUp({ a: null });
    const before = await model.children(null);
    source.error = new Error('server lost');
    assert.deepEqual(await model.refresh(), []);
    assert.equal(await model.children(null), before);
    source.error = undefined;
    source.family = { b: null };
    assert.deepEqual(labels(await model.children(null)), ['b']);
    assert.deepEqual(told, ['loaded ok', 'failed server lost', 'failed server lost', 'loaded ok']);
  });

  it('keeps the old rows when the state DB cannot be read, but not when it is gone', async () => {
    const { source, model, told } = setUp({ a: null });
    await model.children(null);
    source.problem = { code: 'unreadable', failure: { code: 'permissionDenied', path: '/h/state_5.sqlite' } };
    await model.refresh();
    assert.deepEqual(labels(await model.children(null)), ['a']);
    source.problem = { code: 'noStateDb', failure: { code: 'stateDbMissing', folder: '/h' } };
    await model.refresh();
    assert.deepEqual(await model.children(null), []);
    assert.deepEqual(told, ['loaded ok', 'loaded unreadable', 'loaded noStateDb', 'moved']);
  });

  it('reads again when what it reads has changed meanwhile', async () => {
    const { source, model } = setUp({ a: null });
    source.onRequest = () => {
      source.onRequest = () => {
        source.family = { b: null };
      };
      void model.refresh();
    };
    assert.deepEqual(labels(await model.children(null)), ['b']);
  });

  it('asks once for two who ask at the same time', async () => {
    const { source, model } = setUp({ a: null });
    const [first, second] = await Promise.all([model.children(null), model.children(null)]);
    assert.equal(first, second);
    assert.equal(source.requests.length, 1);
  });
});

describe('Rows that were known before', () => {
  const known = async (family: Family, options = {}) => {
    const { model } = setUp(family, options);
    for (const node of await model.children(null)) {
      if (node.kind === 'group') {
        await model.children(node);
      }
    }
    return knownLevels(model.shown());
  };

  it('are there at once, and are the same objects once they are read', async () => {
    const byDate = { group: 'date' } as const;
    const levels = await known({ a: null, b: null }, byDate);
    const { source, model, told } = setUp({ a: null, c: null }, byDate);
    assert.equal(model.restore(levels), true);
    const [today] = (await model.children(null)) as ParentNode[];
    const before = await model.children(today ?? null);
    assert.deepEqual([labels(today ? [today] : []), labels(before)], [['group:today'], ['a', 'b']]);
    assert.equal(source.calls, 0);
    assert.deepEqual(await model.refresh(), [today]);
    assert.equal(source.calls, 1, 'all levels with one request');
    const after = await model.children(today ?? null);
    assert.deepEqual(labels(after), ['a', 'c']);
    assert.equal(after[0], before[0]);
    assert.deepEqual(told, ['loaded ok', 'moved']);
  });

  it('are shown while they are read, and stay when they cannot be read', async () => {
    const { source, model, told } = setUp({ a: null });
    model.restore(await known({ old: null }));
    source.onRequest = async () => assert.deepEqual(labels(await model.children(null)), ['old']);
    source.error = new Error('gone');
    assert.deepEqual(await model.refresh(), []);
    assert.deepEqual([labels(await model.children(null)), told], [['old'], ['failed gone']]);
    source.error = undefined;
    assert.equal(await model.refresh(), null);
    assert.deepEqual(labels(await model.children(null)), ['a']);
  });

  it('are not what a search for a row looks at', async () => {
    const { model } = setUp({ a: null, new: null });
    model.restore(await known({ a: null }));
    assert.deepEqual(labels([(await model.find('new')) as ThreadNode]), ['new']);
  });

  it('are not shown when there were none, or when rows were read already', async () => {
    const { model } = setUp({ a: null });
    assert.equal(model.restore([]), false);
    await model.children(null);
    assert.equal(model.restore(await known({ b: null })), false);
    assert.deepEqual(labels(await model.children(null)), ['a']);
  });

  it('have “Show more” where not all are kept', async () => {
    const levels = await known(many(150, null));
    const { model } = setUp(many(150, null));
    model.restore(levels);
    const last = (await model.children(null)).at(-1) as MoreNode;
    assert.deepEqual([last.kind, last.shown, last.total], ['more', 60, 150]);
    assert.equal(await model.showMore(last), (await model.children(null))[60]);
  });
});

describe('Refreshing', () => {
  it('reads all levels with one request', async () => {
    const { source, model, child } = setUp({ a: null, a1: 'a', a1x: 'a1', b: null, b1: 'b' });
    const a = await child(null, 'a');
    await model.children(await child(a, 'a1'));
    await model.children(await child(null, 'b'));
    source.calls = 0;
    source.requests.length = 0;
    await model.refresh();
    assert.equal(source.calls, 1);
    assert.deepEqual(
      source.requests.map(({ parentId }) => parentId),
      [null, 'a', 'a1', 'b'],
    );
  });

  it('and asking for rows meanwhile reads nothing twice', async () => {
    const { source, model, child } = setUp({ a: null, a1: 'a' });
    const a = await child(null, 'a');
    await model.children(a);
    source.calls = 0;
    await Promise.all([model.refresh(), model.children(null), model.children(a)]);
    assert.equal(source.calls, 1);
  });

  it('ends with the rows of the last read, not of one that began before and took longer', async () => {
    const { source, model } = setUp({ a: null });
    const before = Promise.withResolvers<void>();
    source.onRequest = () => before.promise;
    const first = model.children(null);
    source.onRequest = () => undefined;
    const refreshed = model.refresh();
    source.family = { b: null };
    before.resolve();
    await Promise.all([first, refreshed]);
    assert.deepEqual(labels(await model.children(null)), ['b']);
  });

  it('knows the revision that all levels are of', async () => {
    const { source, model, child } = setUp({ a: null, a1: 'a' });
    await model.children(null);
    assert.deepEqual([model.isAt(1), model.isAt(2)], [true, false]);
    source.revision = 2;
    await model.children(await child(null, 'a'));
    assert.deepEqual([model.isAt(1), model.isAt(2)], [false, false]);
    await model.refresh();
    assert.equal(model.isAt(2), true);
  });

  const family: Family = { a: null, b: null, a1: 'a', a2: 'a', s: ORPHANS };
  /** Looks at everything, changes the family, and answers what is different. */
  const different = async (change: (source: Source) => void): Promise<string[] | null> => {
    const { source, model, child } = setUp({ ...family });
    const a = await child(null, 'a');
    await model.children(a);
    change(source);
    const nodes = await model.refresh();
    return nodes && labels(nodes);
  };

  it('tells that rows have moved, and not that one says something else', async () => {
    const { source, model, told } = setUp({ ...family });
    await model.children(null);
    source.renamed = 'a';
    await model.refresh();
    assert.ok(!told.includes('moved'));
    source.family = { b: null, a: null };
    await model.refresh();
    assert.equal(told.at(-1), 'moved');
  });

  it('knows which row takes the place of one that is gone', async () => {
    const { source, model, child } = setUp({ a: null, b: null, c: null, b1: 'b' });
    const [a, b, c] = [await child(null, 'a'), await child(null, 'b'), await child(null, 'c')];
    const b1 = await child(b, 'b1');
    assert.deepEqual([model.heirOf(b1), model.heirOf(b)], [b1, b]);
    source.family = { a: null, c: null };
    await model.refresh();
    assert.deepEqual([model.heirOf(b), model.heirOf(b1)], [c, c]);
    source.family = { a: null };
    await model.refresh();
    assert.deepEqual([model.heirOf(b), model.heirOf(c)], [a, a]);
    source.family = {};
    await model.refresh();
    assert.equal(model.heirOf(a), null);
  });

  it('tells nothing when all is as it was', async () => {
    assert.deepEqual(await different(() => undefined), []);
  });

  it('tells the rows that say something else', async () => {
    assert.deepEqual(
      await different(source => {
        source.renamed = 'a2';
      }),
      ['a2'],
    );
  });

  it('tells the branch that has other rows', async () => {
    assert.deepEqual(
      await different(source => {
        source.family.a3 = 'a';
      }),
      ['a'],
    );
    assert.deepEqual(
      await different(source => {
        delete source.family.a1;
      }),
      ['a'],
    );
  });

  it('tells all when the top level has others', async () => {
    assert.equal(
      await different(source => {
        source.family.c = null;
      }),
      null,
    );
    assert.equal(
      await different(source => {
        delete source.family.a;
      }),
      null,
    );
  });

  it('tells nothing of rows that cannot be read: the old ones stay', async () => {
    assert.deepEqual(
      await different(source => {
        source.error = new Error('lost');
      }),
      [],
    );
  });

  it('asks for nothing that nobody has looked at', async () => {
    const { source, model } = setUp({ ...family });
    await model.children(null);
    source.requests.length = 0;
    await model.refresh();
    assert.deepEqual(
      source.requests.map(({ parentId }) => parentId),
      [null],
    );
  });
});

describe('Finding a row', () => {
  it('reads the branches down to it', async () => {
    const { model } = setUp({ a: null, a1: 'a', a1x: 'a1' });
    const found = await model.find('a1x');
    assert.deepEqual([found?.row.threadId, found?.parent?.id, found?.depth], ['a1x', model.rowsOf(['a1'])[0]?.id, 2]);
  });

  it('looks into the group of those without a known parent', async () => {
    const { model } = setUp({ o: ORPHANS, o1: 'o' });
    const found = await model.find('o1');
    assert.deepEqual([found?.row.threadId, found?.parent?.parent?.kind], ['o1', 'orphans']);
  });

  it('shows it also when it comes after the rows that are shown', async () => {
    const { source, model, told, child } = setUp({ p: null, ...many(3 * LEVEL_PAGE, 'p') });
    const found = await model.find(`p${3 * LEVEL_PAGE - 1}`);
    assert.equal(found?.row.threadId, `p${3 * LEVEL_PAGE - 1}`);
    assert.deepEqual(told, ['loaded ok', 'grown p']);
    const p = await child(null, 'p');
    const shown = await model.children(p);
    assert.deepEqual([shown.length, labels(shown.slice(-2))], [LEVEL_PAGE + 2, [`p${3 * LEVEL_PAGE - 1}`, 'more']]);
    assert.equal((shown.at(-1) as MoreNode).shown, LEVEL_PAGE);

    assert.ok((await model.find(`p${3 * LEVEL_PAGE - 1}`)) === found);
    await model.refresh();
    assert.equal((await model.children(p)).length, LEVEL_PAGE + 2);
    source.family = { p: null, ...many(2 * LEVEL_PAGE, 'p') };
    await model.refresh();
    assert.equal((await model.children(p)).length, LEVEL_PAGE + 1);
  });

  it('shows it once when the rows that are shown grow to it', async () => {
    const { model } = setUp(many(2 * LEVEL_PAGE, null));
    await model.find(String(LEVEL_PAGE + 5));
    void model.showMore((await model.children(null)).at(-1) as MoreNode);
    assert.deepEqual(labels(await model.children(null)), Object.keys(many(2 * LEVEL_PAGE, null)));
  });

  it('says so when the thread is not in the view', async () => {
    const { model } = setUp({ a: null });
    assert.equal(await model.find('nobody'), null);
  });

  it('gives up when the branch cannot be read', async () => {
    const { source, model, told } = setUp({ a: null });
    source.error = new Error('server lost');
    assert.equal(await model.find('a'), null);
    assert.deepEqual([...new Set(told)], ['failed server lost']);
  });
});
