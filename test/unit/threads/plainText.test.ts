import { strict as assert } from 'node:assert';
import { messageLine, plainText } from '../../../src/server/threads/plainText';
import { hostileTexts } from '../../fixtures/hostileTexts';

describe('plain text', () => {
  const cases: { title: string; text: string; limit?: number; shown: string }[] = [
    {
      title: 'is unchanged if it is plain already',
      text: 'Fix the flaky tests: größer & 100 %',
      shown: 'Fix the flaky tests: größer & 100 %',
    },
    { title: 'is one line', text: ' a\n\tb\r\n  c ', shown: 'a b c' },
    {
      title: 'has no ANSI sequences',
      text: '\u001b[31mred\u001b[0m \u001b]8;;https://x.example\u0007link\u001b]8;;\u001b\\',
      shown: 'red link',
    },
    { title: 'has no control characters', text: 'a\u0000b\u0007c\u007fd\u009be', shown: 'abcde' },
    { title: 'has no bidi overrides or isolates', text: '\u202egpj.exe\u202c \u2066x\u2069', shown: 'gpj.exe x' },
    { title: 'has no invisible characters', text: 'a\u200bb\ufeffc\u00add', shown: 'abcd' },
    { title: 'has no blanks left where an invisible character was', text: 'a \u200b b \u001b[0m c', shown: 'a b c' },
    { title: 'is empty if there is nothing to see', text: '\u200b \u0000\u202e\n', shown: '' },
    { title: 'is empty if there are only joiners', text: ' \u200d\ufe0f\u200d', shown: '' },
    { title: 'keeps emoji together', text: '👩‍🚀 ❤️', shown: '👩‍🚀 ❤️' },
    { title: 'has no lone surrogates', text: '\ud83d x \udc00', shown: 'x' },
    { title: 'keeps Markdown and HTML as text', text: '[a](command:x) <b>&amp;', shown: '[a](command:x) <b>&amp;' },
    { title: 'is cut with an ellipsis', text: 'abcdefgh', limit: 5, shown: 'abcd…' },
    { title: 'is not cut if it fits', text: 'abcde', limit: 5, shown: 'abcde' },
    { title: 'is cut between characters, not within one', text: '😀😀😀😀', limit: 3, shown: '😀😀…' },
    { title: 'loses the blank before the ellipsis', text: 'abc defgh', limit: 5, shown: 'abc…' },
  ];
  for (const { title, text, limit, shown } of cases) {
    it(title, () => assert.equal(plainText(text, limit), shown));
  }

  for (const { title, text, shown } of hostileTexts) {
    it(`shows ${title}`, () => assert.equal(plainText(text), shown));
  }

  it('keeps names and paths in a message unchanged, in one line', () => {
    assert.equal(messageLine('a  b\n\u001b[31m\u202ec\u2028d 👩🏽 größer'), 'a  b [31m c d 👩🏽 größer');
    assert.equal(messageLine('x'.repeat(10_000)).length, 4000);
    for (const { text } of hostileTexts)
      assert.doesNotMatch(messageLine(text), /(?!\u200d)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  });

  it('is cut to 200 characters by default', () => {
    assert.equal([...plainText('x'.repeat(1000))].length, 200);
  });

  it('is made quickly of a million escape characters', () => {
    assert.equal(plainText('\u001b['.repeat(500_000)), '['.repeat(199) + '…');
  });
});
