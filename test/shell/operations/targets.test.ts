// Which rows or threads a command is about.
import assert from 'node:assert/strict';
import { chosenOf, threadIdsOf, threadTargets } from '../../../src/shell/operations/targets';
import type { MoreNode, ParentNode } from '../../../src/shell/tree/nodes';
import { groupNode, orphansNode, threadNode } from '../fake/nodes';

const [a, b, c] = ['a', 'b', 'c'].map(threadId => threadNode({ threadId, name: `Thread ${threadId}` })) as [
  ParentNode,
  ParentNode,
  ParentNode,
];
const orphans = orphansNode('threads');
const more: MoreNode = { kind: 'more', id: 'more', view: 'threads', parent: null, shown: 1, total: 2 };

describe('What a command is about', () => {
  const table: [string, readonly unknown[], ParentNode[], ParentNode[] | string[]][] = [
    ['menu on one row', [a, undefined], [], [a]],
    ['menu on a selected row', [b, [a, b]], [a, b], [a, b]],
    ['menu on a row beside the selection', [c, [a, b]], [a, b], [c]],
    ['menu on a selection with a group in it', [a, [a, orphans, b]], [a, orphans, b], [a, orphans, b]],
    ['menu on a group in a selection', [orphans, [a, orphans]], [a, orphans], [a, orphans]],
    ['menu while the tree is read, so that its row is not known', [undefined, undefined], [b], []],
    ['Delete while the tree is read', [undefined], [], []],
    ['Delete on the focused row', [a], [], [a]],
    ['Delete on the focused row of a selection', [a], [a, b], [a, b]],
    ['Delete on a focused row beside the selection', [c], [a, b], [c]],
    ['Delete on a group', [orphans], [a], [orphans]],
    ['Delete on a group of a selection', [orphans], [a, orphans], [a, orphans]],
    ['Delete on "Show more"', [more], [a], []],
    ['Delete without a focused row', [null], [a], [a]],
    [
      'Delete, were its argument not resolved',
      [{ $treeViewId: 'codexThreadTree.threads', $focusedTreeItem: true }],
      [a],
      [a],
    ],
    ['another extension with an id', ['x'], [a], ['x']],
    ['another extension with ids', [['x', 'y']], [a], ['x', 'y']],
  ];
  for (const [name, args, selection, expected] of table) {
    it(name, () => {
      const chosen = chosenOf(args, selection);
      assert.deepEqual('rows' in chosen ? chosen.rows : chosen.threadIds, expected);
    });
  }

  it('are threads, where groups are of no use', () => {
    assert.deepEqual(threadIdsOf([a, [a, orphans, b]]), ['a', 'b']);
    assert.deepEqual(threadIdsOf([['x', 'y']]), ['x', 'y']);
    assert.deepEqual(threadIdsOf([]), []);
  });
});

describe('The threads among rows', () => {
  it('have their names', () => {
    assert.deepEqual(threadTargets([a, orphans]), [{ threadId: 'a', name: 'Thread a', insideAnother: false }]);
  });

  it('say which of them are inside another row', () => {
    const group = groupNode('threads', {});
    const root = threadNode({ threadId: 'r' }, group);
    const child = threadNode({ threadId: 'r1' }, root);
    const grandchild = threadNode({ threadId: 'r11' }, child);
    const inside = (...rows: ParentNode[]) =>
      threadTargets(rows)
        .filter(({ insideAnother }) => insideAnother)
        .map(({ threadId }) => threadId);
    assert.deepEqual(inside(grandchild, root, b), ['r11']);
    assert.deepEqual(inside(root, child, grandchild), ['r1', 'r11']);
    assert.deepEqual(inside(child, b), []);
    assert.deepEqual(inside(group, grandchild), ['r11']);
  });
});
