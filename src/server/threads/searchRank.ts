// How well a thread matches a query, and which of its texts shows why.
import type { SearchHit } from '../../protocol/methods';
import { fold, isIdStart, type SearchField } from './searchText';

/** The rank of the text in which a word is found: lower is better. The ranks of several words are added up. */
const rank = { nameStart: 0, wordInName: 1, name: 2, id: 3, agentOrBranch: 4, cwd: 5, preview: 6 } as const;

/** The highest rank of one word. */
export const WORST_RANK = rank.preview;

/** A thread's folded texts in one string, in the order of `searchFields`, and where each kind of text ends. */
export interface IndexedText {
  readonly text: string;
  readonly nameEnd: number;
  /** The end of nickname, role, agent path and git branch. */
  readonly attributesEnd: number;
  readonly cwdEnd: number;
}

/** Separates the texts of a thread. No text or word contains it: plain text has no control characters. */
const BETWEEN = '\u0001';

/** Folds and joins the texts of `searchFields`. */
export function indexText(fields: readonly SearchField[]): IndexedText {
  const folded = fields.map(({ text }) => fold(text));
  let [nameEnd, attributesEnd, cwdEnd, end] = [0, 0, 0, 0];
  for (const [at, { field }] of fields.entries()) {
    end += (folded[at] as string).length + BETWEEN.length;
    if (field === 'name') nameEnd = end;
    if (field !== 'cwd' && field !== 'preview') attributesEnd = end;
    if (field !== 'preview') cwdEnd = end;
  }
  // `join` makes one flat string. V8 keeps a concatenation as a tree of its parts, which is slow to search.
  return { text: folded.join(BETWEEN), nameEnd, attributesEnd, cwdEnd };
}

/** Ranks a thread that has all the words: lower is better. Best is a name that begins with all of them. */
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

/** Whether `word`, whose first occurrence is at `first`, begins a word of the text anywhere before `end`. */
function beginsWord(text: string, word: string, first: number, end: number): boolean {
  for (let at = first; at >= 0 && at < end; at = text.indexOf(word, at + 1)) {
    if (at === 0 || text.charCodeAt(at - 1) === BLANK || !letterOrDigit.test(text.charAt(at - 1))) return true;
  }
  return false;
}

/** Whether a thread has all the words, in its texts or at the start of its id. */
export function hasWords(fields: readonly SearchField[], id: string, words: readonly string[]): boolean {
  const folded = fields.map(({ text }) => fold(text));
  return words.every(word => (isIdStart(word) && id.startsWith(word)) || folded.some(text => text.includes(word)));
}

/**
 * The text that shows why a thread was found: about 80 characters around the first word that is not in its name. Null
 * when the name has all of the words.
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

/** The part of a text around the position where its folded form has `word`, with an ellipsis at each cut. */
function excerpt(text: string, folded: string, word: string): string {
  const characters = [...text];
  if (characters.length <= EXCERPT_CHARACTERS) return text;
  const found = [...text.slice(0, positionBeforeFold(text, folded, folded.indexOf(word)))].length;
  const start = Math.max(0, Math.min(found - BEFORE_MATCH, characters.length - EXCERPT_CHARACTERS));
  const part = characters
    .slice(start, start + EXCERPT_CHARACTERS)
    .join('')
    .trim();
  return `${start > 0 ? '…' : ''}${part}${start + EXCERPT_CHARACTERS < characters.length ? '…' : ''}`;
}

/** The position in a text that folding turned into `at`. Folding may change the length, but keeps the order. */
function positionBeforeFold(text: string, folded: string, at: number): number {
  if (folded.length === text.length) return at;
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fold(text.slice(0, middle + 1)).length > at) high = middle;
    else low = middle + 1;
  }
  return low;
}
