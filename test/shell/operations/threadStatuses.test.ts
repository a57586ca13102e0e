import assert from 'node:assert/strict';
import { createThreadStatuses, type ThreadStatuses } from '../../../src/shell/operations/threadStatuses';
import type { OperationStatus, OperationReport } from '../../../src/protocol/methods';

describe('The statuses', () => {
  let statuses: ThreadStatuses;
  let changed: string[];
  beforeEach(() => {
    statuses = createThreadStatuses();
    changed = [];
    statuses.onDidChange(threadIds => changed.push(threadIds.join(' ')));
  });
  const finish = (reports: OperationReport[], cancelled = false) =>
    statuses.finish({ request: { kind: 'archive', threadIds: ['r'] }, reports, cancelled });

  it('follow an operation', () => {
    statuses.record([{ threadId: 'a', status: 'queued' }]);
    statuses.record([{ threadId: 'a', status: 'archiving', reason: 'waits' }]);
    assert.deepEqual(statuses.get('a'), { status: 'archiving', reason: 'waits', retry: null });
    assert.equal(statuses.get('b'), undefined);
    assert.deepEqual(changed, ['a', 'a']);
  });

  const kept: [OperationStatus, boolean, string[] | null][] = [
    ['archived', false, null],
    ['unarchived', false, null],
    ['restored', false, null],
    ['repaired', false, null],
    ['alreadyArchived', false, null],
    ['alreadyActive', false, null],
    ['skipped', true, null],
    ['failed', true, ['a']],
    ['rolloutMissing', true, ['a']],
    ['inUse', true, ['r']],
  ];
  for (const [status, stays, retry] of kept) {
    it(`at the end, ${status} ${stays ? 'stays' : 'goes'}${retry === null ? '' : `, to be retried from ${retry[0]}`}`, () => {
      statuses.record([{ threadId: 'a', status: 'archiving' }]);
      finish([{ threadId: 'a', status, reason: 'why' }]);
      const threadIds = retry ?? [];
      assert.deepEqual(
        statuses.get('a'),
        stays ? { status, reason: 'why', retry: retry && { kind: 'archive', threadIds } } : undefined,
      );
      assert.deepEqual(statuses.failures('archive'), retry === null ? [] : ['a']);
      assert.deepEqual(statuses.failures(), retry === null ? [] : ['a']);
      assert.deepEqual(statuses.failures('unarchive'), []);
    });
  }

  it('are not kept for what the user cancelled', () => {
    finish(
      [
        { threadId: 'a', status: 'skipped', reason: 'Cancelled.' },
        { threadId: 'b', status: 'failed', reason: 'disk full' },
      ],
      true,
    );
    assert.equal(statuses.get('a'), undefined);
    assert.equal(statuses.get('b')?.reason, 'disk full');
  });

  it('go when a retry succeeds', () => {
    finish([{ threadId: 'a', status: 'failed', reason: 'disk full' }]);
    finish([{ threadId: 'a', status: 'archived' }]);
    assert.equal(statuses.get('a'), undefined);
  });

  it('of what was under way go when there is no answer, and older failures stay', () => {
    finish([
      { threadId: 'a', status: 'failed', reason: 'disk full' },
      { threadId: 'b', status: 'skipped', reason: 'no such thread' },
    ]);
    for (const status of ['queued', 'archiving', 'archived', 'failed'] as const) {
      statuses.record([{ threadId: status, status }]);
    }
    statuses.abandon();
    assert.deepEqual(
      ['queued', 'archiving', 'archived', 'failed'].filter(id => statuses.get(id) !== undefined),
      [],
    );
    assert.deepEqual([statuses.get('a')?.status, statuses.get('b')?.status], ['failed', 'skipped']);
  });

  it('are all forgotten on demand', () => {
    finish([
      { threadId: 'a', status: 'failed', reason: 'disk full' },
      { threadId: 'b', status: 'skipped' },
    ]);
    statuses.clear();
    assert.deepEqual([statuses.get('a'), statuses.get('b'), statuses.failures('archive')], [undefined, undefined, []]);
    assert.deepEqual(changed.at(-1), 'a b');
  });
});
