import assert from 'node:assert/strict';
import type { Failure } from '../../../src/protocol/failures';
import type { OperationRequest } from '../../../src/shell/operations/operationRequest';
import { closingChoiceTitle, closingChoices, requestsFor } from '../../../src/shell/operations/closingChoices';
import {
  archive,
  archiveOthers,
  cancelled,
  diskFull,
  finish,
  outcome,
  repair,
  unarchive,
  undo,
  type Counts,
} from '../../support/outcomes';

describe('Behind an operation the user can', () => {
  const table: [string, OperationRequest, Counts, string[]][] = [
    ['undo it', archive, [[12, 'archived']], ['Undo']],
    ['undo it, when it unarchived threads', unarchive, [[12, 'unarchived']], ['Undo']],
    ['undo it, when it repaired', repair, [[1, 'repaired']], ['Undo']],
    ['undo what was finished', finish('archive'), [[1, 'archived']], ['Undo']],
    ['do nothing when nothing was changed', archive, [[3, 'alreadyArchived']], []],
    [
      'see what failed, try again, and undo',
      archive,
      [
        [10, 'archived'],
        [2, 'failed'],
      ],
      ['Show', 'Retry', 'Undo'],
    ],
    ['not undo when all failed', archive, [[2, 'failed']], ['Show', 'Retry']],
    [
      'leave out what is open in Codex',
      archive,
      [
        [2, 'skipped'],
        [1, 'loaded'],
      ],
      ['Archive the Others', 'Show', 'Retry'],
    ],
    [
      'leave out what is open in Codex, and undo the other subtree',
      archive,
      [
        [1, 'archived'],
        [2, 'skipped'],
        [1, 'loaded'],
      ],
      ['Archive the Others', 'Show', 'Retry', 'Undo'],
    ],
    [
      'not leave it out twice',
      archiveOthers,
      [
        [1, 'archived'],
        [1, 'loaded'],
      ],
      ['Show', 'Retry', 'Undo'],
    ],
    [
      'not leave out what an unarchive leaves out by itself',
      unarchive,
      [
        [1, 'unarchived'],
        [1, 'loaded'],
      ],
      ['Show', 'Retry', 'Undo'],
    ],
    ['not undo an undo', undo, [[12, 'restored']], []],
    ['not undo a finished undo', finish('undo'), [[12, 'restored']], []],
    [
      'see what an undo skipped',
      undo,
      [
        [12, 'restored'],
        [1, 'skipped'],
      ],
      ['Show'],
    ],
    [
      'see what an undo failed at, and try again',
      undo,
      [
        [12, 'restored'],
        [1, 'failed'],
      ],
      ['Show', 'Retry'],
    ],
  ];
  const missing: Failure = { code: 'rolloutMissing', path: null, location: 'active' };
  const cures: [string, OperationRequest, Counts, string[]][] = [
    [
      'look for a missing rollout, rather than try again',
      archive,
      [[1, 'rolloutMissing', missing]],
      ['Show', 'Find and Repair…'],
    ],
    [
      'do both when both help',
      archive,
      [
        [1, 'rolloutMissing', missing],
        [1, 'failed', diskFull],
      ],
      ['Show', 'Retry', 'Find and Repair…'],
    ],
    ['do neither', archive, [[1, 'failed', { code: 'movedMeanwhile' }]], ['Show']],
  ];
  for (const [name, request, counts, expected] of [...table, ...cures]) {
    it(name, () => assert.deepEqual(closingChoices(outcome(request, counts)).map(closingChoiceTitle), expected));
  }
});

describe('Behind an operation that the user cancelled, they can', () => {
  const table: [string, OperationRequest, Counts, string[], OperationRequest][] = [
    [
      'finish or undo it',
      archive,
      [
        [2, 'archived'],
        [3, 'skipped', cancelled],
      ],
      ['Finish', 'Undo'],
      { kind: 'finish', operation: 'o1', of: 'archive' },
    ],
    [
      'finish what was being finished',
      finish('unarchive'),
      [
        [2, 'unarchived'],
        [3, 'skipped', cancelled],
      ],
      ['Finish', 'Undo'],
      { kind: 'finish', operation: 'o1', of: 'unarchive' },
    ],
    [
      'run an undo again',
      undo,
      [
        [2, 'restored'],
        [3, 'skipped', cancelled],
      ],
      ['Finish'],
      undo,
    ],
  ];
  for (const [name, request, counts, expected, next] of table) {
    it(name, () => {
      const ended = outcome(request, counts, true);
      assert.deepEqual(closingChoices(ended).map(closingChoiceTitle), expected);
      assert.deepEqual(requestsFor('finish', ended, 'o1'), [next]);
    });
  }

  it('do nothing when nothing was done', () =>
    assert.deepEqual(closingChoices(outcome(archive, [[3, 'skipped', cancelled]], true)), []));
  it('undo when all was done', () =>
    assert.deepEqual(closingChoices(outcome(archive, [[3, 'archived']], true)), ['undo']));
});

describe('What the user chooses', () => {
  it('Archive the Others: the same, without what is open in Codex', () => {
    assert.deepEqual(requestsFor('archiveOthers', outcome(archive, [[1, 'loaded']]), 'o1'), [archiveOthers]);
  });

  it('Retry: what failed', () => {
    assert.deepEqual(
      requestsFor(
        'retry',
        outcome(archive, [
          [1, 'archived'],
          [2, 'failed'],
          [1, 'skipped'],
        ]),
        'o1',
      ),
      [{ kind: 'archive', threadIds: ['failed0', 'failed1'] }],
    );
    assert.deepEqual(
      requestsFor(
        'retry',
        outcome(archive, [
          [1, 'loaded'],
          [3, 'skipped'],
        ]),
        'o1',
      ),
      [archive],
    );
    assert.deepEqual(
      requestsFor(
        'retry',
        outcome(undo, [
          [1, 'restored'],
          [2, 'failed'],
        ]),
        'o1',
      ),
      [undo],
    );
  });
});
