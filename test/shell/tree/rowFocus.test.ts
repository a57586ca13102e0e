// The focus of a tree, in a VS Code that tells the focused row only to commands that it runs itself.
import assert from 'node:assert/strict';
import { window, type TreeView } from 'vscode';
import { ViewId } from '../../../src/manifest';
import type { TreeNode } from '../../../src/shell/tree/nodes';
import { createRowFocus } from '../../../src/shell/tree/rowFocus';
import { threadNode } from '../fake/nodes';
import { fakeLog, settled } from '../fake/service';
import { fakeTreeViews } from '../fake/treeView';
import { fakeCommands } from '../fake/workspace';

const [a, b] = [threadNode({ threadId: 'a' }), threadNode({ threadId: 'b' })];

describe('The focus of a tree', () => {
  /** A tree with the row `a`, which has the focus, and `b`, its heir when it is gone. */
  function setUp({ gone = true } = {}) {
    const viewOf = fakeTreeViews();
    const treeDataProvider = { getChildren: () => [], getTreeItem: () => ({}) };
    const tree = window.createTreeView(ViewId.threads, { treeDataProvider }) as unknown as TreeView<TreeNode>;
    const shown = viewOf<TreeNode>(ViewId.threads);
    const { registered, executed } = fakeCommands(viewId => viewOf<TreeNode>(viewId).focused);
    const { log, lines } = fakeLog();
    const heirOf = (row: TreeNode): TreeNode | null => (gone && row === a ? b : row);
    const focus = createRowFocus(ViewId.threads, tree, { heirOf }, log);
    shown.focus(a);
    const events: string[] = [];
    const tell = () => void events.push(`told, focus on ${shown.focused === a ? 'a' : 'b'}`);
    return { focus, shown, tree, events, tell, registered, executed, lines };
  }

  it('is on the row that VS Code says', async () => {
    const { focus, shown, executed } = setUp();
    assert.deepEqual(await focus.chosen(), [a]);
    shown.focus(b);
    assert.deepEqual(await focus.chosen(), [b]);
    assert.deepEqual(
      executed.map(([id]) => id),
      ['_codexThreadTree.threads.focusedRow', '_codexThreadTree.threads.focusedRow'],
    );
  });

  it('is on none, where VS Code does not say', async () => {
    const { focus, shown } = setUp();
    for (const answer of [undefined, null, { $treeViewId: 'codexThreadTree.threads', $focusedTreeItem: true }]) {
      shown.focus(answer as never);
      assert.deepEqual(await focus.chosen(), []);
    }
  });

  it('goes to the row beside one that leaves, before that is told, while it is held', async () => {
    const { focus, shown, events, tell } = setUp();
    await focus.hold(() => focus.tellChanges(tell));
    assert.deepEqual([events, shown.revealed], [['told, focus on b'], [b]]);
  });

  const still: [string, Parameters<typeof setUp>[0], (set: ReturnType<typeof setUp>) => void][] = [
    ['its row stays', { gone: false }, () => undefined],
    ['the view is hidden', {}, ({ shown }) => shown.show(false)],
    ['the user types in an editor meanwhile', {}, ({ shown }) => shown.moveCursor(1)],
    ['the user clicks in an editor meanwhile', {}, ({ shown }) => shown.moveCursor(2)],
  ];
  for (const [name, options, meanwhile] of still) {
    it(`stays when ${name}`, async () => {
      const set = setUp(options);
      await set.focus.hold(async () => {
        meanwhile(set);
        await set.focus.tellChanges(set.tell);
      });
      assert.deepEqual([set.events, set.shown.revealed], [['told, focus on a'], []]);
    });
  }

  it('is moved although another command scrolls an editor', async () => {
    const { focus, shown, tell } = setUp();
    await focus.hold(() => {
      shown.moveCursor(3);
      return focus.tellChanges(tell);
    });
    assert.deepEqual(shown.revealed, [b]);
  });

  it('stays when it is not held, or no longer', async () => {
    const { focus, shown, events, tell } = setUp();
    await focus.tellChanges(tell);
    await assert.rejects(focus.hold(() => Promise.reject(new Error('failed'))));
    await focus.tellChanges(tell);
    assert.deepEqual([events.length, shown.revealed], [2, []]);
  });

  it('is held until the last of several is done', async () => {
    const { focus, shown, tell } = setUp();
    const first = Promise.withResolvers<void>();
    const running = focus.hold(() => first.promise);
    await focus.hold(() => Promise.resolve());
    await focus.tellChanges(tell);
    assert.deepEqual(shown.revealed, [b]);
    first.resolve();
    await running;
  });

  it('takes a selected row along', async () => {
    for (const selected of [true, false]) {
      const { focus, shown, tree, tell } = setUp();
      if (selected) shown.select(a);
      const asked: unknown[] = [];
      tree.reveal = (_, options) => Promise.resolve(void asked.push(options));
      await focus.hold(() => focus.tellChanges(tell));
      assert.deepEqual(asked, [{ select: selected, focus: true }]);
    }
  });

  it('does not keep changes from being told when it cannot be moved, which is logged', async () => {
    const { focus, tree, events, tell, lines } = setUp();
    tree.reveal = () => Promise.reject(new Error('no such row'));
    await focus.hold(() => focus.tellChanges(tell));
    assert.deepEqual([events, lines], [['told, focus on a'], ['warn: Error: no such row']]);
  });

  it('listens no more when it is disposed of', async () => {
    const { focus, registered } = setUp();
    focus.dispose();
    await settled();
    assert.equal(registered.size, 0);
  });
});
