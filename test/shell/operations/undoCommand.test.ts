import assert from 'node:assert/strict';
import { mock } from 'node:test';
import type { OperationSummary } from '../../../src/protocol/methods';
import { undo } from '../../../src/shell/operations/undoCommand';
import { reports } from '../../support/outcomes';
import { NOW } from '../../support/row';
import { fakeShowQuickPick, type AskedPick } from '../fake/quickInput';
import { fakeContext, fakeService } from '../fake/service';
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
  const result = () => ({ operation: 'o3', reports: reports([[2, 'restored']]), names: {} });
  const { service, requests } = fakeService({
    'threadTree/operations': () => ({ operations }),
    'threadTree/undo': result,
    'threadTree/finish': result,
  });
  const { shown, statusBar } = fakeWindow();
  return { context: fakeContext(service), requests, shown, statusBar, asked: fakeShowQuickPick(answer) };
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
      const { context, requests, statusBar } = setUp([done, interrupted], () => [label]);
      await undo(context);
      assert.deepEqual(requests[1], [`threadTree/${method}`, { operation, token: '1' }]);
      assert.equal(statusBar[0], `$(sync~spin) ${progress}`);
    });
  }

  it('says so when there is nothing to undo', async () => {
    const { context, shown, asked } = setUp([], () => undefined);
    assert.deepEqual(await undo(context), []);
    assert.deepEqual(asked, []);
    assert.match(shown[0]?.text ?? '', /^Nothing to undo: /);
  });
});
