// A piece of a page: its lines, and what the editor does with them. Lines are counted from 0 within the block, so that
// a block is made once and keeps its meaning wherever it is on the page.

import type { TurnItem } from '../../protocol/transcript';
import type { MarkKind } from '../../protocol/transcriptMarks';

export interface Mark {
  line: number;
  start: number;
  length: number;
  kind: MarkKind;
}

export interface Fold {
  start: number;
  end: number;
  /** It is closed when the page opens. */
  isClosed: boolean;
}

export type LinkTarget =
  | { kind: 'thread'; threadId: string; title: string }
  | { kind: 'item'; id: string; title: string }
  | { kind: 'before'; turn: number }
  /** One of the item's pictures, counted from 0. */
  | { kind: 'picture'; id: string; index: number }
  /** A file, if it turns out to be there. */
  | { kind: 'file'; path: string; row: number | null }
  /** A file that somebody called a picture. */
  | { kind: 'pictureFile'; path: string };

export interface PageLink {
  line: number;
  start: number;
  length: number;
  target: LinkTarget;
}

export interface PageSymbol {
  line: number;
  end: number;
  name: string;
  kind: 'turn' | 'prompt' | 'answer' | 'failure';
}

/** The lines of an item. */
export interface ItemLines {
  line: number;
  end: number;
  item: TurnItem;
}

/** A line that stands for lines which only the item's own document has. */
export interface Cut {
  line: number;
  hidden: number;
}

/** Lines that a command can be about: a change of a file, of an item's changes the one with this index. */
export interface Spot {
  line: number;
  end: number;
  itemId: string;
  index: number;
  file: string;
}

export interface Block {
  readonly lines: readonly string[];
  readonly marks: readonly Mark[];
  readonly folds: readonly Fold[];
  readonly links: readonly PageLink[];
  readonly symbols: readonly PageSymbol[];
  readonly items: readonly ItemLines[];
  readonly cuts: readonly Cut[];
  readonly spots: readonly Spot[];
}

/** Writes a block, line by line. */
export interface BlockWriter extends Block {
  /** Adds a line; returns its number. The whole line is of a kind, if one is given. */
  line(text: string, kind?: MarkKind): number;
  /** Marks a part of a line. */
  mark(mark: Mark): void;
  /** Makes a fold from a line to the last one so far, if that is another line. */
  fold(start: number, isClosed: boolean): void;
  link(link: PageLink): void;
  /** Names the lines from `line` to the last one so far in the outline. */
  symbol(line: number, name: string, kind: PageSymbol['kind']): void;
  /** The lines so far are those of an item. */
  item(item: TurnItem): void;
  cut(cut: Cut): void;
  /** Marks the lines from `line` to the last one so far. */
  spot(spot: Omit<Spot, 'end'>): void;
  /** Adds the lines of another block. */
  block(block: Block): void;
}

export function createBlock(): BlockWriter {
  const lines: string[] = [];
  const marks: Mark[] = [];
  const folds: Fold[] = [];
  const links: PageLink[] = [];
  const symbols: PageSymbol[] = [];
  const spots: Spot[] = [];
  const items: ItemLines[] = [];
  const cuts: Cut[] = [];
  return {
    lines,
    marks,
    folds,
    links,
    symbols,
    items,
    cuts,
    spots,
    line: (text, kind) => {
      const line = lines.push(text) - 1;
      if (kind !== undefined && text !== '') marks.push({ line, start: 0, length: text.length, kind });
      return line;
    },
    mark: mark => void marks.push(mark),
    fold: (start, isClosed) => {
      const end = lines.length - 1;
      if (end > start) folds.push({ start, end, isClosed });
    },
    link: link => void links.push(link),
    symbol: (line, name, kind) => void symbols.push({ line, end: lines.length - 1, name, kind }),
    item: item => void items.push({ line: 0, end: lines.length - 1, item }),
    cut: cut => void cuts.push(cut),
    spot: spot => void spots.push({ ...spot, end: lines.length - 1 }),
    block: block => {
      const by = lines.length;
      for (const line of block.lines) lines.push(line);
      for (const mark of block.marks) marks.push({ ...mark, line: mark.line + by });
      for (const fold of block.folds) folds.push({ ...fold, start: fold.start + by, end: fold.end + by });
      for (const link of block.links) links.push({ ...link, line: link.line + by });
      for (const spot of block.spots) spots.push({ ...spot, line: spot.line + by, end: spot.end + by });
      for (const symbol of block.symbols) symbols.push({ ...symbol, line: symbol.line + by, end: symbol.end + by });
      for (const each of block.items) items.push({ ...each, line: each.line + by, end: each.end + by });
      for (const cut of block.cuts) cuts.push({ ...cut, line: cut.line + by });
    },
  };
}
