// Brings an image of the state DB from one commit of a log to a later one, in place, and reports which rows may have
// changed.
//
// Why no changed row is missed: a row is in a leaf of its table, and the rest of it in a chain of pages to which the
// leaf refers. If neither leaf nor chain has a frame in the tail, and their places are the same as before, the row
// exists before and after and is unchanged. Otherwise the rows of the leaf are reported: those it had, those it has, or
// both. Rows are reported too often rather than too rarely.
//
// The place of a page (treePages.ts) changes only if a page in use refers to other pages than before. As long as the
// pages with frames refer to the same pages as before, all pages keep their places; otherwise every page is walked
// again.
import { asPlainDatabase } from '../image/databaseHeader';
import { pagedImage, pageStart, pageType, rowidOf, scanPage, type PagedImage } from '../btree/treePage';
import {
  CHAIN,
  pageKind,
  pageOwner,
  placePages,
  SCHEMA_ROOT,
  TABLE_LEAF,
  type PlacedImage,
  type Places,
} from '../btree/treePages';
import { framesOf, overlay } from '../image/wal';
import type { WalTail } from '../image/walTail';

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * By root page of a table, the numbers of rows that may have been added, removed or changed; NaN for numbers that are
 * not safe integers.
 */
export type ChangedRows = ReadonlyMap<number, ReadonlySet<number>>;

/**
 * The image as of the tail's commit, made from the given one, which must not be used afterwards. Undefined if
 * everything has to be read again, because the schema or the database header has changed or the log lacks pages. Throws
 * FailureError if the database is damaged.
 */
export function follow(
  path: string,
  { bytes, places }: PlacedImage,
  { header, from, frames, commit }: WalTail,
): { image: PlacedImage; changed: ChangedRows } | undefined {
  const newest = new Map<number, number>();
  for (const { page, at } of framesOf(header, frames, commit.frames - from.frames)) newest.set(page, at);
  const before = pagedImage(bytes);
  if (
    header.pageSize !== before.pageSize ||
    [...newest].some(([page, at]) => isOtherSchema(before, places, page, frames, at))
  )
    return undefined;

  const changed = new Map<number, Set<number>>();
  const written = [...newest.keys()].filter(page => places[page]);
  for (const page of written) noteRows(before, places, page, changed);
  const names = written.map(page => namesOf(before, places, page));

  const laid = overlay(bytes, header, frames, from, commit);
  if (!laid) return undefined;
  const plain = asPlainDatabase(path, laid);
  if (plain.length !== laid.length) return undefined;
  const after = pagedImage(laid);
  const stay =
    places.length <= after.pages + 1 && written.every((page, at) => isEqual(names[at], namesOf(after, places, page)));
  const image = stay ? { bytes: laid, places: lengthened(places, after.pages + 1) } : placePages(path, laid);
  for (const page of newest.keys()) noteRows(after, image.places, page, changed);
  if (!stay) noteMoved(laid, places, image.places, changed);
  return { image, changed };
}

/**
 * Whether the page belongs to the schema and its new bytes, at `at` in `frames`, differ in more than sizes and
 * counters.
 */
function isOtherSchema(
  { bytes, pageSize }: PagedImage,
  places: Places,
  page: number,
  frames: Bytes,
  at: number,
): boolean {
  const place = places[page] ?? 0;
  const root = pageKind(place) === CHAIN ? pageOwner(places[pageOwner(place)] ?? 0) : pageOwner(place);
  if (root !== SCHEMA_ROOT) return false;
  if (page !== SCHEMA_ROOT) return true;
  // Page size; after sizes and counters: schema cookie, encoding, auto-vacuum and the like; the cells.
  return [
    [16, 18],
    [20, 24],
    [40, 92],
    [100, pageSize],
  ].some(
    ([start, end]) =>
      Buffer.compare(bytes.subarray(start, end), frames.subarray(at + Number(start), at + Number(end))) !== 0,
  );
}

/** Notes the rows of a leaf, or of the leaf to which a part of a long value belongs. */
function noteRows(image: PagedImage, places: Places, page: number, changed: Map<number, Set<number>>): void {
  const place = places[page] ?? 0;
  const leaf = pageKind(place) === CHAIN ? pageOwner(place) : page;
  const leafPlace = places[leaf] ?? 0;
  if (pageKind(leafPlace) !== TABLE_LEAF) return;
  const rows = changed.get(pageOwner(leafPlace)) ?? new Set();
  changed.set(pageOwner(leafPlace), rows);
  scanPage(image, leaf, {
    child: () => undefined,
    chain: () => undefined,
    row: cell => rows.add(rowidOf(image, cell)),
  });
}

/**
 * Notes the rows of pages that have another place now. Those with a frame are noted already; the bytes of the others
 * are unchanged, even those after the end.
 */
function noteMoved(laid: Bytes, places: Places, newPlaces: Places, changed: Map<number, Set<number>>): void {
  const { pageSize } = pagedImage(laid);
  const image = pagedImage(
    new Uint8Array(laid.buffer, laid.byteOffset, Math.max(laid.length, (places.length - 1) * pageSize)),
  );
  for (let page = 1; page <= image.pages; page++) {
    if ((places[page] ?? 0) === (newPlaces[page] ?? 0)) continue;
    noteRows(image, places, page, changed);
    noteRows(image, newPlaces, page, changed);
  }
}

/** A used page's type and the pages that it refers to; NaN, which never equals itself, if its cells overlap. */
function namesOf(image: PagedImage, places: Places, page: number): number[] {
  if (page > image.pages) return [NaN];
  if (pageKind(places[page] ?? 0) === CHAIN) return [image.view.getUint32(pageStart(image, page))];
  const names = [pageType(image, page)];
  const isSound = scanPage(image, page, {
    child: below => names.push(below),
    chain: (first, count) => names.push(-first, count),
    row: () => undefined,
  });
  return isSound ? names : [NaN];
}

function isEqual(names: readonly number[] | undefined, others: readonly number[]): boolean {
  return names?.length === others.length && others.every((other, at) => other === names[at]);
}

/** The same places, with nothing at the new pages. */
function lengthened(places: Places, length: number): Places {
  if (places.length === length) return places;
  const longer = new Int32Array(length);
  longer.set(places);
  return longer;
}
