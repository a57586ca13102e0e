// A database in memory as of one commit.
import type { PagedImage, PageStore } from '../btree/pageStore';
import { isKept, isPointerMap, type Needs, type Places } from '../btree/treePages';
import { markAsPlain } from './databaseHeader';

/** A plain database (see databaseHeader.ts), with the pages that are needed and what each of them is. */
export interface PlacedImage extends PagedImage {
  readonly store: PageStore;
  readonly places: Places;
  /** As in the needs by which the pages were placed. */
  readonly valueBytes: number;
}

/** The image of these pages, of which the store may have too many. */
export function placedImage(
  store: PageStore,
  pages: number,
  places: Places,
  { valueBytes }: Pick<Needs, 'valueBytes'>,
): PlacedImage {
  const image = { pageSize: store.pageSize, pages, spot: store.spot, link: store.link, store, places, valueBytes };
  for (const [page, place] of places.entries())
    if (place !== 0 && !isKept(place)) store.keepLink(page, store.link(page) ?? 0);
  store.keepOnly(page => page <= pages && ((places[page] ?? 0) !== 0 || isPointerMap(image, page)));
  markAsPlain(store.room(1));
  return image;
}
