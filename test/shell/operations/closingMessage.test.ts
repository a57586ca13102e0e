import assert from 'node:assert/strict';
import type { Failure } from '../../../src/protocol/failures';
import { closingMessage, worstReport } from '../../../src/shell/operations/closingMessage';
import type { OperationRequest } from '../../../src/shell/operations/operationRequest';
import {
  archive,
  archiveOthers,
  cancelled,
  diskFull,
  finish,
  loaded,
  outcome,
  repair,
  unarchive,
  undo,
  type Counts,
} from '../../support/outcomes';

const subtreeLoaded: Failure = { code: 'subtreeLoaded', thread: { threadId: 'loaded0', name: 'Euler' } };
const taken: Failure = { code: 'destinationTaken', destination: '/h/archived_sessions/a.jsonl', location: 'archived' };
const changed: Failure = { code: 'changedSince', what: 'unarchived' };

/** Names for the threads of `reports`. */
const names = Object.fromEntries(
  ['failed0', 'loaded0', 'skipped0', 'rolloutMissing0'].map(threadId => [threadId, 'Euler']),
);

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
    ['nothing to do for one', archive, [[1, 'alreadyArchived']], 'Nothing to archive: the thread is already archived.'],
    [
      'nothing to do for many',
      unarchive,
      [[3, 'alreadyActive']],
      'Nothing to unarchive: the threads are already active.',
    ],
    [
      'one failed',
      archive,
      [
        [10, 'archived'],
        [1, 'failed', taken],
      ],
      'Archived 10 of 11 threads. “Euler” failed. An archived file of that name exists: archived_sessions/a.jsonl. Move it away and try again.',
    ],
    [
      'two failed',
      archive,
      [
        [10, 'archived'],
        [2, 'failed', diskFull],
      ],
      'Archived 10 of 12 threads. “Euler” failed. Its rollout could not be moved: the disk is full: /h/a.jsonl. 1 more failed.',
    ],
    [
      'several failed, without a reason',
      archive,
      [
        [1, 'archived'],
        [3, 'failed'],
        [1, 'rolloutMissing'],
      ],
      'Archived 1 of 5 threads. “Euler” failed. 3 more failed.',
    ],
    [
      'open in Codex',
      archive,
      [
        [11, 'skipped', subtreeLoaded],
        [1, 'loaded', loaded],
      ],
      '“Euler” is open in Codex (process 4711, codex), so its tree was not archived. Close it there and retry, or archive the others.',
    ],
    [
      'open in Codex, nobody knows in which',
      archive,
      [[1, 'loaded', { code: 'loaded', holder: { pid: null, command: null } }]],
      '“Euler” is open in Codex, so its tree was not archived. Close it there and retry, or archive the others.',
    ],
    [
      'one subtree open in Codex, another archived',
      archive,
      [
        [5, 'archived'],
        [11, 'skipped', subtreeLoaded],
        [1, 'loaded', loaded],
      ],
      'Archived 5 of 17 threads. “Euler” is open in Codex (process 4711, codex), so its tree was not archived. Close it there and retry, or archive the others.',
    ],
    [
      'the others of the subtree',
      archiveOthers,
      [
        [10, 'archived'],
        [2, 'loaded', loaded],
      ],
      'Archived 10 of 12 threads. “Euler” is open in Codex (process 4711, codex) and was skipped. Close it there, then retry. 1 more failed.',
    ],
    [
      'open in Codex, when unarchiving',
      unarchive,
      [
        [2, 'unarchived'],
        [1, 'loaded', loaded],
      ],
      'Unarchived 2 of 3 threads. “Euler” is open in Codex (process 4711, codex) and was skipped. Close it there, then retry.',
    ],
    [
      'only skipped',
      archive,
      [
        [1, 'archived'],
        [2, 'skipped', { code: 'notAThreadId' }],
      ],
      'Archived 1 of 3 threads. 2 skipped: its id is not a thread id.',
    ],
    ['repaired', repair, [[3, 'repaired']], 'Repaired 3 threads.'],
    [
      'repaired but one',
      repair,
      [
        [3, 'repaired'],
        [1, 'failed', diskFull],
      ],
      'Repaired 3 of 4 threads. “Euler” failed. Its rollout could not be moved: the disk is full: /h/a.jsonl.',
    ],
    ['undone', undo, [[12, 'restored']], 'Restored 12 threads.'],
    ['undone, one', undo, [[1, 'restored']], 'Restored 1 thread.'],
    [
      'undone but for one that was changed',
      undo,
      [
        [10, 'restored'],
        [1, 'skipped', changed],
      ],
      'Restored 10 of 11 threads. “Euler” was skipped. It has changed since: it was unarchived.',
    ],
    [
      'undone but for some that were changed',
      undo,
      [
        [10, 'restored'],
        [3, 'skipped', changed],
      ],
      'Restored 10 of 13 threads. “Euler” was skipped. It has changed since: it was unarchived. 2 more were skipped.',
    ],
    [
      'undone but for one that failed',
      undo,
      [
        [10, 'restored'],
        [1, 'failed', diskFull],
      ],
      'Restored 10 of 11 threads. “Euler” failed. Its rollout could not be moved: the disk is full: /h/a.jsonl.',
    ],
    ['finished', finish('archive'), [[60, 'archived']], 'Archived 60 threads.'],
    [
      'finished, but for one that is open in Codex',
      finish('archive'),
      [
        [59, 'archived'],
        [1, 'loaded', loaded],
      ],
      'Archived 59 of 60 threads. “Euler” is open in Codex (process 4711, codex) and was skipped. Close it there, then retry.',
    ],
    ['an undo finished', finish('undo'), [[60, 'restored']], 'Restored 60 threads.'],
    [
      'undone by another window',
      undo,
      [],
      'Nothing to undo: this was done in the meantime, perhaps by another window.',
    ],
    [
      'finished by another window',
      finish('archive'),
      [],
      'Nothing to archive: this was done in the meantime, perhaps by another window.',
    ],
  ];
  for (const [name, request, counts, expected] of table) {
    it(name, () => assert.equal(closingMessage(outcome(request, counts), names), expected));
  }

  it('names what Codex archived besides, because it was spawned meanwhile', () => {
    const spawned = (count: number): string => {
      const { reports, ...rest } = outcome(archive, [[3 + count, 'archived']]);
      const marked = reports.map((report, at) => (at < 3 ? report : { ...report, spawnedLast: true as const }));
      return closingMessage({ ...rest, reports: marked }, { archived3: 'Gauss: Weigh each module' });
    };
    assert.equal(spawned(0), 'Archived 3 threads.');
    assert.equal(
      spawned(1),
      'Archived 4 threads. “Gauss: Weigh each module” was spawned in the meantime, and Codex archived it too.',
    );
    assert.equal(
      spawned(3),
      'Archived 6 threads. “Gauss: Weigh each module” and 2 more were spawned in the meantime, and Codex archived them too.',
    );
  });

  it('names a thread by its id when the server knows no name', () => {
    assert.equal(closingMessage(outcome(archive, [[1, 'failed']]), {}), 'Archived 0 of 1 thread. “failed0” failed.');
  });

  it('says when it was cancelled', () => {
    const say = (request: OperationRequest, counts: Counts) => closingMessage(outcome(request, counts, true), names);
    const rest: Counts[number] = [7, 'skipped', cancelled];
    assert.equal(say(archive, [[5, 'archived'], rest]), 'Cancelled. Archived 5 of 12 threads.');
    assert.equal(say(undo, [[5, 'restored'], rest]), 'Cancelled. Restored 5 of 12 threads.');
    assert.equal(say(archive, [[12, 'archived']]), 'Archived 12 threads.');
  });
});

