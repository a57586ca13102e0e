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
import type { PagedImage, PageSpot } from '../btree/pageStore';
import { partsLeftOut } from '../btree/longRows';
import { pageType, rowidOf, scanPage, usableBytes } from '../btree/treePage';
import {
  CHAIN,
  isKept,
  isPointerMap,
  LEFT_OUT,
  pageKind,
  pageOwner,
  placePages,
  SCHEMA_ROOT,
  TABLE_LEAF,
  type Needs,
  type Places,
} from '../btree/treePages';
import { pagesOf } from '../image/databaseHeader';
import { placedImage, type PlacedImage } from '../image/placedImage';
import { framesOf } from '../image/wal';
import type { WalTail } from '../image/walTail';

/**
 * By root page of a table, the numbers of rows that may have been added, removed or changed; NaN for numbers that are
 * not safe integers.
 */
export type ChangedRows = ReadonlyMap<number, ReadonlySet<number>>;

/**
 * The image as of the tail's commit, made from the given one, which must not be used afterwards. `needs` as for that
 * one. Undefined if everything has to be read again, because the schema or the database header has changed or pages are
 * needed that are not here. Throws FailureError if the database is damaged.
 */
export function follow(
  path: string,
  before: PlacedImage,
  needs: Needs,
  { header, from, frames, commit }: WalTail,
): { image: PlacedImage; changed: ChangedRows } | undefined {
  const { pageSize, pages, places, store } = before;
  const view = new DataView(frames.buffer, frames.byteOffset, frames.length);
  const newest = new Map<number, PageSpot>();
  for (const { page, at } of framesOf(header, frames, commit.frames - from.frames))
    newest.set(page, { bytes: frames, view, start: at });
  if (
    header.pageSize !== pageSize ||
    commit.pages - pages > newest.size ||
    [...newest].some(([page, spot]) => isOtherSchema(before, page, spot))
  )
    return undefined;

  const changed = new Map<number, Set<number>>();
  const written = [...newest.keys()].filter(page => places[page]);
  for (const page of written) noteRows(before, places, page, changed);
  const names = written.map(page => namesOf(before, places, page, needs));

  let isMissing = false;
  const spot = (page: number): PageSpot | undefined => {
    const found = newest.get(page) ?? store.spot(page);
    isMissing ||= found === undefined;
    return found;
  };
  const link = (page: number): number | undefined => {
    const start = newest.get(page)?.start;
    const found = start === undefined ? store.link(page) : view.getUint32(start);
    isMissing ||= found === undefined;
    return found;
  };
  const after = { pageSize, pages: commit.pages, spot, link };
  const first = spot(1);
  if (!first || pagesOf(path, first.bytes.subarray(first.start), after.pages * pageSize) !== after.pages)
    return undefined;
  for (let page = pages + 1; page <= after.pages; page++) if (!newest.has(page)) return undefined;
  const stay =
    pages <= after.pages && written.every((page, at) => isEqual(names[at], namesOf(after, places, page, needs)));
  const newPlaces = stay ? lengthened(places, after.pages + 1) : placePages(path, after, needs);
  if (isMissing) return undefined;

  // Of the old pages, those with a frame are noted already, and the bytes of the others are unchanged.
  if (!stay) noteMoved(after, places, newPlaces, changed);
  for (const [page, { start }] of newest) {
    noteRows(after, newPlaces, page, changed);
    const place = newPlaces[page] ?? 0;
    if (page > after.pages || (place === 0 && !isPointerMap(after, page))) continue;
    if (place === 0 || isKept(place)) store.room(page).set(frames.subarray(start, start + pageSize));
    else store.keepLink(page, view.getUint32(start));
  }
  return { image: placedImage(store, after.pages, newPlaces, needs), changed };
}

/** Whether the page belongs to the schema and its new bytes differ in more than sizes and counters. */
function isOtherSchema({ pageSize, places, spot }: PlacedImage, page: number, { bytes, start }: PageSpot): boolean {
  const place = places[page] ?? 0;
  const root = isPart(place) ? pageOwner(places[pageOwner(place)] ?? 0) : pageOwner(place);
  if (root !== SCHEMA_ROOT) return false;
  const old = spot(page);
  if (page !== SCHEMA_ROOT || !old) return true;
  // Page size; after sizes and counters: schema cookie, encoding, auto-vacuum and the like; the cells.
  return [
    [16, 18],
    [20, 24],
    [40, 92],
    [100, pageSize],
  ].some(
    ([from = 0, to = 0]) =>
      Buffer.compare(old.bytes.subarray(old.start + from, old.start + to), bytes.subarray(start + from, start + to)) !==
      0,
  );
}

/** Notes the rows of a leaf, or of the leaf to which a part of a long row belongs. */
function noteRows(image: PagedImage, places: Places, page: number, changed: Map<number, Set<number>>): void {
  const place = places[page] ?? 0;
  const leaf = isPart(place) ? pageOwner(place) : page;
  const leafPlace = places[leaf] ?? 0;
  if (pageKind(leafPlace) !== TABLE_LEAF) return;
  const rows = changed.get(pageOwner(leafPlace)) ?? new Set();
  changed.set(pageOwner(leafPlace), rows);
  scanPage(image, leaf, {
    child: () => undefined,
    chain: () => undefined,
    row: cell => rows.add(rowidOf(cell)),
  });
}

/** Notes the rows of pages that have another place now. */
function noteMoved(image: PagedImage, places: Places, newPlaces: Places, changed: Map<number, Set<number>>): void {
  for (let page = 1; page < Math.max(places.length, newPlaces.length); page++) {
    if ((places[page] ?? 0) === (newPlaces[page] ?? 0)) continue;
    noteRows(image, places, page, changed);
    noteRows(image, newPlaces, page, changed);
  }
}

/** Whether it is a part of a long row. */
function isPart(place: number): boolean {
  const kind = pageKind(place);
  return kind === CHAIN || kind === LEFT_OUT;
}

/**
 * A used page's type, the pages that it refers to, and which parts of its long rows are left out; NaN, which never
 * equals itself, if its cells overlap.
 */
function namesOf(image: PagedImage, places: Places, page: number, { valueBytes }: Needs): number[] {
  if (page > image.pages) return [NaN];
  if (isPart(places[page] ?? 0)) return [image.link(page) ?? 0];
  const names = [pageType(image, page)];
  const usable = usableBytes(image);
  const isSound = scanPage(image, page, {
    child: below => names.push(below),
    chain: (first, count, cell) => {
      names.push(-first, count);
      const parts = cell ? partsLeftOut(cell, usable - 4, valueBytes) : [];
      for (const part of parts) names.push(part.first, part.end);
    },
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
