import assert from 'node:assert/strict';
import { mock } from 'node:test';
import type { OperationSummary } from '../../../src/protocol/methods';
import { undo, undoLast } from '../../../src/shell/operations/undoCommand';
import { reports } from '../../support/outcomes';
import { NOW } from '../../support/row';
import { fakeShowQuickPick, type AskedPick } from '../fake/quickInput';
import { fakeContext, fakeService, fakeViews, settled } from '../fake/service';
import { fakeWindow } from '../fake/window';

const done: OperationSummary = {
  operation: 'o1',
  kind: 'archive',
  startedAt: NOW - 120,
  threads: 12,
  left: 0,
  name: 'Fix it',
};
const interrupted: OperationSummary = { ...done, operation: 'o2', threads: 3, left: 4, name: 'Review' };

function setUp(operations: OperationSummary[], answer: (asked: AskedPick) => string[] | undefined) {
  const result = () => ({ operation: 'o3', reports: reports([[2, 'restored']]), names: { restored0: 'Fix it' } });
  const { service, requests } = fakeService({
    'threadTree/operations': () => ({ operations }),
    'threadTree/undo': result,
    'threadTree/finish': result,
  });
  const { shown, progress: bars } = fakeWindow();
  return { context: fakeContext(service), requests, shown, bars, asked: fakeShowQuickPick(answer) };
}

describe('Undo', () => {
  beforeEach(() => mock.timers.enable({ apis: ['Date'], now: NOW * 1000 }));
  afterEach(() => mock.timers.reset());

  it('of a known operation asks nothing', async () => {
    const { context, requests, asked } = setUp([], () => undefined);
    assert.deepEqual(await undo(context, 'o7'), reports([[2, 'restored']]));
    assert.deepEqual(requests, [['threadTree/undo', { operation: 'o7', token: '1' }]]);
    assert.deepEqual(asked, []);
  });

  it('lists the last operations, the interrupted ones first', async () => {
    const { context, asked } = setUp([done, interrupted], () => undefined);
    assert.deepEqual(await undo(context), []);
    assert.deepEqual(
      asked[0]?.items.map(({ label, description, detail }) => [label, description, detail]),
      [
        ['Finish archiving “Review” and 6 more', '2 minutes ago', 'Interrupted: 3 of 7 threads are archived'],
        ['Undo archiving “Review” and 6 more', '2 minutes ago', 'Restores 3 threads'],
        ['done', undefined, undefined],
        ['Archived “Fix it” and 11 more', '2 minutes ago', 'Restores 12 threads'],
      ],
    );
  });

  it('lists no heading when all of them are done', async () => {
    const { context, asked } = setUp([done], () => undefined);
    await undo(context);
    assert.equal(asked[0]?.title, 'Undo Archive');
    assert.deepEqual(
      asked[0]?.items.map(({ label }) => label),
      ['Archived “Fix it” and 11 more'],
    );
  });

  const table = [
    ['Archived “Fix it” and 11 more', 'undo', 'o1', 'Restoring 12 threads'],
    ['Undo archiving “Review” and 6 more', 'undo', 'o2', 'Restoring 3 threads'],
    ['Finish archiving “Review” and 6 more', 'finish', 'o2', 'Archiving 4 threads'],
  ] as const;
  for (const [label, method, operation, progress] of table) {
    it(`does what is chosen: ${label}`, async () => {
      const { context, requests, bars } = setUp([done, interrupted], () => [label]);
      await undo(context);
      assert.deepEqual(requests[1], [`threadTree/${method}`, { operation, token: '1' }]);
      assert.equal(bars[0]?.title, progress);
    });
  }

  it('says so when there is nothing to undo', async () => {
    const { context, shown, asked } = setUp([], () => undefined);
    assert.deepEqual(await undo(context), []);
    assert.deepEqual(asked, []);
    assert.match(shown[0]?.text ?? '', /^Nothing to undo: /);
  });
});

describe('Undo of the last operation', () => {
  beforeEach(() => mock.timers.enable({ apis: ['Date'], now: NOW * 1000 }));
  afterEach(() => mock.timers.reset());

  /** A home with these operations, of which this window has run some. */
  function setUpWindow(operations: OperationSummary[], own: string[]) {
    const kept: string[] = [];
    const view = (name: string) => ({
      keepFocus: <T>(work: () => Promise<T>) => {
        kept.push(name);
        return work();
      },
      showFocus: () => Promise.resolve(void kept.push(`${name} in sight`)),
    });
    const views = fakeViews({ threads: view('threads'), archived: view('archived') });
    const { context, ...others } = setUp(operations, () => undefined);
    const hasRun = (operation: string) => own.includes(operation);
    return {
      context: { ...context, views, operations: { ...context.operations, hasRun } },
      kept,
      ...others,
    };
  }

  it('of this window asks nothing, and keeps the focus in the view of the key', async () => {
    const older = { ...done, operation: 'o0' };
    const { context, requests, asked, kept } = setUpWindow([done, older], ['o0', 'o1']);
    assert.deepEqual(await undoLast(context, 'archived'), reports([[2, 'restored']]));
    assert.deepEqual(requests[1], ['threadTree/undo', { operation: 'o1', token: '1' }]);
    assert.deepEqual([asked, kept], [[], ['archived', 'archived in sight']]);
  });

  it('names what it has restored', async () => {
    const { context, shown } = setUpWindow([done], ['o1']);
    await undoLast(context);
    await settled();
    assert.deepEqual(
      shown.map(({ text }) => text),
      ['Restored “Fix it” and 1 more.'],
    );
  });

  it('skips an operation of another window that came later', async () => {
    const other = { ...done, operation: 'other' };
    const { context, requests } = setUpWindow([other, done], ['o1']);
    await undoLast(context, 'threads');
    assert.deepEqual(requests[1], ['threadTree/undo', { operation: 'o1', token: '1' }]);
  });

  it('lets the user pick when this window has run none', async () => {
    const { context, requests, asked, kept } = setUpWindow([done], []);
    assert.deepEqual(await undoLast(context, 'threads'), []);
    assert.deepEqual(
      asked[0]?.items.map(({ label }) => label),
      ['Archived “Fix it” and 11 more'],
    );
    assert.deepEqual([requests.length, kept], [1, []]);
  });
});