describe('The thread to tell of', () => {
  const table: [string, OperationRequest, Counts, boolean, string | undefined][] = [
    [
      'is the one that is open in Codex',
      archive,
      [
        [1, 'archived'],
        [2, 'failed'],
        [1, 'loaded'],
      ],
      false,
      'loaded0',
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
      'is, of an undo, one that was skipped',
      undo,
      [
        [1, 'restored'],
        [2, 'skipped'],
      ],
      false,
      'skipped0',
    ],
    [
      'is none that a cancelled undo did not reach',
      undo,
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

describe('The closing message of what was not asked about', () => {
  const known = { ...names, archived0: 'Fix it', restored0: 'Fix it', alreadyArchived0: 'Not this' };
  const table: [string, OperationRequest, Counts, string][] = [
    ['one thread', archive, [[1, 'archived']], 'Archived “Fix it”.'],
    ['a thread with others', archive, [[8, 'archived']], 'Archived “Fix it” and 7 more.'],
    ['an undo', undo, [[8, 'restored']], 'Restored “Fix it” and 7 more.'],
    [
      'not one that was archived before',
      archive,
      [
        [1, 'alreadyArchived'],
        [2, 'archived'],
      ],
      'Archived “Fix it” and 1 more.',
    ],
    [
      'some',
      archive,
      [
        [2, 'archived'],
        [1, 'failed'],
      ],
      'Archived “Fix it” and 1 more. “Euler” failed.',
    ],
    ['a thread without a known name', unarchive, [[2, 'unarchived']], 'Unarchived 2 threads.'],
    ['nothing', archive, [[1, 'failed']], 'Archived 0 of 1 thread. “Euler” failed.'],
  ];
  for (const [name, request, counts, expected] of table) {
    it(`names ${name}`, () => assert.equal(closingMessage(outcome(request, counts), known, true), expected));
  }
});
