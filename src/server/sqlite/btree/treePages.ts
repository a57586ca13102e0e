// Walks the pages of the needed tables and indexes of a database (SQLite file format, section "B-tree Pages") before
// SQLite reads them; it gets no others. SQLite does not notice when it reaches a page twice: a few pages that refer to
// each other can stand for more rows than there are atoms, and reading them never ends. In an image that passes, a scan
// takes time proportional to the size of the file.
import { FailureError } from '../../failure';
import type { PagedImage } from './pageStore';
import { partsLeftOut } from './longRows';
import { schemaRowOf, type SchemaRow } from './schemaRecord';
import { contentsOf, guessedPages, isTableLeaf, scanPage, usableBytes, type LeafCell } from './treePage';

/** The table `sqlite_schema`. */
export const SCHEMA_ROOT = 1;
/** SQLite's message when it notices such damage. */
const MALFORMED = 'database disk image is malformed';

/**
 * What a page is: a part of a long row that is left out (longRows.ts), a leaf of a table, another page of a table or an
 * index, or another part of a long row.
 */
export const [LEFT_OUT, TABLE_LEAF, TREE, CHAIN] = [0, 1, 2, 3] as const;

/**
 * By page number, what the page is and what it belongs to: one of the four above, plus four times the root of its
 * table or index (for a part of a long row: the page where the row begins). 0 if no needed table or index reaches it.
 */
export type Places = Int32Array;

/** What of a database is needed. */
export interface Needs {
  /** Whether the pages of a table or an index are needed. */
  readonly isNeeded: (row: SchemaRow) => boolean;
  /** How many bytes of each value in a table are needed: the rest of a longer one may read as zeros. */
  readonly valueBytes: number;
}

/** The page that a place refers to, see `Places`. */
export function pageOwner(place: number): number {
  return place >>> 2;
}

/** What is at a place, see `Places`; undefined for nothing. */
export function pageKind(place: number): number | undefined {
  return place === 0 ? undefined : place & 3;
}

/** Whether the bytes of the page at a place are needed, see `Places`. */
export function isKept(place: number): boolean {
  return (place & 3) !== LEFT_OUT;
}

/**
 * Walks the schema, and the tables and indexes that are needed. Throws `stateDbDamaged` if a page is reached twice, or
 * the cells of a page overlap. Ignores other damage: SQLite reports it when it gets there. `path` is only for failures.
 */
export function placePages(path: string, image: PagedImage, needs: Needs): Places {
  const places = new Int32Array(image.pages + 1);
  const visit = createVisit(path, image, places, needs.valueBytes);
  const leaves = new Map<number, SchemaRow[]>();
  visit(SCHEMA_ROOT, (record, leaf) => {
    leaves.set(leaf, [...(leaves.get(leaf) ?? []), schemaRowOf(record)]);
  });
  for (const [leaf, rows] of leaves) {
    // Other indexes are hidden from SQLite (imageFile.ts), but a leaf must not become empty.
    const shown = rows.filter(row => row.type !== 'index' || needs.isNeeded(row));
    const isEmpty = shown.length === 0 && leaf !== SCHEMA_ROOT;
    for (const { root } of isEmpty ? [smallest(image, rows)] : shown.filter(needs.isNeeded))
      if (root !== undefined) visit(root, undefined);
  }
  for (let page = 2; page <= image.pages && isPointerMap(image, page); page += pagesOfMap(image)) image.spot(page);
  return places;
}

/** The row whose tree has the fewest pages, as far as its last pages tell. */
function smallest(image: PagedImage, rows: readonly SchemaRow[]): SchemaRow {
  const sizes = rows.map(row => ({ row, size: guessedPages(image, row.root ?? 0) }));
  return sizes.reduce((best, other) => (other.size < best.size ? other : best)).row;
}

/** Whether it is a page that SQLite reads to find the parts of long rows, in a database with auto-vacuum. */
export function isPointerMap(image: PagedImage, page: number): boolean {
  const first = image.spot(1);
  return first !== undefined && first.view.getUint32(first.start + 52) !== 0 && (page - 2) % pagesOfMap(image) === 0;
}

/** Such a page has five bytes for each of the pages after it. */
function pagesOfMap(image: PagedImage): number {
  return Math.floor(usableBytes(image) / 5) + 1;
}

/** The error for a database whose contents are inconsistent; `cause` is SQLite's message. */
export function damagedDatabase(path: string, cause: string): FailureError {
  return new FailureError({ code: 'stateDbDamaged', path, cause });
}

/**
 * Returns a function that walks the tree at a root, notes its places, and passes each row's bytes, and its leaf, to
 * `onRow`.
 */
function createVisit(path: string, image: PagedImage, places: Places, valueBytes: number) {
  const exists = (page: number): boolean => page >= 1 && page < places.length;

  /** Notes the place of a page; false if there is no such page. */
  const reach = (page: number, place: number): boolean => {
    if (!exists(page)) return false;
    if (places[page] !== 0) throw damagedDatabase(path, MALFORMED);
    places[page] = place;
    return true;
  };

  const usable = usableBytes(image);
  return (root: number, onRow: ((record: Buffer, leaf: number) => void) | undefined): void => {
    const stack: number[] = [];
    let current = root;
    const child = (page: number): void => {
      if (reach(page, (root << 2) | (exists(page) && isTableLeaf(image, page) ? TABLE_LEAF : TREE))) stack.push(page);
    };
    const visitor = {
      child,
      // As many pages as the length implies, unless the chain ends earlier.
      chain: (first: number, count: number, cell: LeafCell | undefined): void => {
        const leftOut = cell && !onRow ? partsLeftOut(cell, usable - 4, valueBytes) : [];
        for (let page = first, part = 0; part < count; part++) {
          if (part === leftOut[0]?.end) leftOut.shift();
          const isLeftOut = part >= (leftOut[0]?.first ?? count);
          if (!reach(page, (current << 2) | (isLeftOut ? LEFT_OUT : CHAIN))) break;
          if (!isLeftOut) image.spot(page);
          page = image.link(page) ?? 0;
        }
      },
      row: onRow ? (cell: LeafCell) => onRow(contentsOf(image, cell), current) : () => undefined,
    };
    child(root);
    for (let page = stack.pop(); page !== undefined; page = stack.pop()) {
      current = page;
      if (!scanPage(image, page, visitor, usable)) throw damagedDatabase(path, MALFORMED);
    }
  };
}
