// Finds what was typed in what was said.
import type { SearchOptions } from '../../../protocol/transcriptSearch';

export interface TextMatch {
  start: number;
  end: number;
}

export interface TextMatcher {
  /** The first match in a text from an index on. */
  find(text: string, from?: number): TextMatch | undefined;
}

/** What a word consists of, for whole words: Chinese and Japanese have no blanks between words, so any text matches. */
const wordCharacter = '[\\p{L}\\p{N}\\p{M}_]';
const unspaced = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}]';

/** `query` is not empty. */
export function createTextMatcher(query: string, { matchCase, wholeWord }: Required<SearchOptions>): TextMatcher {
  const literal = escapeRegExp(query);
  const pattern = wholeWord ? `${boundary(query, '^', '<')}${literal}${boundary(query, '$', '')}` : literal;
  const expression = new RegExp(pattern, matchCase ? 'gu' : 'giu');
  return {
    find: (text, from = 0) => {
      expression.lastIndex = from;
      const match = expression.exec(text);
      return match ? { start: match.index, end: match.index + match[0].length } : undefined;
    },
  };
}

/** A query that begins or ends with something else than a word needs no boundary there. */
function boundary(query: string, end: '^' | '$', behind: '<' | ''): string {
  const inWord = `(?!${unspaced})${wordCharacter}`;
  const isWord = new RegExp(end === '^' ? `^${inWord}` : `${inWord}$`, 'u').test(query);
  return isWord ? `(?${behind}!${behind === '<' ? `${wordCharacter}(?<!${unspaced})` : inWord})` : '';
}

export function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
