import assert from 'node:assert/strict';
import { holderInWords, type LockHolder } from '../../../src/server/locks/lockHolder';
import { loadedFailure } from '../../../src/server/operations/moveFailures';

describe('who has a thread loaded', () => {
  const cases: [LockHolder, string | undefined][] = [
    [{ pid: 4711, command: 'codex' }, 'process 4711, codex'],
    [{ pid: 4711, command: undefined }, 'process 4711'],
    [{ pid: 4711, command: '\u202e\u0000' }, 'process 4711'],
    [{ pid: 4711, command: 'co\ndex\u001b[31m\u202e' }, 'process 4711, co dex'],
    [{ pid: 4711, command: 'x'.repeat(100) }, `process 4711, ${'x'.repeat(39)}…`],
    [{ pid: undefined, command: undefined }, undefined],
  ];
  for (const [holder, words] of cases) it(words ?? 'nobody knows', () => assert.equal(holderInWords(holder), words));

  it('is said with the reason, and not in Codex’s words', () => {
    const { status, reason, message } = loadedFailure('t', { pid: 4711, command: 'codex' });
    assert.deepEqual(
      [status, reason],
      ['inUse', 'In use by Codex (process 4711, codex). Close the thread there and try again.'],
    );
    assert.equal(message, 'thread t already has an active writer');
    assert.equal(
      loadedFailure('t', { pid: undefined, command: undefined }).reason,
      'In use by Codex. Close the thread there and try again.',
    );
  });
});
