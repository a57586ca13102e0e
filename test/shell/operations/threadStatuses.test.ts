import assert from 'node:assert/strict';
import type { Failure } from '../../../src/protocol/failures';
import type { OperationReport, OperationStatus } from '../../../src/protocol/methods';
import { createThreadStatuses, followLoaded, type ThreadStatuses } from '../../../src/shell/operations/threadStatuses';
import { cancelled, diskFull, loaded } from '../../support/outcomes';

describe('The statuses', () => {
  let statuses: ThreadStatuses;
  let changed: string[];
  beforeEach(() => {
    statuses = createThreadStatuses();
    changed = [];
    statuses.onDidChange(threadIds => changed.push(threadIds.join(' ')));
  });
  const finish = (reports: OperationReport[], cancelled = false, token = '1') =>
    statuses.finish(token, { request: { kind: 'archive', threadIds: ['r'] }, reports, cancelled });
  const shown = (threadId: string) => statuses.get(threadId)?.status;

  it('follow an operation', () => {
    statuses.record('1', [{ threadId: 'a', status: 'queued' }]);
    statuses.record('1', [{ threadId: 'a', status: 'archiving', waitsFor: 'stateDb' }]);
    assert.equal(shown('a'), 'archiving');
    assert.equal(statuses.get('a')?.waitsFor, 'stateDb');
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
    ['loaded', true, ['r']],
  ];
  for (const [status, stays, retry] of kept) {
    it(`at the end, ${status} ${stays ? 'stays' : 'goes'}${retry === null ? '' : `, to be retried from ${retry[0]}`}`, () => {
      statuses.record('1', [{ threadId: 'a', status: 'archiving' }]);
      finish([{ threadId: 'a', status, failure: diskFull }]);
      const entry = statuses.get('a');
      assert.deepEqual([entry?.status, entry?.failure], stays ? [status, diskFull] : [undefined, undefined]);
      assert.deepEqual(entry?.retry ?? null, retry && { kind: 'archive', threadIds: retry });
      assert.deepEqual(statuses.failures('archive'), retry === null ? [] : ['a']);
      assert.deepEqual(statuses.failures(), retry === null ? [] : ['a']);
      assert.deepEqual(statuses.failures('unarchive'), []);
    });
  }

  it('are not kept for what the user cancelled', () => {
    finish(
      [
        { threadId: 'a', status: 'skipped', failure: cancelled },
        { threadId: 'b', status: 'failed', failure: diskFull },
      ],
      true,
    );
    assert.equal(statuses.get('a'), undefined);
    assert.equal(statuses.get('b')?.failure, diskFull);
  });

  it('go when a retry succeeds', () => {
    finish([{ threadId: 'a', status: 'failed', failure: diskFull }]);
    finish([{ threadId: 'a', status: 'archived' }], false, '2');
    assert.equal(statuses.get('a'), undefined);
  });

  it('of what was under way go when there is no answer, and older failures stay', () => {
    finish([
      { threadId: 'a', status: 'failed', failure: diskFull },
      { threadId: 'b', status: 'skipped', failure: { code: 'notAThreadId' } },
    ]);
    for (const status of ['queued', 'archiving', 'archived', 'failed'] as const) {
      statuses.record('2', [{ threadId: status, status }]);
    }
    statuses.abandon('2');
    assert.deepEqual(
      ['queued', 'archiving', 'archived', 'failed'].filter(id => statuses.get(id) !== undefined),
      [],
    );
    assert.deepEqual([shown('a'), shown('b')], ['failed', 'skipped']);
  });

  it('of an operation stay when another one ends, has no answer, or was cancelled', () => {
    statuses.record('1', [
      { threadId: 'a', status: 'archiving' },
      { threadId: 'shared', status: 'queued' },
    ]);
    statuses.record('2', [
      { threadId: 'b', status: 'queued' },
      { threadId: 'shared', status: 'queued' },
    ]);
    finish(
      [
        { threadId: 'a', status: 'skipped', failure: cancelled },
        { threadId: 'shared', status: 'skipped', failure: cancelled },
      ],
      true,
    );
    assert.deepEqual([shown('a'), shown('b'), shown('shared')], [undefined, 'queued', 'queued']);
    statuses.abandon('3');
    assert.deepEqual([shown('b'), shown('shared')], ['queued', 'queued']);
    statuses.abandon('2');
    assert.deepEqual([shown('b'), shown('shared')], [undefined, undefined]);
  });

  it('offer no retry where it cannot help, but still count as failures', () => {
    finish([
      { threadId: 'a', status: 'rolloutMissing', failure: { code: 'rolloutMissing', path: null, location: 'active' } },
    ]);
    assert.equal(statuses.get('a')?.retry, null);
    assert.deepEqual(statuses.failures('archive'), ['a']);
  });

  it('go when the thread that was open in Codex is closed, and not before', () => {
    const follow = followLoaded(statuses);
    const blocked: Failure = { code: 'subtreeLoaded', thread: { threadId: 'c', name: 'Euler' } };
    follow(['c', 'other']);
    finish([
      { threadId: 'c', status: 'loaded', failure: loaded },
      { threadId: 'p', status: 'skipped', failure: blocked },
      { threadId: 'f', status: 'failed', failure: diskFull },
    ]);
    follow(['c', 'new']);
    assert.deepEqual([shown('c'), shown('p'), shown('f')], ['loaded', 'skipped', 'failed']);
    follow(['new']);
    assert.deepEqual([shown('c'), shown('p'), shown('f')], [undefined, undefined, 'failed']);
    assert.equal(changed.at(-1), 'c p');
  });

  it('are all forgotten on demand', () => {
    finish([
      { threadId: 'a', status: 'failed', failure: diskFull },
      { threadId: 'b', status: 'skipped' },
    ]);
    statuses.clear();
    assert.deepEqual([statuses.get('a'), statuses.get('b'), statuses.failures('archive')], [undefined, undefined, []]);
    assert.deepEqual(changed.at(-1), 'a b');
  });
});
