// How an item's parts are laid out: a heading at the left edge, and below it what was said, indented. Only headings
// stand at the edge, so no text can pass for one.
import type { MarkKind } from '../../protocol/transcriptMarks';
import type { BlockWriter } from './block';
import { visibleLines, visibleTitle } from './visibleText';
import type { PageWording } from './wording';

/** What stands before each line of a text. */
export const INDENT = '  ';
/** An editor renders longer lines slowly, or not to their end. */
const LINE_LIMIT_CHARACTERS = 2000;
const BLOCK_LIMIT_LINES = 200;
/** The last lines of an output say how it ended. */
const TAIL_LINES = 20;
/** Of a text that is too long only the beginning is looked at. */
const BLOCK_LIMIT_CHARACTERS = 100_000;

/** What rendering needs beside the item. */
export interface Look {
  readonly words: PageWording;
  /** Nothing is cut: the document has only this item. */
  readonly isWhole: boolean;
}

/** Says what of the text an item is about: the link to the rest leads there. */
export interface TextOptions {
  itemId: string;
  kind?: MarkKind;
  kindOf?: (line: string) => MarkKind | undefined;
}

/** Adds a text, cut in its middle if it is long, with a link to all of it. */
export function addText(block: BlockWriter, look: Look, text: string, options: TextOptions): void {
  const { isWhole } = look;
  const isCut = !isWhole && text.length > BLOCK_LIMIT_CHARACTERS;
  const lines = visibleLines(isCut ? text.slice(0, BLOCK_LIMIT_CHARACTERS) : text);
  const add = (line: string): void => {
    const shown = isWhole || line.length <= LINE_LIMIT_CHARACTERS ? line : `${line.slice(0, LINE_LIMIT_CHARACTERS)}…`;
    const kind = options.kindOf?.(line) ?? options.kind;
    const at = block.line(shown === '' ? '' : INDENT + shown.toWellFormed());
    if (kind !== undefined && shown !== '') block.mark({ line: at, start: INDENT.length, length: shown.length, kind });
    if (shown !== line) addMore(block, look, look.words.say('showAll'), options.itemId, 0);
  };
  if (isWhole || (!isCut && lines.length <= BLOCK_LIMIT_LINES + TAIL_LINES)) return lines.forEach(add);
  lines.slice(0, BLOCK_LIMIT_LINES).forEach(add);
  const tail = isCut ? [] : lines.slice(-TAIL_LINES);
  // Lines that were not looked at are counted without being made.
  const total = isCut ? countLines(text) : lines.length;
  const left = total - Math.min(lines.length, BLOCK_LIMIT_LINES) - tail.length;
  const more = left > 0 ? look.words.say('moreLines', look.words.number(left)) : look.words.say('showAll');
  addMore(block, look, more, options.itemId, left);
  tail.forEach(add);
}

/** `hidden`: how many lines the link stands for. */
function addMore(block: BlockWriter, { words }: Look, text: string, id: string, hidden: number): void {
  const label = text === words.say('showAll') ? text : `${text} · ${words.say('showAll')}`;
  const line = block.line(`${INDENT}${label}`);
  block.mark({ line, start: INDENT.length, length: label.length, kind: 'note' });
  block.link({
    line,
    start: INDENT.length,
    length: label.length,
    target: { kind: 'item', id, title: titleAbove(block) },
  });
  block.cut({ line, hidden: Math.max(0, hidden) });
}

/** The heading above the last line, without its notes: it names the document of the whole item. */
function titleAbove({ lines }: BlockWriter): string {
  const heading = lines.findLast(line => line !== '' && !line.startsWith(INDENT)) ?? '';
  return visibleTitle(heading.split(' · ')[0] ?? '', 60);
}

function countLines(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return text.endsWith('\n') ? count - 1 : count;
}

/** Adds `title · note · note`; the title and the notes have their kinds. */
export function addHeading(block: BlockWriter, title: string, kind: MarkKind, notes: readonly Note[] = []): number {
  const said = notes.filter(({ text }) => text !== '');
  const line = block.line([title, ...said.map(({ text }) => text)].join(' · '));
  block.mark({ line, start: 0, length: title.length, kind });
  let start = title.length;
  for (const note of said) {
    start += ' · '.length;
    block.mark({ line, start, length: note.text.length, kind: note.isFailure === true ? 'failure' : 'note' });
    start += note.text.length;
  }
  return line;
}

export interface Note {
  text: string;
  isFailure?: boolean;
}
