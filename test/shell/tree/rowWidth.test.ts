// How names are cut, mostly for a side bar of the default width.
import assert from 'node:assert/strict';
import type { Description } from '../../../src/shell/tree/rowText';
import { cutAtWord, shortName, widthOf } from '../../../src/shell/tree/rowWidth';

describe('A name', () => {
  const table: [title: string, name: string, room: number, cut: string][] = [
    ['that fits stays', 'Fix the tests', 10, 'Fix the tests'],
    ['is cut after a word', 'Fix the flaky checkout tests', 8, 'Fix the flaky…'],
    ['is cut without the comma', 'Fix the tests, please', 8, 'Fix the tests…'],
    ['that is one word is cut within it', 'x'.repeat(30), 5, 'xxxxxx…'],
    ['that begins with a short word is cut within the long one', `a ${'x'.repeat(30)}`, 5, 'a xxxx…'],
    ['of wide characters is cut anywhere', '修复不稳定的结账测试并找出原因', 6, '修复不稳定…'],
    ['is not cut within a character', '😀😀😀😀', 3, '😀😀…'],
    ['that is empty stays', '', 5, ''],
  ];
  for (const [title, name, room, cut] of table) {
    it(title, () => {
      assert.equal(cutAtWord(name, room), cut);
      assert.ok(widthOf(cutAtWord(name, room)) <= room);
    });
  }

  const seen: [title: string, name: string, word: string, cut: string][] = [
    [
      'is cut before the word in which something was found',
      'Please look into the nightly runs of the build, then fix it',
      'build',
      '…build, then fix it',
    ],
    [
      'is cut at its end when that shows what was found',
      'Look into the nightly build and all the rest',
      'Look',
      'Look into the nightly…',
    ],
    ['is cut within a long word', `See ${'x'.repeat(60)}match and more`, 'match', '…match and more'],
    [
      'is cut on both sides',
      'Please look into the nightly runs of the build, and then fix what is wrong there',
      'build',
      '…build, and then fix what…',
    ],
    ['stays when it fits', 'Fix it', 'it', 'Fix it'],
  ];
  for (const [title, name, word, cut] of seen) {
    it(title, () => {
      const start = name.indexOf(word);
      assert.equal(shortName(name, 0, { main: '1 h', states: '', more: '' }, 300, [start, start + word.length]), cut);
    });
  }

  it('has the less room the deeper it is, and the more is said behind it, but some always', () => {
    const name = 'The checkout tests fail about once in ten runs, find out why and fix it for good';
    const cut = (text: string, depth: number, said: Description) => shortName(text, depth, said, 300);
    const lengths = [
      cut(name, 0, { main: '', states: '', more: '' }),
      cut(name, 0, { main: '2 h · 7', states: '', more: '' }),
      cut(name, 4, { main: '2 h · 7', states: '', more: '' }),
      cut(name, 4, { main: '2 h · 7', states: '', more: 'match: Peirce: Find every caller of total()' }),
      cut(name, 4, { main: '2 failed · open in Codex · 2 h · 7', states: '', more: '' }),
    ].map(({ length }) => length);
    assert.deepEqual(
      lengths,
      lengths.toSorted((a, b) => b - a),
    );
    const waiting = { main: 'waits for approval', more: '' };
    assert.ok(
      cut(name, 0, { ...waiting, states: waiting.main }).length < cut(name, 0, { ...waiting, states: '' }).length,
      'the button on the row needs room',
    );
    const old = { main: 'open · 12 Sep 2024 · 7', more: '' };
    assert.equal(cut(name, 0, { ...old, states: 'open' }), cut(name, 0, { ...old, states: '' }));
    const failed = { main: '', states: 'failed', more: 'failed: a folder is where the rollout should go' };
    assert.equal(cut('Euler 967: Port field number 967', 0, failed), 'Euler 967: Port…', 'whose failure it is');
    assert.equal(cut(name, 40, { main: 'x'.repeat(500), states: '', more: '' }), 'The ch…');
  });

  it('leaves digits and the ellipsis the room that they take', () => {
    const said = { main: '1 open · 8 h · 73', states: '1 open', more: '' };
    assert.equal(shortName('Extrahiere die Preisberechnung in ein Modul', 1, said, 300), 'Extrahiere…');
  });

  it('has the more room the wider the view is said to be', () => {
    const name = 'The checkout tests fail about once in ten runs, find out why and fix it for good';
    const cut = (viewWidth: number) => shortName(name, 0, { main: '2 h · 7', states: '', more: '' }, viewWidth);
    assert.deepEqual([170, 300, 450, 1000].map(cut), [
      'The ch…',
      'The checkout tests fail…',
      'The checkout tests fail about once in ten runs…',
      name,
    ]);
  });
});
