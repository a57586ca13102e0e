import assert from 'node:assert/strict';
import type { Failure } from '../../../src/protocol/failures';
import { shownPaths, withShownPaths } from '../../../src/shell/words/shownPaths';

const homes = { codexHome: '/home/u/.codex', userHome: '/home/u' };

describe('Paths, as people read them,', () => {
  const table: [string, string, string][] = [
    ['begin in the Codex home', '/home/u/.codex/sessions/2026/a.jsonl', 'sessions/2026/a.jsonl'],
    ['begin in the user’s home', '/home/u/.config/journal/x', '~/.config/journal/x'],
    ['stay, elsewhere', '/mnt/disk/a.jsonl', '/mnt/disk/a.jsonl'],
    [
      'are short in a message of the system',
      "EACCES: open '/home/u/.codex/state_5.sqlite'",
      "EACCES: open 'state_5.sqlite'",
    ],
    ['of the Codex home itself stay readable', '/home/u/.codex', '~/.codex'],
    ['of a folder with a similar name are not of this home', '/home/u/.codex2/a', '~/.codex2/a'],
  ];
  for (const [name, path, shown] of table) it(name, () => assert.equal(shownPaths(path, homes), shown));

  it('stay as they are while no home is known', () =>
    assert.equal(shownPaths('/home/u/a', { codexHome: '', userHome: '' }), '/home/u/a'));

  it('are short in every part of a failure, but names stay', () => {
    const failure: Failure = {
      code: 'filesAstray',
      files: [{ from: '/home/u/.codex/sessions/a', to: '/home/u/.codex/archived_sessions/a', why: { code: 'gone' } }],
    };
    assert.deepEqual(withShownPaths(failure, homes), {
      code: 'filesAstray',
      files: [{ from: 'sessions/a', to: 'archived_sessions/a', why: { code: 'gone' } }],
    });
    const named: Failure = { code: 'threadGone', thread: { threadId: 't', name: '/home/u/.codex/x' } };
    assert.deepEqual(withShownPaths(named, homes), named);
  });
});
