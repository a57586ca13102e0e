import assert from 'node:assert/strict';
import { interruptedMessage } from '../../../src/shell/operations/operationWords';
import { requestFor, undoItems } from '../../../src/shell/operations/undoItems';
import type { OperationSummary } from '../../../src/protocol/methods';
import { NOW } from '../../support/row';

const summary = (changes: Partial<OperationSummary>): OperationSummary => ({
  operation: 'x',
  kind: 'archive',
  startedAt: NOW - 300,
  threads: 12,
  left: 0,
  name: 'Fix the flaky tests',
  ...changes,
});

describe('The picker of operations', () => {
  const table: [string, Partial<OperationSummary>, [string, string, string][]][] = [
    ['what was archived', {}, [['Archived “Fix the flaky tests” and 11 more', '5 minutes ago', 'Restores 12 threads']]],
    [
      'one thread',
      { threads: 1, startedAt: NOW - 90_000 },
      [['Archived “Fix the flaky tests”', 'yesterday', 'Restores 1 thread']],
    ],
    [
      'what was unarchived',
      { kind: 'unarchive', threads: 1200 },
      [['Unarchived “Fix the flaky tests” and 1,199 more', '5 minutes ago', 'Archives 1,200 threads again']],
    ],
    [
      'what was repaired',
      { kind: 'repair', threads: 2 },
      [['Repaired “Fix the flaky tests” and 1 more', '5 minutes ago', 'Reverts the repair of 2 threads']],
    ],
    [
      'what was interrupted, to finish and to undo',
      { threads: 40, left: 60 },
      [
        [
          'Finish archiving “Fix the flaky tests” and 99 more',
          '5 minutes ago',
          'Interrupted: 40 of 100 threads are archived',
        ],
        ['Undo archiving “Fix the flaky tests” and 99 more', '5 minutes ago', 'Restores 40 threads'],
      ],
    ],
    [
      'a name as text',
      { name: '$(zap) [x](command:y)', threads: 1 },
      [['Archived “\\$(zap) [x](command:y)”', '5 minutes ago', 'Restores 1 thread']],
    ],
  ];
  for (const [name, changes, expected] of table) {
    it(`has ${name}`, () => {
      const { interrupted, done } = undoItems([summary(changes)], NOW);
      assert.deepEqual(
        [...interrupted, ...done].map(({ label, description, detail }) => [label, description, detail]),
        expected,
      );
    });
  }

  it('knows what to run for a choice, and on how many threads', () => {
    const interrupted = summary({ kind: 'unarchive', threads: 40, left: 60 });
    assert.deepEqual(requestFor('undo', interrupted), { request: { kind: 'undo', operation: 'x' }, threads: 40 });
    assert.deepEqual(requestFor('finish', interrupted), {
      request: { kind: 'finish', operation: 'x', of: 'unarchive' },
      threads: 60,
    });
  });

  it('has what was interrupted apart, each in the order of the list, and knows what to do', () => {
    const { interrupted, done } = undoItems(
      [summary({ operation: 'a' }), summary({ operation: 'b', left: 1 }), summary({ operation: 'c' })],
      NOW,
    );
    assert.deepEqual(
      interrupted.map(({ act, summary }) => `${act} ${summary.operation}`),
      ['finish b', 'undo b'],
    );
    assert.deepEqual(
      done.map(({ act, summary }) => `${act} ${summary.operation}`),
      ['undo a', 'undo c'],
    );
  });
});

describe('The question about an operation that was interrupted', () => {
  const table: [Partial<OperationSummary>, string][] = [
    [{ threads: 40, left: 60 }, 'Archiving “Fix the flaky tests” was interrupted: 40 of 100 threads are archived.'],
    [
      { kind: 'unarchive', threads: 1, left: 1 },
      'Unarchiving “Fix the flaky tests” was interrupted: 1 of 2 threads are active again.',
    ],
    [
      { kind: 'repair', threads: 0, left: 1 },
      'Repairing “Fix the flaky tests” was interrupted: 0 of 1 thread is repaired.',
    ],
    [
      { kind: 'undo', threads: 3, left: 9 },
      'Restoring “Fix the flaky tests” was interrupted: 3 of 12 threads are restored.',
    ],
  ];
  for (const [changes, expected] of table) {
    it(expected, () => assert.equal(interruptedMessage(summary(changes)), expected));
  }
});
