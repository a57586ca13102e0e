import assert from 'node:assert/strict';
import { ResponseError } from 'vscode-jsonrpc/node';
import { CancelledError, ServerLostError, UserFacingError, judge } from '../../src/shell/errors';
import { fromWire } from '../../src/shell/connection/wireErrors';

describe('An error of the connection', () => {
  const table: [string, number, string][] = [
    ['a bad request', -32600, 'user: no rollout found for thread id x'],
    ['trouble with disk or database', -32603, 'user: no rollout found for thread id x'],
    [
      'the server died before its answer',
      -32097,
      'user: The thread server ended before it had answered. The log says why.',
    ],
    ['the server is not running', -32096, 'user: The thread server ended before it had answered. The log says why.'],
    [
      'the request could not be written',
      -32099,
      'user: The thread server ended before it had answered. The log says why.',
    ],
    ['cancelled', -32800, 'cancelled'],
    ['an unknown method', -32601, 'bug: Thread Tree for Codex ran into a bug: no rollout found for thread id x'],
  ];
  for (const [name, code, expected] of table) {
    it(`(${code}) ${name}`, () => {
      const verdict = judge(fromWire(new ResponseError(code, 'no rollout found for thread id x')));
      assert.equal(verdict.kind === 'cancelled' ? 'cancelled' : `${verdict.kind}: ${verdict.message}`, expected);
    });
  }

  it('is left as it is when it is none', () => {
    const error = new TypeError('x is undefined');
    assert.equal(fromWire(error), error);
    assert.equal(fromWire('text'), 'text');
  });
});

describe('judge', () => {
  it('takes the message of an error that is for the user', () => {
    assert.deepEqual(judge(new UserFacingError('Close Codex first.')), { kind: 'user', message: 'Close Codex first.' });
    assert.deepEqual(judge(new ServerLostError('Gone.')), { kind: 'user', message: 'Gone.' });
  });

  it('shows nothing of what was cancelled', () => {
    assert.deepEqual(judge(new CancelledError()), { kind: 'cancelled' });
  });

  it('shows one line of a bug and keeps the stack for the log', () => {
    const verdict = judge(new TypeError('x is undefined\nat some place'));
    assert.ok(verdict.kind === 'bug');
    assert.equal(verdict.message, 'Thread Tree for Codex ran into a bug: x is undefined');
    assert.match(verdict.detail, /errors\.test\.ts/);
  });

  it('takes anything that was thrown', () => {
    const verdict = judge('text');
    assert.equal(verdict.kind === 'bug' && verdict.message, 'Thread Tree for Codex ran into a bug: text');
  });
});
