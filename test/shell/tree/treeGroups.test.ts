// The tree model with groups, a filter and other options.
import assert from 'node:assert/strict';
import { ORPHANS } from '../../../src/protocol/methods';
import type { ParentNode, GroupNode, MoreNode, TreeNode } from '../../../src/shell/tree/nodes';
import { LEVEL_PAGE } from '../../../src/shell/tree/levelReader';
import type { TreeModel } from '../../../src/shell/tree/treeModel';
import { labels, many, setUp } from '../../support/familySource';

/** `a` and `b` of today, `c` of last year, each with a child. */
const family = { a: null, a1: 'a', b: null, b1: 'b', c: null, c1: 'c', o: ORPHANS };
const byDate = (id: string) => (id.startsWith('c') ? '2025-06' : 'today');

function grouped(of: Record<string, string | null> = { ...family }, groupOf: (id: string) => string = byDate) {
  const tree = setUp(of, { group: 'date' });
  tree.source.groupOf = groupOf;
  return tree;
}

/** What is open before the user has opened anything, each row with its depth. */
async function unfolded(model: TreeModel, parent: ParentNode | null = null, depth = 0): Promise<string[]> {
  const lines: string[] = [];
  for (const node of await model.children(parent)) {
    lines.push(' '.repeat(depth) + labels([node])[0]);
    if (node.kind !== 'more' && node.expanded) {
      lines.push(...(await unfolded(model, node, depth + 1)));
    }
  }
  return lines;
}

describe('A grouped tree', () => {
  it('has the groups at the top, and in them the threads; a few rows are all open', async () => {
    const { model } = grouped();
    assert.deepEqual(await unfolded(model), ['group:today', ' a', ' b', 'group:2025-06', ' c', 'orphans']);
  });

  it('opens groups from the top until the view is full, and always the first', async () => {
    const many = Object.fromEntries(Array.from({ length: 90 }, (_, at) => [`t${at}`, null]));
    const { model } = grouped(many, id =>
      Number(id.slice(1)) < 50 ? 'big' : Number(id.slice(1)) < 85 ? 'next' : 'last',
    );
    const nodes = await model.children(null);
    assert.deepEqual(
      nodes.map(node => node.kind === 'group' && [node.group.key, node.group.rows, node.expanded]),
      [
        ['big', 50, true],
        ['next', 35, true],
        ['last', 5, true],
      ],
    );
  });

  it('reads the rows of the groups that are open at first together with the groups', async () => {
    const { source, model, told } = grouped();
    await unfolded(model);
    assert.deepEqual([source.calls, source.requests.length], [1, 1]);
    assert.deepEqual(told, ['loaded ok']);
    source.family = { ...family, d: null };
    await model.refresh();
    assert.deepEqual(await unfolded(model), ['group:today', ' a', ' b', ' d', 'group:2025-06', ' c', 'orphans']);
    assert.equal(source.calls, 2);
  });

  it("asks for another group's rows by its key, a page at a time", async () => {
    const threads = Object.fromEntries(Array.from({ length: LEVEL_PAGE + 11 }, (_, at) => [`t${at}`, null]));
    const { source, model } = grouped(threads, id => (id === 't0' ? 'today' : 'month'));
    const [, group] = await model.children(null);
    const rows = await model.children(group as GroupNode);
    assert.deepEqual([rows.length, labels(rows.slice(-1))], [LEVEL_PAGE + 1, ['more']]);
    assert.deepEqual(
      source.requests.map(({ parentId, limit }) => [parentId, limit]),
      [
        [null, LEVEL_PAGE],
        ['group:month', LEVEL_PAGE],
      ],
    );
    void model.showMore(rows.at(-1) as MoreNode);
    assert.equal((await model.children(group as GroupNode)).length, LEVEL_PAGE + 10);
  });

  it('shows a page of groups, and more on demand', async () => {
    const { model } = grouped(many(LEVEL_PAGE + 10, null), id => `folder ${id}`);
    const groups = await model.children(null);
    const more = groups.at(-1) as MoreNode;
    assert.deepEqual(
      [groups.length, more.kind, more.shown, more.total],
      [LEVEL_PAGE + 1, 'more', LEVEL_PAGE, LEVEL_PAGE + 10],
    );
    void model.showMore(more);
    assert.equal((await model.children(null)).length, LEVEL_PAGE + 10);
  });

  it("keeps a group's identity, and says what it has now", async () => {
    const { source, model } = grouped();
    const [before] = await model.children(null);
    source.family = { ...family, d: null };
    const different = await model.refresh();
    assert.deepEqual(different, [before]);
    assert.equal((before as GroupNode).group.rows, 3);
  });

  it('moves a thread to another group when its time has come', async () => {
    const { source, model } = grouped();
    const [today, month] = (await model.children(null)) as [GroupNode, GroupNode];
    const before = (await model.children(today))[1];
    source.groupOf = id => (id === 'b' ? '2025-06' : byDate(id));
    assert.deepEqual(await model.refresh(), [today, month]);
    assert.deepEqual(labels(await model.children(today)), ['a']);
    const [moved] = await model.children(month);
    assert.notEqual(moved?.id, before?.id);
    assert.deepEqual(model.rowsOf(['b']), [moved]);
  });

  it('reads nothing again below a group that has gone', async () => {
    const { source, model } = grouped();
    const [today] = (await model.children(null)) as [GroupNode];
    const [a] = await model.children(today);
    await model.children(a as ParentNode);
    source.family = { c: null, c1: 'c' };
    assert.equal(await model.refresh(), null);
    source.requests.length = 0;
    await model.refresh();
    assert.deepEqual(
      source.requests.map(({ parentId }) => parentId),
      [null, 'group:2025-06'],
    );
  });
});

