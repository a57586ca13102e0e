// Finds the line of a page that shows a hit. A search looks through what items say, a page lays it out and cuts what is
// long: both have the same lines in the same order.
import type { TurnItem } from '../../../protocol/transcript';
import type { HitPlace, HitPlaceParams } from '../../../protocol/transcriptSearch';
import type { Block, ItemLines } from '../block';
import type { Section } from '../page';
import { renderItem } from '../renderItem';
import { INDENT } from '../textBlocks';
import { visibleLines } from '../visibleText';
import type { PageWording } from '../wording';
import { itemText } from './itemText';

type Hit = Omit<HitPlaceParams, 'uri'>;

/** Lines that only the page has, or only the item, between two that both have: headings, states, pictures. */
const BETWEEN_LINES = 50;

/** Where a hit is, on the page with these sections or on another one of the thread. */
export function placeOfHit(sections: readonly Section[], hit: Hit, words: PageWording): HitPlace {
  for (const { line, block, turn } of sections) {
    if (turn !== null && turn.id !== hit.turnId) continue;
    const shown = hit.itemId === null ? undefined : block.items.find(({ item }) => item.id === hit.itemId);
    if (shown) {
      const at = lineInBlock(block, shown, hit, words);
      return at === undefined
        ? { line: null, part: { kind: 'item', id: shown.item.id } }
        : { line: line + at, part: null };
    }
    // The failure of a turn is its last line; an item that shows nothing is somewhere below the heading.
    if (turn) return { line: hit.itemId === null ? line + block.lines.length - 1 : line, part: null };
  }
  return { line: null, part: { kind: 'before', turn: hit.turn } };
}

/** Undefined if the block does not show the hit, but all of the item does. */
function lineInBlock(block: Block, shown: ItemLines, hit: Hit, words: PageWording): number | undefined {
  const { lines } = renderItem(shown.item, { words, isWhole: true }, { isAgain: false });
  const found = visible(hit.text.slice(hit.start, hit.end));
  const at = lineInWhole(lines, shown.item, hit);
  const cuts = block.cuts.filter(cut => cut.line >= shown.line && cut.line <= shown.end);
  let [line, left] = [shown.line, at];
  for (const cut of cuts) {
    const before = cut.line - line;
    if (left < before) break;
    left -= before;
    if (left < cut.hidden) return undefined;
    left -= cut.hidden;
    line = cut.line + 1;
  }
  const isShown = block.lines[line + left]?.includes(found) ?? false;
  // The end of a long line is cut, too.
  return isShown || cuts.length === 0 || lines[at]?.includes(found) !== true ? line + left : undefined;
}

/** The line of the hit among those of the whole item: from the last line up, each is looked for above the next. */
function lineInWhole(lines: readonly string[], item: TurnItem, { line: wanted, text, start, end }: Hit): number {
  const said = itemText(item).replaceAll('\r\n', '\n').split('\n');
  const part = text.trim();
  // Of a thread that runs, the item may say something else by now.
  const last = said[wanted]?.includes(part) === true ? wanted : said.findIndex(each => each.includes(part));
  let from = lines.length - 1;
  for (let at = said.length - 1; last >= 0 && at >= last; at--) {
    const shown = lineAbove(lines, from, visible(said[at] ?? ''));
    if (at === last && shown >= 0) return shown;
    if (shown >= 0) from = shown - 1;
  }
  const found = visible(text.slice(start, end));
  return Math.max(
    0,
    lines.findIndex(each => each.includes(found)),
  );
}

/** A line that is the text, else one that contains it. */
function lineAbove(lines: readonly string[], from: number, text: string): number {
  if (text === '') return -1;
  const end = Math.max(0, from + 1 - BETWEEN_LINES);
  for (let at = from; at >= end; at--) {
    const line = lines[at] ?? '';
    if (line === INDENT + text || (!line.startsWith(INDENT) && line.includes(text))) return at;
  }
  for (let at = from; at >= end; at--) if (lines[at]?.includes(text) === true) return at;
  return -1;
}

function visible(text: string): string {
  return visibleLines(text)[0] ?? '';
}
