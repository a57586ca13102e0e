// Failures in Codex's words: code and text of every failure that Codex has, and the line for the others.
import assert from 'node:assert/strict';
import type { Failure } from '../../../src/protocol/failures';
import { codexError, descendantsError, readError } from '../../../src/server/codex/words';

const id = '01a20235-e3bd-7773-b090-84a39b98b439';
const other = { threadId: '01a20235-e3bd-7773-b090-84a39b98b430', name: 'X' };
const path = '/home/dev/.codex/sessions/r.jsonl';
const store = (cause: string): string =>
  `failed to archive session: thread-store internal error: failed to archive thread: ${cause}`;

describe("failures in Codex's words", () => {
  const archive: [failure: Failure, code: number, message: string][] = [
    [{ code: 'cancelled' }, -32800, 'Cancelled.'],
    [{ code: 'rolloutMissing', path: null, location: 'active' }, -32600, `no rollout found for thread id ${id}`],
    [{ code: 'loaded', holder: { pid: 1, command: 'x' } }, -32600, `thread ${id} already has an active writer`],
    [{ code: 'subtreeLoaded', thread: other }, -32600, `thread ${other.threadId} already has an active writer`],
    [
      { code: 'rolloutOutside', path, location: 'active' },
      -32600,
      `rollout path \`${path}\` must be in sessions directory`,
    ],
    [
      { code: 'badRolloutName', path, historyMode: 'legacy' },
      -32600,
      `rollout path \`${path}\` has an invalid filename`,
    ],
    [
      { code: 'badRolloutName', path, historyMode: 'paginated' },
      -32600,
      `paginated rollout path \`${path}\` does not have a canonical rollout filename`,
    ],
    [{ code: 'notARegularFile', path }, -32600, `rollout path \`${path}\` has an invalid filename`],
    [
      { code: 'noSessionMeta', path },
      -32603,
      `failed to archive session: thread-store internal error: failed to read session metadata ${path}`,
    ],
    [
      { code: 'otherOwner', path, owner: other },
      -32603,
      `failed to archive session: thread-store internal error: session metadata ${path} belongs to thread ${other.threadId}, expected ${id}`,
    ],
    [{ code: 'destinationTaken', destination: path, location: 'archived' }, -32603, store('File exists (os error 17)')],
    [{ code: 'twoOfOneName', first: path, second: path }, -32603, store('File exists (os error 17)')],
    [{ code: 'refused', error: 'EACCES', path, makingFolder: false }, -32603, store('Permission denied (os error 13)')],
    [
      { code: 'refused', error: 'EDQUOT', path: null, makingFolder: false },
      -32603,
      store('Disk quota exceeded (os error 122)'),
    ],
    [{ code: 'refused', error: 'EWHATEVER', path, makingFolder: true }, -32603, store('EWHATEVER')],
    [{ code: 'refused', error: 'constructor', path, makingFolder: true }, -32603, store('constructor')],
    [{ code: 'rowNotWritten', because: { code: 'rowRefused', cause: 'no' } }, -32603, store('no')],
    [
      { code: 'rowNotWritten', because: { code: 'stateDbLocked', path: '/s.sqlite', seconds: 15 } },
      -32603,
      store('stateDbLocked: /s.sqlite'),
    ],
    [{ code: 'nodeSqliteMissing' }, -32603, store('nodeSqliteMissing')],
    [{ code: 'folderLeadsOutside', folder: '/f' }, -32603, store('folderLeadsOutside: /f')],
    [{ code: 'homeUnreadable', path: '/h', cause: 'ELOOP' }, -32603, store('homeUnreadable: /h: ELOOP')],
    [{ code: 'homeMissing', path: '/a\u0000b\u202e\n' }, -32603, store('homeMissing: /a b ')],
  ];
  for (const [failure, code, message] of archive)
    it(`${failure.code}: ${message}`, () => {
      const error = codexError('archive', id, failure);
      assert.deepEqual([error.code, error.message, error.data], [code, message, undefined]);
    });

  it('of an unarchive', () => {
    const said = (failure: Failure): string => codexError('unarchive', id, failure).message;
    assert.equal(
      said({ code: 'rolloutMissing', path, location: 'archived' }),
      `no archived rollout found for thread id ${id}`,
    );
    assert.equal(
      said({ code: 'rolloutOutside', path, location: 'archived' }),
      `rollout path \`${path}\` must be in archived sessions directory`,
    );
    assert.equal(
      said({ code: 'destinationTaken', destination: path, location: 'active' }),
      'failed to unarchive session: thread-store internal error: failed to unarchive thread: File exists (os error 17)',
    );
  });

  it('of other requests', () => {
    const failure: Failure = { code: 'notADatabase', path: '/s.sqlite', cause: 'it is empty' };
    assert.deepEqual(
      [descendantsError(id, failure), readError('list threads', failure), readError('read thread', failure)].map(
        ({ code, message }) => `${code} ${message}`,
      ),
      [
        `-32603 failed to list spawned descendants for thread id ${id}: notADatabase: /s.sqlite: it is empty`,
        '-32603 failed to list threads: thread-store internal error: notADatabase: /s.sqlite: it is empty',
        '-32603 failed to read thread: thread-store internal error: notADatabase: /s.sqlite: it is empty',
      ],
    );
  });
});