describe('Finding a row in a grouped tree', () => {
  const table: [string, string, string[]][] = [
    ['in a group', 'b', ['group:today', 'b']],
    ['below a row of a group that is not open', 'c1', ['group:2025-06', 'c', 'c1']],
    ['among those without a known parent', 'o', ['orphans', 'o']],
  ];
  for (const [where, threadId, path] of table) {
    it(where, async () => {
      const { model } = grouped();
      const found: TreeNode[] = [];
      for (let node: TreeNode | null = await model.find(threadId); node !== null; node = node.parent) {
        found.unshift(node);
      }
      assert.deepEqual(labels(found), path);
    });
  }

  it('behind the groups and behind the rows that are shown', async () => {
    const { source, model } = grouped(
      { ...many(LEVEL_PAGE + 10, null), ...many(LEVEL_PAGE + 10, 'z'), z: null },
      id => id,
    );
    const last = `z${LEVEL_PAGE + 9}`;
    const found = await model.find(last);
    assert.deepEqual(
      [found?.row.threadId, found?.parent?.kind, found?.parent?.parent?.kind],
      [last, 'thread', 'group'],
    );
    assert.deepEqual(labels((await model.children(null)).slice(-2)), ['group:z', 'more']);
    assert.ok(Math.max(...source.requests.map(({ limit }) => limit ?? 0)) <= LEVEL_PAGE);
  });
});

describe('Other options', () => {
  it('make another tree', async () => {
    const { source, model } = grouped();
    const [today] = (await model.children(null)) as [GroupNode];
    await model.children(today);
    source.options = { ...source.options, group: 'none' };
    model.reset();
    assert.deepEqual(labels(await model.children(null)), ['a', 'b', 'c', 'orphans']);
    assert.deepEqual(await model.children(today), []);
    assert.deepEqual(await model.refresh(), []);
  });

  it('count also when they are chosen while the tree is read', async () => {
    const { source, model, told } = grouped();
    source.onRequest = () => {
      source.onRequest = () => undefined;
      source.options = { ...source.options, group: 'none' };
      model.reset();
    };
    assert.deepEqual(labels(await model.children(null)), ['a', 'b', 'c', 'orphans']);
    assert.deepEqual(told, ['loaded ok']);
  });

  it('chosen while the tree is read again are told as another top level', async () => {
    const { source, model } = grouped();
    const [today] = (await model.children(null)) as [GroupNode];
    await model.children(today);
    source.onRequest = () => {
      source.onRequest = () => undefined;
      model.reset();
    };
    assert.equal(await model.refresh(), null);
  });
});

describe('A filtered tree', () => {
  it('is open down to what matches, and its rows are others than those of the whole tree', async () => {
    const { source, model } = setUp({ a: null, a1: 'a', a1x: 'a1', b: null });
    const [before] = await model.children(null);
    source.options = { ...source.options, filter: 'x' };
    model.reset();
    assert.deepEqual(await unfolded(model), ['a', ' a1', '  a1x']);
    assert.notEqual((await model.children(null))[0]?.id, before?.id);
    assert.deepEqual(
      (await model.children(null)).map(node => node.kind === 'thread' && node.row.matchesBelow?.total),
      [1],
    );
  });

  it('opens its groups too', async () => {
    const { source, model } = grouped();
    source.options = { ...source.options, filter: 'c1' };
    model.reset();
    assert.deepEqual(await unfolded(model), ['group:2025-06', ' c', '  c1']);
  });

  it('opens no more than about a page of rows', async () => {
    const parents = Object.keys(many(LEVEL_PAGE, null)).map(id => `p${id}-`);
    const { model } = setUp(
      Object.fromEntries(
        parents.flatMap((id): [string, string | null][] => [[id, null], ...Object.entries(many(10, id))]),
      ),
      { filter: 'p' },
    );
    const lines = await unfolded(model);
    assert.deepEqual([lines.length, lines.filter(line => line.startsWith(' ')).length], [2 * LEVEL_PAGE, LEVEL_PAGE]);
  });
});
