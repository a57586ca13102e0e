// Walks the pages of all tables and indexes in a database image (SQLite file format, section "B-tree Pages") before
// SQLite reads them. SQLite does not notice when it reaches a page twice: a few pages that refer to each other can
// stand for more rows than there are atoms, and reading them never ends. In an image that passes, a scan takes time
// proportional to the size of the file.
import { FailureError } from '../../failure';
import { rootPageOf } from './schemaRecord';
import { contentsOf, isTableLeaf, pagedImage, pageStart, scanPage, type PagedImage } from './treePage';

/** The table `sqlite_schema`. */
export const SCHEMA_ROOT = 1;
/** SQLite's message when it notices such damage. */
const MALFORMED = 'database disk image is malformed';

/** What a page is: a leaf of a table, another page of a table or an index, or a part of a long value. */
export const [TABLE_LEAF, TREE, CHAIN] = [1, 2, 3] as const;

/**
 * By page number, what the page is and what it belongs to: one of the three above, plus four times the root of its
 * table or index (for a part of a long value: the page where the value begins). 0 if no table or index reaches it.
 */
export type Places = Int32Array;

/** A complete plain database (see databaseHeader.ts) whose pages were walked. */
export interface PlacedImage {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly places: Places;
}

/** The page that a place refers to, see `Places`. */
export function pageOwner(place: number): number {
  return place >>> 2;
}

/** What is at a place, see `Places`; 0 for nothing. */
export function pageKind(place: number): number {
  return place & 3;
}

/**
 * Walks every table and index of `bytes`, a complete plain database (see databaseHeader.ts). Throws `stateDbDamaged` if
 * a page is reached twice, or the cells of a page overlap. Ignores other damage: SQLite reports it when it gets there.
 * `path` is only for failures.
 */
export function placePages(path: string, bytes: Uint8Array<ArrayBuffer>): PlacedImage {
  const image = pagedImage(bytes);
  const places = new Int32Array(image.pages + 1);
  const visit = createVisit(path, image, places);
  const roots: number[] = [];
  visit(SCHEMA_ROOT, record => {
    const root = rootPageOf(record);
    if (root !== undefined) roots.push(root);
  });
  for (const root of roots) visit(root, undefined);
  return { bytes, places };
}

/** The error for a database whose contents are inconsistent; `cause` is SQLite's message. */
export function damagedDatabase(path: string, cause: string): FailureError {
  return new FailureError({ code: 'stateDbDamaged', path, cause });
}

/** Returns a function that walks the tree at a root, notes its places, and passes each row's bytes to `onRow`. */
function createVisit(path: string, image: PagedImage, places: Places) {
  const exists = (page: number): boolean => page >= 1 && page < places.length;

  /** Notes the place of a page; false if there is no such page. */
  const reach = (page: number, place: number): boolean => {
    if (!exists(page)) return false;
    if (places[page] !== 0) throw damagedDatabase(path, MALFORMED);
    places[page] = place;
    return true;
  };

  return (root: number, onRow: ((record: Buffer) => void) | undefined): void => {
    const stack: number[] = [];
    let current = root;
    const child = (page: number): void => {
      if (reach(page, (root << 2) | (exists(page) && isTableLeaf(image, page) ? TABLE_LEAF : TREE))) stack.push(page);
    };
    const visitor = {
      child,
      // As many pages as the length implies, unless the chain ends earlier.
      chain: (first: number, count: number): void => {
        for (let page = first, left = count; left > 0 && reach(page, (current << 2) | CHAIN); left--)
          page = image.view.getUint32(pageStart(image, page));
      },
      row: onRow ? (cell: Parameters<typeof contentsOf>[1]) => onRow(contentsOf(image, cell)) : () => undefined,
    };
    child(root);
    for (let page = stack.pop(); page !== undefined; page = stack.pop()) {
      current = page;
      if (!scanPage(image, page, visitor)) throw damagedDatabase(path, MALFORMED);
    }
  };
}
