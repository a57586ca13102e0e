import assert from 'node:assert/strict';
import type { OperationRequest } from '../../../src/shell/operations/operationRunner';
import { closingMessage, worstReport } from '../../../src/shell/operations/closingMessage';
import { archive, archiveOthers, finish, outcome, repair, unarchive, undo, type Counts } from '../../support/outcomes';

const inUse = 'In use by Codex (process 4711, codex). Close the thread there and try again.';

describe('The closing message', () => {
  const table: [string, OperationRequest, Counts, string][] = [
    ['all', archive, [[12, 'archived']], 'Archived 12 threads.'],
    ['one', archive, [[1, 'archived']], 'Archived 1 thread.'],
    ['very many', archive, [[1200, 'archived']], 'Archived 1,200 threads.'],
    [
      'very many but one',
      archive,
      [
        [1200, 'archived'],
        [1, 'failed'],
      ],
      'Archived 1,200 of 1,201 threads. “Euler” failed.',
    ],
    [
      'back',
      unarchive,
      [
        [12, 'unarchived'],
        [3, 'alreadyActive'],
      ],
      'Unarchived 12 threads.',
    ],
    [
      'those that had been archived before do not count',
      archive,
      [
        [2, 'archived'],
        [5, 'alreadyArchived'],
      ],
      'Archived 2 threads.',
    ],
    ['nothing to do for one', archive, [[1, 'alreadyArchived']], 'Nothing to archive: the thread is archived already.'],
    [
      'nothing to do for many',
      unarchive,
      [[3, 'alreadyActive']],
      'Nothing to unarchive: the threads are active already.',
    ],
    [
      'one failed',
      archive,
      [
        [10, 'archived'],
        [1, 'failed', 'an archived file of that name exists'],
      ],
      'Archived 10 of 11 threads. “Euler” failed: an archived file of that name exists.',
    ],
    [
      'two failed',
      archive,
      [
        [10, 'archived'],
        [2, 'failed', 'Disk full.'],
      ],
      'Archived 10 of 12 threads. “Euler” failed: Disk full. One more could not be done either.',
    ],
    [
      'several failed, without a reason',
      archive,
      [
        [1, 'archived'],
        [3, 'failed'],
        [1, 'rolloutMissing'],
      ],
      'Archived 1 of 5 threads. “Euler” failed. 3 more could not be done either.',
    ],
    [
      'in use',
      archive,
      [
        [11, 'skipped', 'as one is in use'],
        [1, 'inUse', inUse],
      ],
      '“Euler” is in use by Codex (process 4711, codex): nothing of its branch was moved.',
    ],
    [
      'in use, nobody knows by whom',
      archive,
      [[1, 'inUse', 'In use by Codex. Close the thread there and try again.']],
      '“Euler” is in use by Codex: nothing of its branch was moved.',
    ],
    [
      'one branch in use, another archived',
      archive,
      [
        [5, 'archived'],
        [11, 'skipped', 'as one is in use'],
        [1, 'inUse', inUse],
      ],
      'Archived 5 of 17 threads. “Euler” is in use by Codex (process 4711, codex): nothing of its branch was moved.',
    ],
    [
      'the others of the branch',
      archiveOthers,
      [
        [10, 'archived'],
        [2, 'inUse', inUse],
      ],
      'Archived 10 of 12 threads. “Euler” is in use by Codex (process 4711, codex) and was left alone. Close it there, then retry. One more could not be done either.',
    ],
    [
      'in use, on the way back',
      unarchive,
      [
        [2, 'unarchived'],
        [1, 'inUse', inUse],
      ],
      'Unarchived 2 of 3 threads. “Euler” is in use by Codex (process 4711, codex) and was left alone. Close it there, then retry.',
    ],
    [
      'only skipped',
      archive,
      [
        [1, 'archived'],
        [2, 'skipped', 'not a thread id'],
      ],
      'Archived 1 of 3 threads. 2 skipped: not a thread id.',
    ],
    ['repaired', repair, [[3, 'repaired']], 'Repaired 3 threads.'],
    [
      'repaired but one',
      repair,
      [
        [3, 'repaired'],
        [1, 'failed', 'Disk full.'],
      ],
      'Repaired 3 of 4 threads. “Euler” failed: Disk full.',
    ],
    ['undone', undo('archive'), [[12, 'restored']], '12 threads are back.'],
    ['undone, one', undo('archive'), [[1, 'restored']], '1 thread is back.'],
    ['an unarchive undone', undo('unarchive'), [[12, 'restored']], '12 threads are archived again.'],
    ['a repair undone', undo('repair'), [[2, 'restored']], '2 threads are as before.'],
    [
      'undone but for one that was changed',
      undo('archive'),
      [
        [10, 'restored'],
        [1, 'skipped', 'It was changed since: it was unarchived.'],
      ],
      '10 of 11 threads are back. “Euler” was left alone: it was changed since: it was unarchived.',
    ],
    [
      'undone but for some that were changed',
      undo('archive'),
      [
        [10, 'restored'],
        [3, 'skipped', 'It was changed since.'],
      ],
      '10 of 13 threads are back. “Euler” was left alone: it was changed since. 2 more were left alone too.',
    ],
    [
      'undone but for one that failed',
      undo('archive'),
      [
        [10, 'restored'],
        [1, 'failed', 'your user may not write there'],
      ],
      '10 of 11 threads are back. “Euler” failed: your user may not write there.',
    ],
    ['finished', finish('archive'), [[60, 'archived']], 'Archived 60 threads.'],
    [
      'finished, but for one in use',
      finish('archive'),
      [
        [59, 'archived'],
        [1, 'inUse', inUse],
      ],
      'Archived 59 of 60 threads. “Euler” is in use by Codex (process 4711, codex) and was left alone. Close it there, then retry.',
    ],
    ['an undo finished', finish('undo'), [[60, 'restored']], '60 threads are as before.'],
    [
      'undone by another window',
      undo('archive'),
      [],
      'Nothing to undo: it has been done meanwhile, perhaps by another window.',
    ],
    [
      'finished by another window',
      finish('archive'),
      [],
      'Nothing to archive: it has been done meanwhile, perhaps by another window.',
    ],
  ];
  for (const [name, request, counts, expected] of table) {
    it(name, () => assert.equal(closingMessage(outcome(request, counts), 'Euler'), expected));
  }

  it('says when it was cancelled', () => {
    assert.equal(
      closingMessage(
        outcome(
          archive,
          [
            [5, 'archived'],
            [7, 'skipped', 'Cancelled.'],
          ],
          true,
        ),
        '',
      ),
      'Cancelled. Archived 5 of 12 threads.',
    );
    assert.equal(
      closingMessage(
        outcome(
          undo('archive'),
          [
            [5, 'restored'],
            [7, 'skipped', 'Cancelled.'],
          ],
          true,
        ),
        '',
      ),
      'Cancelled. 5 of 12 threads are back.',
    );
    assert.equal(closingMessage(outcome(archive, [[12, 'archived']], true), ''), 'Archived 12 threads.');
  });
});

