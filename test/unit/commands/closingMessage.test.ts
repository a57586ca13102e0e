import assert from 'node:assert/strict';
import { closingMessage, worstReport } from '../../../src/commands/closingMessage';
import type { OperationKind, OperationStatus, ThreadReport } from '../../../src/protocol/threadTree';

/** `[count, status, reason]` each. */
type Counts = [number, OperationStatus, string?][];

const reports = (counts: Counts): ThreadReport[] => counts.flatMap(([count, status, reason]) =>
  Array.from({ length: count }, (_, at) => ({ threadId: `${status}${at}`, status, ...reason === undefined ? {} : { reason } })));

describe('The closing message', () => {
  const table: [string, OperationKind, Counts, string][] = [
    ['all', 'archive', [[12, 'archived']], 'Archived 12 threads.'],
    ['one', 'archive', [[1, 'archived']], 'Archived 1 thread.'],
    ['very many', 'archive', [[1200, 'archived']], 'Archived 1,200 threads.'],
    ['very many but one', 'archive', [[1200, 'archived'], [1, 'failed']], 'Archived 1,200 of 1,201 threads. “Euler” failed.'],
    ['back', 'unarchive', [[12, 'unarchived'], [3, 'alreadyActive']], 'Unarchived 12 threads.'],
    ['those that had been archived before do not count', 'archive', [[2, 'archived'], [5, 'alreadyArchived']], 'Archived 2 threads.'],
    ['nothing to do for one', 'archive', [[1, 'alreadyArchived']], 'Nothing to archive: the thread is archived already.'],
    ['nothing to do for many', 'unarchive', [[3, 'alreadyActive']], 'Nothing to unarchive: the threads are active already.'],
    ['one failed', 'archive', [[10, 'archived'], [1, 'failed', 'an archived file of that name exists']],
      'Archived 10 of 11 threads. “Euler” failed: an archived file of that name exists.'],
    ['two failed', 'archive', [[10, 'archived'], [2, 'failed', 'Disk full.']],
      'Archived 10 of 12 threads. “Euler” failed: Disk full. One more could not be done either.'],
    ['several failed, without a reason', 'archive', [[1, 'archived'], [3, 'failed'], [1, 'rolloutMissing']],
      'Archived 1 of 5 threads. “Euler” failed. 3 more could not be done either.'],
    ['in use', 'archive', [[11, 'skipped', 'as one is in use'], [1, 'inUse', 'thread x already has an active writer']],
      'Archived 0 of 12 threads. “Euler” is in use by Codex: nothing of its branch was moved. Close it there, then retry.'],
    ['in use, on the way back', 'unarchive', [[2, 'unarchived'], [1, 'inUse', 'x']],
      'Unarchived 2 of 3 threads. “Euler” is in use by Codex. Close it there, then retry.'],
    ['only skipped', 'archive', [[1, 'archived'], [2, 'skipped', 'not a thread id']], 'Archived 1 of 3 threads. 2 skipped: not a thread id.'],
  ];
  for (const [name, kind, counts, expected] of table) {
    it(name, () => assert.equal(closingMessage({ kind, reports: reports(counts), cancelled: false }, 'Euler'), expected));
  }

  it('says when it was cancelled', () => {
    const cancelled = closingMessage({ kind: 'archive', reports: reports([[5, 'archived'], [7, 'skipped', 'Cancelled.']]), cancelled: true }, '');
    assert.equal(cancelled, 'Cancelled. Archived 5 of 12 threads.');
    const tooLate = closingMessage({ kind: 'archive', reports: reports([[12, 'archived']]), cancelled: true }, '');
    assert.equal(tooLate, 'Archived 12 threads.');
  });
});

describe('The thread to tell of', () => {
  it('is the one in use, else the first that failed, else none', () => {
    assert.equal(worstReport(reports([[1, 'archived'], [2, 'failed'], [1, 'inUse']]))?.threadId, 'inUse0');
    assert.equal(worstReport(reports([[1, 'archived'], [1, 'skipped'], [1, 'rolloutMissing'], [2, 'failed']]))?.threadId, 'rolloutMissing0');
    assert.equal(worstReport(reports([[1, 'archived'], [1, 'skipped'], [1, 'alreadyArchived']])), null);
  });
});
