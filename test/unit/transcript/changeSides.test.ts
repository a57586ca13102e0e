import assert from 'node:assert/strict';
import type { FileUpdateChange } from '../../../src/protocol/transcript';
import { parseTranscriptUri } from '../../../src/protocol/parseTranscriptUri';
import { transcriptUri, type TranscriptPart } from '../../../src/protocol/transcriptUri';
import { linesOfSide } from '../../../src/server/transcript/changeSides';
import { changeAt } from '../../../src/server/transcript/pagePlaces';
import { item, pageOf, turn } from '../../support/transcriptPages';

const update = { type: 'update', movePath: null } as const;
const diff = '@@ -1,3 +1,3 @@\n a\n-b\n+c\n \n@@ -9 +9,2 @@\n+--- x\n\\ No newline at end of file\n';

describe('The sides of a change', () => {
  const rows: [string, FileUpdateChange['kind'], string, before: string[], after: string[]][] = [
    [
      'an update',
      update,
      diff,
      ['@@ -1,3 +1,3 @@', 'a', 'b', '', '@@ -9 +9,2 @@'],
      ['@@ -1,3 +1,3 @@', 'a', 'c', '', '@@ -9 +9,2 @@', '--- x'],
    ],
    ['an added file', { type: 'add' }, '+a\n-b\n', [], ['+a', '-b']],
    ['a deleted file', { type: 'delete' }, 'a\n', ['a'], []],
    ['what hides text', update, '-a\u202e\n+\u001b[0m\n', ['a⟨U+202E⟩'], ['␛[0m']],
    ['nothing', update, '', [], []],
  ];
  for (const [name, kind, text, before, after] of rows)
    it(`of ${name}`, () => {
      const change = { path: 'a.ts', kind, diff: text };
      assert.deepEqual([linesOfSide(change, 'before'), linesOfSide(change, 'after')], [before, after]);
    });

  it('are documents of their own, found by a line of the page', () => {
    const changes = [
      { path: 'src/a.ts', kind: update, diff: '-1\n+2\n' },
      { path: 'b.ts', kind: { type: 'update', movePath: 'lib/c\u202e.ts' } as const, diff },
    ];
    const turns = [turn([item({ type: 'fileChange', status: 'completed', error: null, changes }, { id: 'p' })])];
    const page = pageOf(turns);
    const lines = page.text().split('\n');
    const at = (text: string) => changeAt(page.sections(), lines.indexOf(text));
    assert.deepEqual(at('  +2'), { id: 'p', index: 0, turn: 1, file: 'a.ts' });
    assert.deepEqual(at('  --- x'), null);
    assert.deepEqual(at('  +c'), { id: 'p', index: 1, turn: 1, file: 'c⟨U+202E⟩.ts' });
    assert.equal(changeAt(page.sections(), 0), null);
    assert.equal(changeAt([], 0), null);
    const after = pageOf(turns, { part: { kind: 'change', id: 'p', index: 0, side: 'after' } });
    assert.equal(after.text(), '2\n');
    const gone = pageOf(turns, { part: { kind: 'change', id: 'q', index: 9, side: 'after' } });
    assert.equal(gone.text(), '\n');
  });
});

describe('The address of a part', () => {
  const threadId = '01a225aa-683e-7690-88d5-fbcebb3ce90f';
  const parts: TranscriptPart[] = [
    { kind: 'newest' },
    { kind: 'before', turn: 7 },
    { kind: 'item', id: 'a=b ü' },
    { kind: 'change', id: 'call=1', index: 2, side: 'before' },
    { kind: 'change', id: '9', index: 0, side: 'after' },
    { kind: 'raw' },
  ];
  for (const part of parts)
    it(`tells it again: ${JSON.stringify(part)}`, () => {
      const { pathname, search } = new URL(transcriptUri({ threadId, title: 'x y', part }));
      const parsed = parseTranscriptUri({
        path: decodeURIComponent(pathname),
        query: decodeURIComponent(search.slice(1)),
      });
      assert.deepEqual(parsed, { threadId, title: 'x y', part });
    });
  for (const query of ['before=x', 'after=1', 'change', 'raw=1', 'before=1=']) {
    it(`is refused: ${query}`, () =>
      assert.equal(parseTranscriptUri({ path: `/${threadId}.codex-thread/x`, query }), undefined));
  }
});
