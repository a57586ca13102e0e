import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { TreeItem, TreeItemCheckboxState, type CancellationToken, type ThemeIcon } from 'vscode';
import { CommandId, ContextKey, RowContext, ViewId } from '../../../src/manifest';
import type { OldThreadsParams } from '../../../src/protocol/methods';
import type { CleanUpNode } from '../../../src/shell/cleanUp/cleanUpModel';
import { showCleanUp } from '../../../src/shell/cleanUp/cleanUpView';
import { CancelledError, UserFacingError } from '../../../src/shell/errors';
import { subtree } from '../../support/oldSubtrees';
import { NOW } from '../../support/row';
import { threadDetails } from '../../support/threadDetails';
import { fakeService } from '../fake/service';
import { fakeTreeViews } from '../fake/treeView';
import { fakeCommands } from '../fake/workspace';

const params: OldThreadsParams = {
  days: 30,
  folders: null,
  finishedOnly: true,
  withChildrenOnly: false,
  excludePinned: true,
};
describe('The preview of a clean-up', () => {
  beforeEach(() => mock.timers.enable({ apis: ['Date'], now: NOW * 1000 }));
  afterEach(() => mock.timers.reset());

  function open(subtrees = [subtree('a', 2, 2048), subtree('b', 12, 12_288)], details = () => threadDetails()) {
    const viewOf = fakeTreeViews();
    const commands = fakeCommands();
    const { service, requests } = fakeService({ 'threadTree/details': details });
    const view = showCleanUp(params, { subtrees, loaded: 3 }, service);
    return { view, shown: viewOf<CleanUpNode>(ViewId.cleanUp), commands, requests };
  }

  it('opens its view with everything checked', async () => {
    const { view, shown, commands, requests } = open();
    assert.deepEqual(
      [commands.context[ContextKey.cleaningUp], commands.executed],
      [true, [['codexThreadTree.cleanUp.focus']]],
    );
    assert.equal(shown.tree.description, 'older than 30 days · finished');
    assert.equal(shown.tree.message, '2 of 2 checked · 14 threads · 14 kB · 3 skipped (open in Codex)');
    assert.deepEqual(view.checkedRoots(), ['a', 'b']);
    assert.equal((await shown.children()).length, 2);
    assert.deepEqual([shown.options.manageCheckboxStateManually, requests], [true, []]);
    assert.equal(view.params, params);
  });

  it('shows a row for each subtree', async () => {
    const { shown } = open();
    const [, b] = await shown.children();
    assert.ok(b);
    const item = shown.item(b);
    assert.deepEqual([item.id, item.label, item.description], ['b', 'Thread b', '12 threads · 12 kB · 6 May']);
    assert.deepEqual(item.checkboxState, { state: TreeItemCheckboxState.Checked, tooltip: 'Will be archived' });
    assert.equal(item.contextValue, RowContext.oldSubtree);
    assert.equal((item.iconPath as ThemeIcon).id, 'comment-discussion');
    assert.equal(item.accessibilityInformation?.label, 'Thread b, 12 threads, 12 kB, last activity on 6 May');
    assert.deepEqual(await shown.children(b), []);
  });

  it('counts what is checked', async () => {
    const { view, shown } = open();
    const [a, b] = await shown.children();
    assert.ok(a && b);
    shown.check([b, false]);
    assert.equal(shown.tree.message, '1 of 2 checked · 2 threads · 2 kB · 3 skipped (open in Codex)');
    assert.deepEqual(view.checkedRoots(), ['a']);
    assert.deepEqual(shown.item(b).checkboxState, {
      state: TreeItemCheckboxState.Unchecked,
      tooltip: 'Will be kept',
    });
    shown.check([a, false], [b, true]);
    assert.deepEqual([view.checkedRoots(), view.totals().threads], [['b'], 12]);
    assert.deepEqual(shown.told, [], 'VS Code shows the boxes by itself');
  });

  it('checks all and none, also those that are not shown yet', () => {
    const { view, shown } = open(Array.from({ length: 250 }, (_, at) => subtree(`t${at}`)));
    view.checkAll(false);
    assert.deepEqual(view.checkedRoots(), []);
    assert.match(shown.tree.message ?? '', /^0 of 250 checked/);
    view.checkAll(true);
    assert.equal(view.checkedRoots().length, 250);
    assert.deepEqual(shown.told, [undefined, undefined]);
  });

  it('shows more on demand', async () => {
    const { view, shown } = open(Array.from({ length: 1250 }, (_, at) => subtree(`t${at}`)));
    const more = (await shown.children()).at(-1);
    assert.ok(more);
    const item = shown.item(more);
    assert.deepEqual([item.label, item.description], ['Show more…', '200 of 1,250 shown']);
    assert.deepEqual(item.command, { command: CommandId.cleanUpShowMore, title: 'Show More' });
    assert.equal(item.accessibilityInformation?.label, 'Show more…, 200 of 1,250 shown');
    assert.equal(item.tooltip, '');
    assert.equal(await shown.provider.resolveTreeItem?.(item, more, {} as CancellationToken), item);
    shown.check([more, false]);
    assert.equal(view.checkedRoots().length, 1250);
    view.showMore();
    assert.deepEqual(shown.told, [undefined]);
    assert.equal((await shown.children()).length, 401);
  });

  const tooltips: [string, () => ReturnType<typeof threadDetails>, RegExp][] = [
    ['is read when it is shown', () => threadDetails(), /^Fix the flaky checkout tests\n.*\n\n/],
    ['says what went wrong', () => raise(new UserFacingError('Gone.')), /^Thread a\n\nGone\.$/],
    ['is the name alone when it was cancelled', () => raise(new CancelledError()), /^Thread a$/],
  ];
  for (const [name, details, expected] of tooltips) {
    it(`has a tooltip that ${name}`, async () => {
      const { shown } = open([subtree('a')], details);
      const [a] = await shown.children();
      assert.ok(a);
      const item = shown.item(a);
      const resolved = await shown.provider.resolveTreeItem?.(item, a, {} as CancellationToken);
      assert.ok(resolved instanceof TreeItem && typeof resolved.tooltip === 'string');
      assert.match(resolved.tooltip, expected);
    });
  }

  it('removes its view when it is disposed of', () => {
    const { view, shown, commands } = open();
    view.dispose();
    assert.deepEqual([commands.context[ContextKey.cleaningUp], shown.isDisposed], [false, true]);
  });
});

function raise(error: Error): never {
  throw error;
}
