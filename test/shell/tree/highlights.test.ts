import assert from 'node:assert/strict';
import { highlights } from '../../../src/shell/tree/highlights';

describe('Highlights', () => {
  /** What is highlighted stands in brackets. */
  const table: [string, string, string, string][] = [
    ['no filter', '', 'Fix the tests', 'Fix the tests'],
    ['a word', 'fix', 'Fix the tests', '[Fix] the tests'],
    ['each of its places', 'te', 'Test the tests', '[Te]st the [te]sts'],
    ['several words, in any order', 'tests  fix', 'Fix the tests', '[Fix] the [tests]'],
    ['words over one another', 'checkout out', 'the checkouts', 'the [checkout]s'],
    ['words beside one another', 'check out', 'checkout', '[checkout]'],
    ['a word that is not there', 'build', 'Fix the tests', 'Fix the tests'],
    ['letters of full width', 'tests', 'Ｔｅｓｔｓ here', '[Ｔｅｓｔｓ] here'],
    ['a word in full width', 'ｔｅｓｔｓ', 'tests here', '[tests] here'],
    ['a part of a ligature', 'fi', 'the ﬁrst', 'the [ﬁ]rst'],
    ['half a ligature', 'f', 'the ﬁrst', 'the [ﬁ]rst'],
    ['after an emoji', 'tests', '👩‍💻 tests', '👩‍💻 [tests]'],
    ['a letter that grows in lower case', 'stanbul', 'İstanbul', 'İ[stanbul]'],
    ['a sigma at the end', 'ΟΔΟΣ', 'οδός οδος', 'οδός [οδος]'],
    ['what is special in patterns', '(a+', 'find (a+b)', 'find [(a+]b)'],
  ];
  for (const [name, filter, text, expected] of table) {
    it(name, () => {
      const marked = highlights(text, filter).reduceRight(
        (rest, [start, end]) => `${rest.slice(0, start)}[${rest.slice(start, end)}]${rest.slice(end)}`,
        text,
      );
      assert.equal(marked, expected);
    });
  }
});
