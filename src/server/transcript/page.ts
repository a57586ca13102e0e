// The page of a thread: header, turns, what could not be read. It is made once and then follows the reader: only turns
// that have changed are rendered again.
import type { Transcript, Turn } from '../../protocol/transcript';
import type { TranscriptPart } from '../../protocol/transcriptUri';
import type { TranscriptWord } from '../../protocol/transcriptWords';
import { createBlock, type Block } from './block';
import { linesOfSide } from './changeSides';
import { renderHeader, type PageHeader } from './renderHeader';
import { renderItem } from './renderItem';
import { createTurnRenderer } from './renderTurn';
import { addHeading } from './textBlocks';
import type { PageWording } from './wording';

/** VS Code does not pass documents of over 50 MB to extensions; characters may take several bytes. */
const PAGE_LIMIT_CHARACTERS = 20_000_000;

/** A block on the page: where it begins, and which turn it is, counted from 1. */
export interface Section {
  line: number;
  block: Block;
  turn: Turn | null;
  number: number | null;
}

export interface Page {
  /** Renders what has changed, and returns the whole text. */
  text(): string;
  /** As of the last `text()`, from top to bottom. */
  sections(): readonly Section[];
  /** The last `text()` has an older heading: another one is to follow. */
  isBehind(): boolean;
}

export interface PageSource {
  /** What has been read; `turns` are the reader's own. */
  transcript: () => Transcript;
  /** Another object when something in it has changed. */
  header: () => PageHeader;
  /** What has become of the thread since the page was opened, for its last line. */
  ending: () => TranscriptWord | null;
}

/** `limit`: how many characters of turns one page has at most; a turn is not divided. */
export function createPage(
  { transcript, header, ending }: PageSource,
  words: PageWording,
  part: TranscriptPart,
  limit = PAGE_LIMIT_CHARACTERS,
): Page {
  const renderer = createTurnRenderer({ words, isWhole: false });
  const known = new WeakMap<Turn, { mark: string; number: number; items: readonly unknown[]; made: Made }>();
  let heading = header();
  let top = piece(renderHeader(heading, words));
  let isBehind = false;
  let served: readonly Piece[] | undefined;
  /** The first turn of the page stays the same while the thread runs, so that the page only grows. */
  let firstTurn: number | undefined;
  let sections: Section[] = [];

  const turnOf = (turn: Turn, number: number): Made => {
    const { items, ...rest } = turn;
    const mark = JSON.stringify(rest);
    const kept = known.get(turn);
    if (kept?.mark === mark && kept.number === number && isSame(kept.items, items)) return kept.made;
    const made = make(renderer.render(turn, number));
    known.set(turn, { mark, number, items: [...items], made });
    return made;
  };

  const pieces = (): Piece[] => {
    const { turns, problems } = transcript();
    if (part.kind === 'change') return [piece(changedFile(turns, part))];
    if (part.kind === 'item') return [piece(wholeItem(turns, part.id, words))];
    const below = piecesBelow(turns, problems);
    // VS Code replaces all between the first and the last line that differ. If the heading changed along with the end,
    // that would be the whole page, and folds and carets would go: the heading waits for the next text.
    isBehind = header() !== heading && served !== undefined && !isSameText(served, below);
    served = below;
    if (header() !== heading && !isBehind) {
      heading = header();
      top = piece(renderHeader(heading, words));
    }
    return [top, ...below];
  };

  const piecesBelow = (turns: readonly Turn[], problems: Transcript['problems']): Piece[] => {
    const end = part.kind === 'before' ? Math.min(part.turn, turns.length) : turns.length;
    const made = new Map<number, Made>();
    if (firstTurn === undefined || firstTurn > end) {
      let size = 0;
      let first = end;
      while (first > 0) {
        const turn = turns[first - 1];
        if (!turn) break;
        const next = turnOf(turn, first);
        size += next.text.length;
        if (size > limit && first < end) break;
        made.set(--first, next);
      }
      firstTurn = first;
    }
    const shown = turns.slice(firstTurn, end).map((turn, at): Piece => {
      const number = (firstTurn ?? 0) + at + 1;
      return { made: turnOf(turn, number), turn, number };
    });
    const between = firstTurn > 0 ? [piece(earlier(firstTurn, words))] : [];
    const none = end === 0 && problems.length === 0 ? [piece(noteBlock(words.say('noTurns')))] : [];
    const unread = problems.length > 0 ? [piece(problemBlock(problems, words))] : [];
    const word = ending();
    const last = word === null ? [] : [piece(noteBlock(words.say(word)))];
    return [...unread, ...between, ...none, ...shown, ...last];
  };

  return {
    text: () => {
      sections = [];
      const texts: string[] = [];
      let line = 0;
      for (const { made, turn, number } of pieces()) {
        sections.push({ line, block: made.block, turn, number });
        texts.push(made.text);
        // A blank line stands between sections.
        line += made.block.lines.length + 1;
      }
      return texts.join('\n');
    },
    sections: () => sections,
    isBehind: () => isBehind,
  };
}

interface Made {
  block: Block;
  /** With a line feed at its end. */
  text: string;
}

interface Piece extends Pick<Section, 'turn' | 'number'> {
  made: Made;
}

/** A block that is no turn. */
function piece(block: Block): Piece {
  return { made: make(block), turn: null, number: null };
}

function make(block: Block): Made {
  return { block, text: `${block.lines.join('\n')}\n` };
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, at) => item === other[at]);
}

function isSameText(one: readonly Piece[], other: readonly Piece[]): boolean {
  return one.length === other.length && one.every(({ made }, at) => made.text === other[at]?.made.text);
}

function wholeItem(turns: readonly Turn[], id: string, words: PageWording): Block {
  for (const turn of turns) {
    const item = turn.items.find(each => each.id === id);
    if (item) return renderItem(item, { words, isWhole: true }, { isAgain: false });
  }
  return noteBlock(words.say('noTurns'));
}

function changedFile(turns: readonly Turn[], { id, index, side }: TranscriptPart & { kind: 'change' }): Block {
  const item = turns.flatMap(({ items }) => items).find(each => each.id === id);
  const change = item?.type === 'fileChange' ? item.changes[index] : undefined;
  const block = createBlock();
  for (const line of change ? linesOfSide(change, side) : []) block.line(line);
  return block;
}

function earlier(count: number, words: PageWording): Block {
  const block = createBlock();
  const text = words.say('earlierTurns', words.number(count));
  const line = addHeading(block, text, 'note');
  block.link({ line, start: 0, length: text.length, target: { kind: 'before', turn: count } });
  return block;
}

/** One line about the page. */
export function noteBlock(text: string): Block {
  const block = createBlock();
  block.line(text, 'note');
  return block;
}

/** What could not be read. */
export function problemBlock(problems: Transcript['problems'], words: PageWording): Block {
  const block = createBlock();
  for (const code of ['damagedLine', 'lineTooLong', 'cutShort'] as const) {
    const count = problems.filter(problem => problem.code === code).length;
    if (count > 0) block.line(words.say(code, words.number(count)), 'failure');
  }
  return block;
}
