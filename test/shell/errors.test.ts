import assert from 'node:assert/strict';
import { ResponseError } from 'vscode-jsonrpc/node';
import { fromWire } from '../../src/shell/connection/wireErrors';
import { CancelledError, FailedRequest, judge, ServerLostError, UserFacingError } from '../../src/shell/errors';

describe('An error of the connection', () => {
  const lost = 'user: The thread server ended before it had answered. The log says why.';
  const table: [string, ResponseError<unknown>, string][] = [
    [
      'a failure',
      new ResponseError(-32603, 'operationGone', { code: 'operationGone' }),
      'user: This operation is no longer in the journal: it was undone, perhaps in another window, or is too old.',
    ],
    ['the server died before its answer', new ResponseError(-32097, 'x'), lost],
    ['the server is not running', new ResponseError(-32096, 'x'), lost],
    ['the request could not be written', new ResponseError(-32099, 'x'), lost],
    ['cancelled', new ResponseError(-32800, 'x'), 'cancelled'],
    [
      'invalid params',
      new ResponseError(-32600, 'threadIds: expected array'),
      'bug: Thread Tree for Codex ran into a bug (threadIds: expected array).',
    ],
    [
      'an unknown method',
      new ResponseError(-32601, 'no such method'),
      'bug: Thread Tree for Codex ran into a bug (no such method).',
    ],
  ];
  for (const [name, error, expected] of table) {
    it(`(${error.code}) ${name}`, () => {
      const verdict = judge(fromWire(error));
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
    assert.deepEqual(judge(new FailedRequest({ code: 'cancelled' })), { kind: 'user', message: 'Cancelled.' });
  });

  it('shows nothing of what was cancelled', () => {
    assert.deepEqual(judge(new CancelledError()), { kind: 'cancelled' });
  });

  it('shows one line of a bug and keeps the stack for the log', () => {
    const verdict = judge(new TypeError('x is undefined\nat some place'));
    assert.ok(verdict.kind === 'bug');
    assert.equal(verdict.message, 'Thread Tree for Codex ran into a bug (x is undefined).');
    assert.match(verdict.detail, /errors\.test\.ts/);
  });

  it('takes anything that was thrown', () => {
    const verdict = judge('text');
    assert.equal(verdict.kind === 'bug' && verdict.message, 'Thread Tree for Codex ran into a bug (text).');
  });
});
