import assert from 'node:assert/strict';
import { createTextMatcher } from '../../../../src/server/transcript/search/textMatcher';

const cases: [text: string, query: string, matchCase: boolean, wholeWord: boolean, found: string | undefined][] = [
  ['The Total is 3', 'total', false, false, 'Total'],
  ['The Total is 3', 'total', true, false, undefined],
  ['subtotal()', 'total', false, false, 'total'],
  ['subtotal()', 'total', false, true, undefined],
  ['total() of totals', 'total', false, true, 'total'],
  ['totals', 'total', false, true, undefined],
  ['a.b axb', 'a.b', false, false, 'a.b'],
  ['axb', 'a.b', false, false, undefined],
  ['f(x)', '(x)', false, true, '(x)'],
  ['GRÖSSE Größe', 'grösse', false, false, 'GRÖSSE'],
  ['naïve', 'NAÏVE', false, true, 'naïve'],
  ['ΣΑΣ', 'σας', false, false, 'ΣΑΣ'],
  ['データベースの移行を確認', '移行', false, true, '移行'],
  ['id_total', 'total', false, true, undefined],
  ['C:\\new\\x', '\\new', false, false, '\\new'],
];

describe('createTextMatcher', () => {
  for (const [text, query, matchCase, wholeWord, found] of cases) {
    it(`${query} in ${text}${matchCase ? ', with case' : ''}${wholeWord ? ', whole' : ''}`, () => {
      const match = createTextMatcher(query, { matchCase, wholeWord }).find(text);
      assert.equal(match && text.slice(match.start, match.end), found);
    });
  }

  it('goes on behind a match', () => {
    const matcher = createTextMatcher('x', { matchCase: false, wholeWord: false });
    assert.deepEqual(matcher.find('x X', 1), { start: 2, end: 3 });
  });
});
