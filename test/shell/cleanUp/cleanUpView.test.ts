import assert from 'node:assert/strict';
import { mock } from 'node:test';
import {
  TreeItem,
  TreeItemCheckboxState,
  TreeItemCollapsibleState,
  type CancellationToken,
  type ThemeIcon,
} from 'vscode';
import { CommandId, ContextKey, RowContext, ViewId } from '../../../src/manifest';
import type { OldThreadsParams } from '../../../src/protocol/methods';
import type { CleanUpNode } from '../../../src/shell/cleanUp/cleanUpModel';
import { showCleanUp } from '../../../src/shell/cleanUp/cleanUpView';
import { CancelledError, UserFacingError } from '../../../src/shell/errors';
import { oldThreadsOf, subtree } from '../../support/oldSubtrees';
import { NOW, row } from '../../support/row';
import { threadDetails } from '../../support/threadDetails';
import { fakeLog, fakeService } from '../fake/service';
import { fakeTreeViews } from '../fake/treeView';
import { fakeWindow } from '../fake/window';
import { fakeCommands, fakeSettings } from '../fake/workspace';

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
    const window = fakeWindow();
    const settings = fakeSettings();
    const { service, requests } = fakeService({
      'threadTree/details': details,
      'threadTree/subAgents': ({ threadId }) =>
        threadId === 'b' ? { subtrees: [subtree('b1', 1, 12)] } : raise(new UserFacingError('Gone.')),
    });
    const { log } = fakeLog();
    const view = showCleanUp(params, oldThreadsOf(subtrees, 3), { service, log });
    return { view, shown: viewOf<CleanUpNode>(ViewId.cleanUp), commands, requests, settings, messages: window.shown };
  }

  it('opens its view with everything checked', async () => {
    const { view, shown, commands, requests } = open();
    assert.deepEqual(
      [commands.context[ContextKey.cleaningUp], commands.executed],
      [true, [['codexThreadTree.cleanUp.focus']]],
    );
    assert.equal(shown.tree.description, 'older than 30 days · finished');
    assert.equal(
      shown.tree.message,
      '2 of 2 checked · 14 threads · 14 kB · 3 skipped (open in Codex) · Codex home: 1,632 active (3 MB), 368 archived (1 kB)',
    );
    assert.deepEqual(view.checkedRoots(), ['a', 'b']);
    assert.equal((await shown.children()).length, 2);
    assert.deepEqual([shown.options.manageCheckboxStateManually, requests], [true, []]);
    assert.equal(view.params, params);
  });

  it('cuts names anew when the width of the views is set', async () => {
    const long = subtree('a', 2, 2048);
    const { shown, settings } = open([{ ...long, row: { ...long.row, name: 'Find out why the checkout tests fail' } }]);
    const [a] = await shown.children();
    assert.ok(a);
    const narrow = shown.item(a).label;
    settings.change('codexThreadTree.viewWidth', 900);
    assert.deepEqual([narrow, shown.item(a).label], ['Find out why…', 'Find out why the checkout tests fail']);
    assert.deepEqual(shown.told, [undefined]);
  });

  it('shows a row for each subtree', async () => {
    const { shown } = open();
    const [, b] = await shown.children();
    assert.ok(b);
    const item = shown.item(b);
    assert.deepEqual([item.id, item.label, item.description], ['b', 'Thread b', '12 kB · 6 May · 11']);
    assert.deepEqual(item.checkboxState, {
      state: TreeItemCheckboxState.Checked,
      tooltip: 'Will be archived',
      accessibilityInformation: { label: 'Archive “Thread b”' },
    });
    assert.equal(item.contextValue, RowContext.oldSubtree);
    assert.equal((item.iconPath as ThemeIcon).id, 'comment-discussion');
    assert.equal(item.accessibilityInformation?.label, 'Thread b, 12 threads, 12 kB, last activity on 6 May');
  });

  it('cuts a long name, so that its size and age stay visible', async () => {
    const { shown } = open([
      { ...subtree('a', 2), row: row({ threadId: 'a', name: 'Please look into why the nightly build' }) },
    ]);
    const [a] = await shown.children();
    assert.ok(a);
    const { label, accessibilityInformation } = shown.item(a);
    assert.ok(typeof label === 'string');
    assert.equal(label, 'Please look…');
    assert.match(accessibilityInformation?.label ?? '', /^Please look into why the nightly build, /);
  });

  it('expands a subtree to what it consists of, without boxes: it is archived as a whole', async () => {
    const { shown } = open();
    const [, b] = await shown.children();
    assert.ok(b);
    assert.equal(shown.item(b).collapsibleState, TreeItemCollapsibleState.Collapsed);
    const [inside] = await shown.children(b);
    assert.ok(inside);
    const item = shown.item(inside);
    assert.deepEqual([item.id, item.label, item.description], ['b/b1', 'Thread b1', '12 bytes · 6 May']);
    assert.deepEqual(
      [item.checkboxState, item.collapsibleState, shown.provider.getParent?.(inside)],
      [undefined, TreeItemCollapsibleState.None, b],
    );
  });

  it('says why a subtree cannot be expanded', async () => {
    const { shown, messages } = open();
    const [a] = await shown.children();
    assert.ok(a);
    assert.deepEqual(await shown.children(a), []);
    assert.deepEqual(
      messages.map(({ text }) => text),
      ['Gone.'],
    );
  });

  it('counts what is checked', async () => {
    const { view, shown } = open();
    const [a, b] = await shown.children();
    assert.ok(a && b);
    shown.check([b, false]);
    assert.match(shown.tree.message ?? '', /^1 of 2 checked · 2 threads · 2 kB · 3 skipped \(open in Codex\) · /);
    assert.deepEqual(view.checkedRoots(), ['a']);
    assert.deepEqual(shown.item(b).checkboxState, {
      state: TreeItemCheckboxState.Unchecked,
      tooltip: 'Will be kept',
      accessibilityInformation: { label: 'Archive “Thread b”' },
    });
    shown.check([a, false], [b, true]);
    assert.deepEqual([view.checkedRoots(), view.totals().threads], [['b'], 12]);
    assert.deepEqual(shown.told, [], 'VS Code shows the boxes by itself');
  });

  it('toggles the box of a row by key, and those of all selected rows together', async () => {
    const { view, shown } = open(['a', 'b', 'c'].map(id => subtree(id)));
    const [a, b] = await shown.children();
    assert.ok(a && b);
    view.toggle('a');
    assert.deepEqual([view.checkedRoots(), shown.told], [['b', 'c'], [[a]]]);
    assert.match(shown.tree.message ?? '', /^2 of 3 checked/);
    shown.select(a, b);
    view.toggle('b');
    assert.deepEqual(view.checkedRoots(), ['c']);
    view.toggle('b');
    assert.deepEqual(view.checkedRoots(), ['a', 'b', 'c']);
    view.toggle('c');
    view.toggle('gone');
    assert.deepEqual([view.checkedRoots(), shown.told.length], [['a', 'b'], 4]);
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
    await view.showMore();
    assert.deepEqual(shown.told, [undefined]);
    const rows = await shown.children();
    assert.equal(rows.length, 401);
    assert.deepEqual([shown.revealed, shown.focused], [[rows[200]], rows[200]], 'the first of the new rows');
  });

  const tooltips: [string, () => ReturnType<typeof threadDetails>, RegExp][] = [
    ['is read when it is shown', () => threadDetails(), /^Fix the flaky checkout tests\n.*\nCreated: /],
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
