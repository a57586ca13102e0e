import assert from 'node:assert/strict';
import { QuickPickItemKind, type ThemeIcon } from 'vscode';
import type { SectionList } from '../../../src/protocol/methods';
import type { ViewChoices } from '../../../src/shell/viewOptions/viewChoices';
import { resetView, viewOptions } from '../../../src/shell/viewOptions/optionsPicker';
import { fakeQuickPick } from '../fake/quickInput';
import { fakeContext, fakeLog, fakeService, fakeViews, settled } from '../fake/service';
import { fakeFolders } from '../fake/workspace';

function open(
  chosen: Partial<ViewChoices> = {},
  view: 'threads' | 'archived' = 'threads',
  sections: () => SectionList = () => ({ sections: [] }),
) {
  const views = fakeViews();
  views[view].choices.set(chosen);
  const input = fakeQuickPick();
  const { log, lines } = fakeLog();
  const context = fakeContext(fakeService({ 'threadTree/sections': sections }).service, { views, log });
  void viewOptions(view)(context);
  /** A heading with a colon, a choice with a check mark when it is on. */
  const rows = () =>
    input.picker.items.map(({ label, kind, iconPath }) =>
      kind === QuickPickItemKind.Separator
        ? `${label}:`
        : `${(iconPath as ThemeIcon).id === 'check' ? '✓ ' : ''}${label}`,
    );
  return { input, rows, views, context, lines };
}

describe('The options of a view', () => {
  beforeEach(() => void fakeFolders('/h/shop'));

  it('are listed with those that are on', () => {
    const { rows, input } = open();
    assert.deepEqual(rows(), [
      'Group By:',
      'Not Grouped',
      '✓ Date',
      'Workspace',
      'Section',
      'Sort By:',
      '✓ Last Activity',
      'Creation',
      'Name',
      'Number of Sub-Agents',
      'Scope:',
      '✓ All',
      'This Workspace',
      'Show:',
      '✓ Sub-Agents Without a Known Parent',
      '✓ Exec Runs',
      '✓ Empty Threads',
    ]);
    assert.equal(input.picker.title, 'View Options: Threads');
    assert.equal(input.itemOf('All').description, 'on');
    assert.equal(open({}, 'archived').input.picker.title, 'View Options: Archived Threads');
  });

  it('say that a scope needs an open folder, and leave the scope as it is until there is one', () => {
    fakeFolders();
    const { input, views } = open();
    assert.equal(input.itemOf('This Workspace').description, 'no folder is open in this window');
    assert.equal(input.itemOf('All').description, 'on');
    input.accept('This Workspace');
    assert.equal(views.threads.choices.get().scope, 'all');
  });

  it('say that only a newer Codex has sections, and keep the groups as they are', async () => {
    const { input, rows, views } = open({}, 'threads', () => ({ sections: null }));
    input.picker.activeItems = [input.itemOf('Name')];
    assert.equal(input.itemOf('Section').description, undefined);
    await settled();
    assert.equal(input.itemOf('Section').description, 'Codex has sections from 0.148 on');
    assert.deepEqual(
      input.picker.activeItems.map(({ label }) => label),
      ['Name'],
      'the focus stays',
    );
    input.accept('Section');
    assert.equal(views.threads.choices.get().group, 'date');
    assert.ok(rows().includes('✓ Date'));
    input.close();
  });

  it('are grouped by section if Codex has sections, or nobody knows', async () => {
    const failing = () => {
      throw new Error('no home');
    };
    for (const [sections, log] of [
      [undefined, []],
      [failing, ['warn: Error: no home']],
    ] as const) {
      const { input, views, lines } = open({}, 'threads', sections);
      await settled();
      input.accept('Section');
      assert.equal(views.threads.choices.get().group, 'section');
      assert.deepEqual(lines, log);
    }
  });

  it('take effect at once, and the list stays open at the chosen one', () => {
    const { input, rows, views } = open();
    input.accept('Workspace');
    assert.equal(views.threads.choices.get().group, 'workspace');
    assert.ok(rows().includes('✓ Workspace') && rows().includes('Date'));
    assert.deepEqual(
      input.picker.activeItems.map(({ label }) => label),
      ['Workspace'],
    );
    input.accept('Exec Runs');
    assert.equal(views.threads.choices.get().exec, false);
    assert.deepEqual([input.isOpen, views.archived.choices.get().group], [true, 'date']);
    input.close();
    assert.equal(input.isDisposed, true);
  });

  it('can be reset when some are not at their default', () => {
    const { input, rows, views } = open({ sort: 'name', filter: 'x' });
    assert.deepEqual(rows().slice(-2), [':', 'Reset View']);
    input.accept('Reset View');
    assert.deepEqual([views.threads.choices.get().sort, views.threads.choices.get().filter], ['recency', '']);
    assert.ok(!rows().includes('Reset View'));
  });

  it('stay as they are when nothing is chosen', () => {
    const { input, views } = open();
    const before = views.threads.choices.get();
    input.picker.activeItems = [];
    input.accept();
    assert.equal(views.threads.choices.get(), before);
  });

  it('are reset by a command, in one view only', () => {
    const { context, views } = open({ sort: 'name' });
    views.archived.choices.set({ sort: 'size' });
    void resetView('threads')(context);
    assert.deepEqual([views.threads.choices.get().sort, views.archived.choices.get().sort], ['recency', 'size']);
  });
});
