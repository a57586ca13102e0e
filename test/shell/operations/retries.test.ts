import assert from 'node:assert/strict';
import type { OperationRequest } from '../../../src/shell/operations/operationRunner';
import { mergedRetries, retryOf } from '../../../src/shell/operations/retries';
import type { JournalledKind, OperationStatus } from '../../../src/protocol/methods';

const target = (kind: JournalledKind, operation = 'x') => ({ operation, kind, threads: 2, left: 3 });

describe('A thread that failed is tried again', () => {
  const table: [string, OperationRequest, OperationStatus, OperationRequest | 'the same'][] = [
    ['alone', { kind: 'archive', threadIds: ['r', 's'] }, 'failed', { kind: 'archive', threadIds: ['a'] }],
    [
      'with its branch, which it held up',
      { kind: 'archive', threadIds: ['r', 's'] },
      'inUse',
      { kind: 'archive', threadIds: ['r', 's'] },
    ],
    [
      'alone, as the others were archived without it',
      { kind: 'archive', threadIds: ['r'], leaveInUse: true },
      'inUse',
      { kind: 'archive', threadIds: ['a'] },
    ],
    [
      'with all that was to go from below the threads',
      { kind: 'archive', threadIds: ['r'], keepRoots: true },
      'inUse',
      'the same',
    ],
    [
      'alone, from below the threads',
      { kind: 'archive', threadIds: ['r'], keepRoots: true },
      'failed',
      { kind: 'archive', threadIds: ['a'] },
    ],
    [
      'on the way back',
      { kind: 'unarchive', threadIds: ['r'] },
      'rolloutMissing',
      { kind: 'unarchive', threadIds: ['a'] },
    ],
    ['by another repair', { kind: 'repair', threadIds: ['a', 'b'] }, 'failed', { kind: 'repair', threadIds: ['a'] }],
    [
      'by the same undo, which leaves out what it has done',
      { kind: 'undo', target: target('archive') },
      'failed',
      'the same',
    ],
    [
      'as what was finished',
      { kind: 'finish', target: target('unarchive') },
      'failed',
      { kind: 'unarchive', threadIds: ['a'] },
    ],
    ['by finishing the undo', { kind: 'finish', target: target('undo') }, 'failed', 'the same'],
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
        { kind: 'undo', target: target('archive', 'x') },
        { kind: 'undo', target: target('archive', 'x') },
        { kind: 'undo', target: target('archive', 'y') },
        { kind: 'archive', threadIds: ['e'], keepRoots: true },
        { kind: 'archive', threadIds: ['f'], keepRoots: true },
      ]),
      [
        { kind: 'archive', threadIds: ['a', 'b', 'd'] },
        { kind: 'unarchive', threadIds: ['c'] },
        { kind: 'undo', target: target('archive', 'x') },
        { kind: 'undo', target: target('archive', 'y') },
        { kind: 'archive', threadIds: ['e', 'f'], keepRoots: true },
      ],
    );
  });
});
