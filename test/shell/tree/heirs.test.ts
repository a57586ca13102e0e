// Which row takes the focus of one that leaves the tree.
import assert from 'node:assert/strict';
import { createHeirs } from '../../../src/shell/tree/heirs';
import type { TreeNode } from '../../../src/shell/tree/nodes';
import { groupNode, orphansNode, threadNode } from '../fake/nodes';

describe('The heir of a row', () => {
  const today = groupNode('threads', { key: 'today' });
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(threadId => threadNode({ threadId }, today)) as [
    TreeNode,
    TreeNode,
    TreeNode,
    TreeNode,
  ];
  const nobody: TreeNode[] = [];

  const table: [string, before: TreeNode[], after: TreeNode[], TreeNode, TreeNode | null][] = [
    ['is itself while it stays', [a, b], [a, b], a, a],
    ['is the next row', [a, b, c], [a, c], b, c],
    ['is the next row that stays, where several go', [a, b, c, d], [a, d], b, d],
    ['is the row before, where none follows', [a, b, c], [a, b], c, b],
    ['is the nearest one before', [a, b, c, d], [a], d, a],
    ['is the parent, where the level is empty', [a, b], nobody, a, today],
    ['is not a row that comes at the same time', [a], [b], a, today],
  ];
  for (const [name, before, after, node, expected] of table) {
    it(name, () => {
      const shown = new Set<TreeNode>([...after, today]);
      const heirs = createHeirs(row => shown.has(row));
      heirs.replaced(before, after);
      assert.equal(heirs.of(node), expected);
    });
  }

  it('is that of its heir, when that goes later', () => {
    const shown = new Set<TreeNode>([a, b, c]);
    const heirs = createHeirs(row => shown.has(row));
    heirs.replaced([a, b, c], [a, c]);
    heirs.replaced([a, c], [a]);
    shown.delete(b);
    shown.delete(c);
    assert.equal(heirs.of(b), a);
  });

  it('is the row beside its parent, when that goes too', () => {
    const [week, inside] = [groupNode('threads', { key: 'week' }), threadNode({}, today)];
    const heirs = createHeirs(row => row === week);
    heirs.replaced([today, week], [week]);
    assert.equal(heirs.of(inside), week);
  });

  it('is nobody, when all are gone', () => {
    const heirs = createHeirs(() => false);
    heirs.replaced([today], nobody);
    assert.equal(heirs.of(a), null);
  });

  it('is found also where a row has come back and gone again', () => {
    const orphans = orphansNode('threads');
    const heirs = createHeirs(() => false);
    heirs.replaced([today, orphans], [today]);
    heirs.replaced([today], [orphans]);
    heirs.replaced([orphans], nobody);
    assert.equal(heirs.of(today), null);
  });
});
