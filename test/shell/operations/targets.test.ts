import assert from 'node:assert/strict';
import { targetsOf } from '../../../src/shell/operations/targets';
import type { MoreNode, OrphansNode, ThreadNode } from '../../../src/shell/tree/nodes';
import { row } from '../../support/row';

const node = (threadId: string): ThreadNode => ({
  kind: 'thread',
  id: threadId,
  parent: null,
  depth: 0,
  expanded: false,
  row: row({ threadId, name: `Thread ${threadId}` }),
});
const [a, b, c] = [node('a'), node('b'), node('c')];
const orphans: OrphansNode = {
  kind: 'orphans',
  id: 'orphans',
  view: 'threads',
  parent: null,
  depth: 0,
  expanded: false,
  count: 1,
};
const more: MoreNode = { kind: 'more', id: 'more', view: 'threads', parent: null, shown: 1, total: 2 };

describe('The threads of a command', () => {
  const table: [string, readonly unknown[], ThreadNode[], string[] | null][] = [
    ['menu on one row', [a, undefined], [], ['a']],
    ['menu on a selected row', [b, [a, b]], [a, b], ['a', 'b']],
    ['menu on a row beside the selection', [c, [a, b]], [a, b], ['c']],
    ['menu on a selection with a group in it', [a, [a, orphans, b]], [a, b], ['a', 'b']],
    ['menu while the tree is read, so that its row is not known', [undefined, undefined], [b], []],
    ['Delete while the tree is read', [undefined], [], []],
    ['Delete on the focused row', [a], [], ['a']],
    ['Delete on the focused row of a selection', [a], [a, b], ['a', 'b']],
    ['Delete on a focused row beside the selection', [c], [a, b], ['c']],
    ['Delete on a group', [orphans], [a], []],
    ['Delete on "Show more"', [more], [a], []],
    ['palette with a selection', [], [a, b], ['a', 'b']],
    ['palette without a selection', [], [], null],
    ['Delete without a focused row', [null], [a], ['a']],
    [
      'Delete, were its argument not resolved',
      [{ $treeViewId: 'codexThreadTree.threads', $focusedTreeItem: true }],
      [a],
      ['a'],
    ],
    ['another extension with an id', ['x'], [a], ['x']],
    ['another extension with ids', [['x', 'y']], [a], ['x', 'y']],
  ];
  for (const [name, args, selection, expected] of table) {
    it(name, () => assert.deepEqual(targetsOf(args, selection)?.map(({ threadId }) => threadId) ?? null, expected));
  }

  it('have their names when they come from rows', () => {
    assert.deepEqual(targetsOf([a], []), [{ threadId: 'a', name: 'Thread a', insideAnother: false }]);
    assert.deepEqual(targetsOf(['a'], []), [{ threadId: 'a', name: null, insideAnother: false }]);
  });

  it('say which of them stand below another one', () => {
    const child = { ...node('a1'), parent: a };
    const grandchild = { ...node('a11'), parent: child };
    const below = (selected: ThreadNode[]) =>
      targetsOf([selected[0], selected], [])
        ?.filter(({ insideAnother }) => insideAnother)
        .map(({ threadId }) => threadId);
    assert.deepEqual(below([grandchild, a, b]), ['a11']);
    assert.deepEqual(below([a, child, grandchild]), ['a1', 'a11']);
    assert.deepEqual(below([child, b]), []);
  });
});
