import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { EventEmitter } from 'vscode';
import { clearFilter, filter } from '../../../src/shell/viewOptions/filter';
import { fakeInputBox } from '../fake/quickInput';
import { fakeContext, fakeService, fakeViews } from '../fake/service';

/** Opens the filter of a view that is filtered by `before`. */
function open(before = '', view: 'threads' | 'archived' = 'threads') {
  const selected = new EventEmitter<void>();
  const views = fakeViews({ [view]: { onDidSelect: selected.event } });
  const { choices } = views[view];
  choices.set({ filter: before });
  const applied: string[] = [];
  choices.onDidChange(({ filter: now }) => applied.push(now));
  const input = fakeInputBox();
  const context = fakeContext(fakeService({}).service, { views });
  void filter(view)(context);
  return { input, applied, choices, context, selectRow: () => selected.fire() };
}

describe('The filter of a view', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'] }));
  afterEach(() => mock.timers.reset());

  it('begins with the present one', () => {
    const { input } = open('tests');
    assert.deepEqual([input.isOpen, input.box.value, input.box.title], [true, 'tests', 'Filter Threads']);
    assert.equal(input.box.ignoreFocusOut, true, 'a click into the tree must not close it');
    assert.equal(open('', 'archived').input.box.title, 'Filter Archived Threads');
  });

  it('narrows the tree when typing pauses, and in between when it does not', () => {
    const { input, applied } = open();
    for (const text of ['t', 'te', 'tes', ' tests ']) {
      input.type(text);
      mock.timers.tick(100);
    }
    assert.deepEqual(applied, []);
    mock.timers.tick(50);
    assert.deepEqual(applied, ['tests']);
    for (let at = 0; at < 10; at++) {
      input.type(`tests ${at}`);
      mock.timers.tick(100);
    }
    assert.equal(applied.length, 2);
  });

  it('is kept by Enter, at once', () => {
    const { input, choices } = open();
    input.type('tests');
    input.accept();
    assert.deepEqual([choices.get().filter, input.isOpen, input.isDisposed], ['tests', false, true]);
  });

  it('is kept when a row is selected', () => {
    const { input, choices, selectRow } = open();
    input.type('tests');
    mock.timers.tick(150);
    selectRow();
    assert.deepEqual([choices.get().filter, input.isOpen], ['tests', false]);
  });

  it('is the one before again after Escape, also when typing has not paused yet', () => {
    const { input, choices, applied } = open('before');
    input.type('tests');
    mock.timers.tick(150);
    input.type('tests x');
    input.close();
    mock.timers.tick(1000);
    assert.deepEqual(applied, ['tests', 'before']);
    assert.deepEqual([choices.get().filter, input.isDisposed], ['before', true]);
  });

  it('does not heed rows that are selected after it is closed', () => {
    const { input, choices, selectRow } = open();
    input.type('tests');
    mock.timers.tick(150);
    input.close();
    selectRow();
    assert.equal(choices.get().filter, '');
  });

  it('can be removed', () => {
    const { context, choices } = open('tests');
    void clearFilter('threads')(context);
    assert.equal(choices.get().filter, '');
  });
});
