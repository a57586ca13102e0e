// One page of a table or an index (SQLite file format, section "B-tree Pages"): the pages that it refers to, and where
// its rows are. Works on bytes only and trusts none of them.
import type { PagedImage, PageSpot } from './pageStore';
import { readVarint } from './varint';

const [INDEX_INTERIOR, TABLE_INTERIOR, INDEX_LEAF, TABLE_LEAF] = [2, 5, 10, 13] as const;

/** A row of a table: where its first bytes are, and the page with the next ones, if there are more. */
export interface LeafCell {
  /** The bytes to which the offsets belong. */
  readonly bytes: Uint8Array;
  /** Where in the page is the pointer to this row. */
  readonly pointer: number;
  readonly rowidAt: number;
  readonly at: number;
  readonly local: number;
  readonly length: number;
  readonly chain: number | undefined;
}

/** Called with what a page holds, in the order of the page. */
export interface PageVisitor {
  /** A page below this one. */
  child(page: number): void;
  /**
   * The pages with the rest of a long row: the first one, and how many the row's length implies. `cell` is the row;
   * undefined in an index.
   */
  chain(first: number, count: number, cell: LeafCell | undefined): void;
  row(cell: LeafCell): void;
}

/** The bytes of a page that are not reserved for an extension. */
export function usableBytes(image: PagedImage): number {
  const first = image.spot(1);
  return image.pageSize - (first?.bytes[first.start + 20] ?? 0);
}

/** The type of a page: its first byte, which in page 1 follows the database header. 0 if the page is not here. */
export function pageType(image: PagedImage, page: number): number {
  const spot = image.spot(page);
  return spot ? spot.view.getUint8(headerOf(spot, page)) : 0;
}

/** Whether it is a leaf of a table. */
export function isTableLeaf(image: PagedImage, page: number): boolean {
  return pageType(image, page) === TABLE_LEAF;
}

/** Whether the page exists and belongs to a table whose rows have numbers. */
export function isTablePage(image: PagedImage, page: number): boolean {
  return page >= 1 && page <= image.pages && [TABLE_INTERIOR, TABLE_LEAF].some(type => type === pageType(image, page));
}

/** How many pages a tree has if all pages of a level are as full as the last one. */
export function guessedPages(image: PagedImage, root: number): number {
  let pages = 1;
  // No tree is deeper, unless its pages refer to each other in a circle.
  for (let page = root, depth = 0; depth < 20; depth++) {
    const spot = page >= 1 && page <= image.pages ? image.spot(page) : undefined;
    if (!spot || ![INDEX_INTERIOR, TABLE_INTERIOR].some(type => type === pageType(image, page))) break;
    const header = headerOf(spot, page);
    pages *= spot.view.getUint16(header + 3) + 1;
    page = spot.view.getUint32(header + 8);
  }
  return pages;
}

/** Visits what a page holds: nothing if its type is unknown. False if its cells overlap. */
export function scanPage(image: PagedImage, page: number, visitor: PageVisitor, usable = usableBytes(image)): boolean {
  const spot = image.spot(page);
  if (!spot) return true;
  const { bytes, view, start } = spot;
  const end = start + image.pageSize;
  const header = headerOf(spot, page);
  const type = view.getUint8(header);
  const isInterior = type === INDEX_INTERIOR || type === TABLE_INTERIOR;
  if (!isInterior && type !== INDEX_LEAF && type !== TABLE_LEAF) return true;
  if (isInterior) visitor.child(view.getUint32(header + 8));
  const pointers = header + (isInterior ? 12 : 8);
  const inPage = largestInPage(type, usable);
  let room = end - pointers;
  for (let cell = 0, count = view.getUint16(header + 3); cell < count; cell++) {
    const pointer = pointers + cell * 2;
    const from = pointer + 2 <= end ? start + view.getUint16(pointer) : end;
    // A cell has at least four bytes.
    if (from + 4 > end) break;
    let at = from;
    if (isInterior) {
      visitor.child(view.getUint32(at));
      at += 4;
    }
    if (type !== TABLE_INTERIOR) {
      const payload = readVarint(bytes, at, end);
      const content = type === TABLE_LEAF ? readVarint(bytes, payload.at, end).at : payload.at;
      const isWhole = payload.value <= inPage;
      const local = isWhole ? payload.value : localBytes(payload.value, inPage, usable);
      at = content + local + (isWhole ? 0 : 4);
      const chain = isWhole || at > end ? undefined : view.getUint32(content + local);
      const row =
        type === TABLE_LEAF && content + local <= end
          ? { bytes, pointer: pointer - start, rowidAt: payload.at, at: content, local, length: payload.value, chain }
          : undefined;
      if (chain !== undefined) visitor.chain(chain, Math.ceil((payload.value - local) / (usable - 4)), row);
      if (row) visitor.row(row);
    }
    room -= 2 + Math.max(4, at - from);
    if (room < 0) return false;
  }
  return true;
}

/** The bytes of a row; fewer if its chain ends early. */
export function contentsOf(image: PagedImage, { bytes, at, local, length, chain }: LeafCell): Buffer {
  const inPage = usableBytes(image) - 4;
  const parts = [bytes.subarray(at, at + local)];
  for (let page = chain ?? 0, left = length - local; left > 0 && page >= 1 && page <= image.pages; left -= inPage) {
    const spot = image.spot(page);
    if (!spot) break;
    parts.push(spot.bytes.subarray(spot.start + 4, spot.start + 4 + Math.min(left, inPage)));
    page = image.link(page) ?? 0;
  }
  return Buffer.concat(parts);
}

/** The number of a row; NaN if it is negative or not a safe integer. */
export function rowidOf({ bytes, rowidAt }: LeafCell): number {
  let rowid = 0;
  for (let at = rowidAt; at < rowidAt + 8; at++) {
    const byte = bytes[at] ?? 0;
    rowid = rowid * 128 + (byte & 0x7f);
    if (byte < 0x80) return Number.isSafeInteger(rowid) ? rowid : NaN;
  }
  return NaN;
}

function headerOf({ start }: PageSpot, page: number): number {
  return page === 1 ? start + 100 : start;
}

/** The longest payload that fits into the page. */
function largestInPage(type: number, usable: number): number {
  return type === TABLE_LEAF ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
}

/** How much of a longer payload is in the page itself. */
function localBytes(payload: number, inPage: number, usable: number): number {
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const local = least + ((payload - least) % (usable - 4));
  return local <= inPage ? local : least;
}
