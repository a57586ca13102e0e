import assert from 'node:assert/strict';
import type { OperationRequest } from '../../../src/shell/operations/operationRequest';
import { mergedRetries } from '../../../src/shell/operations/mergedRetries';
import { retryOf } from '../../../src/shell/operations/retries';
import type { OperationStatus } from '../../../src/protocol/methods';

describe('A thread that failed is tried again', () => {
  const table: [string, OperationRequest, OperationStatus, OperationRequest | 'the same'][] = [
    ['alone', { kind: 'archive', threadIds: ['r', 's'] }, 'failed', { kind: 'archive', threadIds: ['a'] }],
    [
      'with its subtree, which it held up',
      { kind: 'archive', threadIds: ['r', 's'] },
      'loaded',
      { kind: 'archive', threadIds: ['r', 's'] },
    ],
    [
      'with its subtree, without Codex, for which the user was asked once',
      { kind: 'archive', threadIds: ['r'], throughCodex: true },
      'loaded',
      { kind: 'archive', threadIds: ['r'] },
    ],
    [
      'alone, as the others were archived without it',
      { kind: 'archive', threadIds: ['r'], leaveLoaded: true },
      'loaded',
      { kind: 'archive', threadIds: ['a'] },
    ],
    [
      'with all of the sub-agents, which it held up',
      { kind: 'archive', threadIds: ['r'], keepRoots: true },
      'loaded',
      'the same',
    ],
    [
      'alone, as one of the sub-agents',
      { kind: 'archive', threadIds: ['r'], keepRoots: true },
      'failed',
      { kind: 'archive', threadIds: ['a'] },
    ],
    [
      'to be unarchived',
      { kind: 'unarchive', threadIds: ['r'] },
      'rolloutMissing',
      { kind: 'unarchive', threadIds: ['a'] },
    ],
    ['by another repair', { kind: 'repair', threadIds: ['a', 'b'] }, 'failed', { kind: 'repair', threadIds: ['a'] }],
    ['by the same undo, which skips what it has done', { kind: 'undo', operation: 'x' }, 'failed', 'the same'],
    [
      'as what was finished',
      { kind: 'finish', operation: 'x', of: 'unarchive' },
      'failed',
      { kind: 'unarchive', threadIds: ['a'] },
    ],
    ['by finishing the undo', { kind: 'finish', operation: 'x', of: 'undo' }, 'failed', 'the same'],
  ];
  for (const [name, request, status, expected] of table) {
    it(name, () =>
      assert.deepEqual(retryOf(request, { threadId: 'a', status }), expected === 'the same' ? request : expected),
    );
  }
});

describe('Several retries', () => {
  it('are one for each kind, and one for each operation', () => {
    assert.deepEqual(
      mergedRetries([
        { kind: 'archive', threadIds: ['a', 'b'] },
        { kind: 'unarchive', threadIds: ['c'] },
        { kind: 'archive', threadIds: ['b', 'd'] },
        { kind: 'undo', operation: 'x' },
        { kind: 'undo', operation: 'x' },
        { kind: 'undo', operation: 'y' },
        { kind: 'archive', threadIds: ['e'], keepRoots: true },
        { kind: 'archive', threadIds: ['f'], keepRoots: true },
      ]),
      [
        { kind: 'archive', threadIds: ['a', 'b', 'd'] },
        { kind: 'unarchive', threadIds: ['c'] },
        { kind: 'undo', operation: 'x' },
        { kind: 'undo', operation: 'y' },
        { kind: 'archive', threadIds: ['e', 'f'], keepRoots: true },
      ],
    );
  });
});
