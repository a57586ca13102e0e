import assert from 'node:assert/strict';
import type { Failure } from '../../../src/protocol/failures';
import { failureInBrief, failureInWords } from '../../../src/shell/words/failureInWords';
import { holderInWords } from '../../../src/shell/words/named';
import { languages, readBundle, textsOf } from '../../../scripts/l10n/messages';
import { hostileTexts } from '../../fixtures/hostileTexts';
import { everyFailure } from '../../support/everyFailure';
import { fakeVscode } from '../fake/vscode';

describe('A failure in words', () => {
  const thread = { threadId: '0197a', name: 'Euler' };
  const refused = { code: 'refused', path: '/h/a.jsonl', makingFolder: false } as const;
  const table: [Failure, string, string][] = [
    [
      { code: 'loaded', holder: { pid: 4711, command: 'codex' } },
      'open in Codex (process 4711, codex)',
      'Open in Codex (process 4711, codex). Close the thread there and try again.',
    ],
    [
      { code: 'loaded', holder: { pid: null, command: null } },
      'open in Codex',
      'Open in Codex. Close the thread there and try again.',
    ],
    [
      { code: 'subtreeLoaded', thread },
      '“Euler” is open in Codex',
      'Nothing in this tree was moved, because “Euler” is open in Codex.',
    ],
    [
      { code: 'otherOwner', path: '/h/sessions/rollout-a.jsonl', owner: { ...thread, name: null } },
      'its rollout belongs to another thread',
      'Its rollout rollout-a.jsonl belongs to “0197a”.',
    ],
    [
      { code: 'destinationTaken', destination: '/h/archived_sessions/a.jsonl', location: 'archived' },
      'an archived file of that name exists',
      'An archived file of that name exists: archived_sessions/a.jsonl. Move it away and try again.',
    ],
    [
      { code: 'rolloutMissing', path: '/sessions/h/sessions/2026/11/29/a.jsonl', location: 'active' },
      'rollout missing',
      'Its rollout sessions/2026/11/29/a.jsonl does not exist. “Find and Repair Broken Threads…” shows more.',
    ],
    [
      { code: 'rolloutOutside', path: '/other/sessions/a.jsonl', location: 'active' },
      'its rollout is somewhere else',
      'Its rollout /other/sessions/a.jsonl is not in the sessions folder of this Codex home. “Find and Repair Broken Threads…” shows more.',
    ],
    [
      { ...refused, error: 'EACCES', path: 'C:\\h\\archived_sessions' },
      'your user may not read or write there',
      'Its rollout could not be moved: your user may not read or write there: archived_sessions.',
    ],
    [
      { code: 'rolloutMissing', path: null, location: 'active' },
      'rollout missing',
      'No rollout of this thread was found. “Find and Repair Broken Threads…” shows more.',
    ],
    [
      { ...refused, error: 'ENOSPC' },
      'the disk is full',
      'Its rollout could not be moved: the disk is full: /h/a.jsonl.',
    ],
    [
      { ...refused, error: 'EPERM', triedMs: 300 },
      'the system does not permit moving the rollout, even after retrying for 300 ms; another program may have it open',
      'Its rollout could not be moved: the system does not permit moving the rollout, even after retrying for 300 ms; another program may have it open: /h/a.jsonl.',
    ],
    [{ ...refused, error: 'EWEIRD', path: null }, 'EWEIRD', 'Its rollout could not be moved: EWEIRD.'],
    [
      { ...refused, error: 'ENOENT', makingFolder: true },
      'a broken link is where a folder should be; move it away',
      'Its rollout could not be moved: a broken link is where a folder should be; move it away: /h/a.jsonl.',
    ],
    [
      { code: 'rowNotWritten', because: { code: 'stateDbLocked', path: '/h/state_5.sqlite', seconds: 30 } },
      'its row could not be written',
      'Its row could not be written, so its rollout stays where it was. Another program has had the state DB /h/state_5.sqlite locked for more than 30 seconds. Close it and try again.',
    ],
    [
      {
        code: 'filesAstray',
        files: [
          { from: '/a', to: '/b', why: { code: 'otherFileThere' } },
          { from: '/c', to: '/d', why: { code: 'refused', error: 'EACCES', path: '/c', makingFolder: false } },
        ],
      },
      'rollouts could not be moved back',
      'Rollouts were moved, but their rows could not be written, and the rollouts could not be moved back. Move them by hand: /b to /a (another file is there now), /d to /c (your user may not read or write there: /c).',
    ],
    [
      { code: 'columnsMissing', path: '/h/state_9.sqlite', table: 'threads', columns: ['cwd', 'title'] },
      'the Codex home cannot be read',
      '/h/state_9.sqlite: the table "threads" lacks cwd, title. This version of Codex is not supported: update this extension.',
    ],
  ];
  for (const [failure, brief, full] of table) {
    it(full, () => {
      assert.equal(failureInBrief(failure), brief);
      assert.equal(failureInWords(failure), full);
    });
  }

  for (const language of [undefined, ...languages]) {
    it(`has for every code whole sentences and a short form, in ${language ?? 'English'}`, () => {
      fakeVscode.l10n.bundle = language && textsOf(readBundle(language));
      for (const failure of everyFailure) {
        const [full, brief] = [failureInWords(failure), failureInBrief(failure)];
        assert.match(full, language === undefined ? /^[\p{Lu}“/{].*\.$/u : /。$/, failure.code);
        assert.doesNotMatch(brief, /[.。]$/, failure.code);
        assert.doesNotMatch(full + brief, /\{\w+\}|undefined|null|\[object/, failure.code);
      }
    });
  }

  for (const { title, text } of hostileTexts) {
    it(`is one line of plain text with ${title} in a path or a message`, () => {
      const failures: Failure[] = [
        { code: 'rowRefused', cause: text },
        { code: 'destinationTaken', destination: text, location: 'active' },
        { code: 'subtreeLoaded', thread: { threadId: text, name: null } },
        { code: 'loaded', holder: { pid: 1, command: text } },
      ];
      for (const failure of failures) {
        for (const words of [failureInWords(failure), failureInBrief(failure)]) {
          assert.doesNotMatch(words, /(?!\u200d)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        }
      }
    });
  }
});

describe('The holder of a lock', () => {
  it('is its process and command, as far as they are known', () => {
    assert.equal(holderInWords({ pid: 4711, command: 'codex' }), 'process 4711, codex');
    assert.equal(holderInWords({ pid: 12_345, command: null }), 'process 12345');
    assert.equal(holderInWords({ pid: null, command: 'codex' }), 'codex');
    assert.equal(holderInWords({ pid: null, command: null }), null);
  });
});
