// How good a hit is, and what of the thread's texts shows why it is one.
import type { SearchHit } from '../../protocol/methods';
import { fold, isIdStart, type SearchField } from './searchText';

/** Where a word was found, the best first; of several words the ranks are added. */
const rank = { nameStart: 0, wordInName: 1, name: 2, id: 3, agentOrBranch: 4, cwd: 5, preview: 6 } as const;

/** The ranks go from 0 to this, for each word. */
export const WORST_RANK = rank.preview;

/** A thread's folded texts in one string, in the order of `searchFields`, and where in it the kinds of text end. */
export interface IndexedText {
  readonly text: string;
  readonly nameEnd: number;
  /** Behind nickname, role, path and branch. */
  readonly attributesEnd: number;
  readonly cwdEnd: number;
}

/** Stands between the texts of a thread. No text and no word has it: plain text has no control characters. */
const BETWEEN = '\u0001';

/** Makes what is searched out of what `searchFields` found. */
export function indexText(fields: readonly SearchField[]): IndexedText {
  const folded = fields.map(({ text }) => fold(text));
  let [nameEnd, attributesEnd, cwdEnd, end] = [0, 0, 0, 0];
  for (const [at, { field }] of fields.entries()) {
    end += (folded[at] as string).length + BETWEEN.length;
    if (field === 'name') nameEnd = end;
    if (field !== 'cwd' && field !== 'preview') attributesEnd = end;
    if (field !== 'preview') cwdEnd = end;
  }
  // Joined, not concatenated: the engine would keep a concatenation in its parts.
  return { text: folded.join(BETWEEN), nameEnd, attributesEnd, cwdEnd };
}

/**
 * How well a thread fits words that it has, as a number: the lower the better. The name that begins with all of them is
 * best.
 */
export function rankOf(thread: IndexedText, id: string, words: readonly string[]): number {
  const [first] = words;
  if (
    first !== undefined &&
    thread.text.startsWith(first) &&
    (words.length === 1 || thread.text.startsWith(words.join(' ')))
  )
    return rank.nameStart;
  let sum = 0;
  for (const word of words) sum += rankOfWord(thread, id, word);
  return sum;
}

function rankOfWord({ text, nameEnd, attributesEnd, cwdEnd }: IndexedText, id: string, word: string): number {
  const first = text.indexOf(word);
  if (first >= 0 && first < nameEnd) return beginsWord(text, word, first, nameEnd) ? rank.wordInName : rank.name;
  if (isIdStart(word) && id.startsWith(word)) return rank.id;
  if (first < attributesEnd) return rank.agentOrBranch;
  return first < cwdEnd ? rank.cwd : rank.preview;
}

const letterOrDigit = /[\p{L}\p{N}]/u;
const BLANK = 0x20;

/** Whether one of the places of `word` before `end`, of which `first` is the first, is the beginning of a word. */
function beginsWord(text: string, word: string, first: number, end: number): boolean {
  for (let at = first; at >= 0 && at < end; at = text.indexOf(word, at + 1)) {
    if (at === 0 || text.charCodeAt(at - 1) === BLANK || !letterOrDigit.test(text.charAt(at - 1))) return true;
  }
  return false;
}

/** Whether all words are found in a thread's texts or at the beginning of its id. */
export function hasWords(fields: readonly SearchField[], id: string, words: readonly string[]): boolean {
  const folded = fields.map(({ text }) => fold(text));
  return words.every(word => (isIdStart(word) && id.startsWith(word)) || folded.some(text => text.includes(word)));
}

/**
 * The text that shows why a thread that has the words was found, beyond its name: about 80 characters around the first
 * word that the name has not. Null when the name has all of them.
 */
export function matchBeyondName(
  fields: readonly SearchField[],
  id: string,
  words: readonly string[],
): SearchHit['match'] {
  const [name, ...others] = fields.map(({ field, text }) => ({ field, text, folded: fold(text) }));
  for (const word of words.filter(word => !name?.folded.includes(word))) {
    if (isIdStart(word) && id.startsWith(word)) return { field: 'id', text: id };
    const found = others.find(({ folded }) => folded.includes(word));
    if (found && found.field !== 'name') return { field: found.field, text: excerpt(found.text, found.folded, word) };
  }
  return null;
}

const EXCERPT_CHARACTERS = 80;
const BEFORE_MATCH = 24;

/** A part of a text with the place where its folded form has `word`; what is left out is an ellipsis. */
function excerpt(text: string, folded: string, word: string): string {
  const characters = [...text];
  if (characters.length <= EXCERPT_CHARACTERS) return text;
  const found = [...text.slice(0, placeBeforeFold(text, folded, folded.indexOf(word)))].length;
  const start = Math.max(0, Math.min(found - BEFORE_MATCH, characters.length - EXCERPT_CHARACTERS));
  const part = characters
    .slice(start, start + EXCERPT_CHARACTERS)
    .join('')
    .trim();
  return `${start > 0 ? '…' : ''}${part}${start + EXCERPT_CHARACTERS < characters.length ? '…' : ''}`;
}

/**
 * The place in a text that came to `at` when it was folded: folding may make a text longer or shorter, but keeps its
 * order.
 */
function placeBeforeFold(text: string, folded: string, at: number): number {
  if (folded.length === text.length) return at;
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fold(text.slice(0, middle + 1)).length > at) high = middle;
    else low = middle + 1;
  }
  return low;
}