describe('The thread to tell of', () => {
  const table: [string, OperationRequest, Counts, boolean, string | undefined][] = [
    [
      'is the one in use',
      archive,
      [
        [1, 'archived'],
        [2, 'failed'],
        [1, 'inUse'],
      ],
      false,
      'inUse0',
    ],
    [
      'else the first that failed',
      archive,
      [
        [1, 'archived'],
        [1, 'skipped'],
        [1, 'rolloutMissing'],
        [2, 'failed'],
      ],
      false,
      'rolloutMissing0',
    ],
    [
      'else none',
      archive,
      [
        [1, 'archived'],
        [1, 'skipped'],
        [1, 'alreadyArchived'],
      ],
      false,
      undefined,
    ],
    [
      'is, of an undo, one that was left alone',
      undo('archive'),
      [
        [1, 'restored'],
        [2, 'skipped'],
      ],
      false,
      'skipped0',
    ],
    [
      'is none that a cancelled undo did not reach',
      undo('archive'),
      [
        [1, 'restored'],
        [2, 'skipped'],
      ],
      true,
      undefined,
    ],
  ];
  for (const [name, request, counts, cancelled, expected] of table) {
    it(name, () => assert.equal(worstReport(outcome(request, counts, cancelled))?.threadId, expected));
  }
});
