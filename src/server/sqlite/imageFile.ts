// A database in memory as the file that sql.js reads. It has all pages of the schema, but not all that the schema
// names: an index that was not read is hidden, so that SQLite does not choose it, and tables that nobody asks for are
// not read. A page that is not here reads as zeros, which SQLite reports as damage. A part of a long row that was left
// out leads to the next part, and has zeros: in a text they are its end.
import { LEFT_OUT, pageKind, pageOwner, SCHEMA_ROOT, TABLE_LEAF } from './btree/treePages';
import { schemaRowOf } from './btree/schemaRecord';
import { contentsOf, scanPage } from './btree/treePage';
import type { PlacedImage } from './image/placedImage';

/**
 * What sql.js takes as the contents of a file. It calls `slice` once, to copy all, and `subarray` for each read; for it
 * no method but these has to exist. The image must not change as long as it is used.
 */
export function asFile(image: PlacedImage): Uint8Array {
  const { pageSize, pages, places, store } = image;
  const schema = shownSchema(image);
  const zeros = new Uint8Array(pageSize);
  const bytesOf = (page: number): Uint8Array => {
    const shown = schema.get(page);
    if (shown) return shown;
    const spot = store.spot(page);
    if (spot) return spot.bytes.subarray(spot.start, spot.start + pageSize);
    if (pageKind(places[page] ?? 0) !== LEFT_OUT) return zeros;
    const part = Buffer.alloc(pageSize);
    part.writeUInt32BE(store.link(page) ?? 0);
    return part;
  };
  const subarray = (from: number, to: number): Uint8Array => {
    const first = Math.floor(from / pageSize);
    const start = first * pageSize;
    if (to <= start + pageSize) return bytesOf(first + 1).subarray(from - start, to - start);
    return Buffer.concat([subarray(from, start + pageSize), subarray(start + pageSize, to)]);
  };
  const file = { length: pages * pageSize, subarray, slice: () => file };
  return file as unknown as Uint8Array;
}

/** Pages of the schema from which cells are left out; cells may lie anywhere in a page, so only their pointers go. */
function shownSchema(image: PlacedImage): Map<number, Uint8Array> {
  const { pageSize, places, store } = image;
  const shown = new Map<number, Uint8Array>();
  for (let page = 1; page < places.length; page++) {
    const place = places[page] ?? 0;
    const spot = store.spot(page);
    if (pageKind(place) !== TABLE_LEAF || pageOwner(place) !== SCHEMA_ROOT || !spot) continue;
    const header = page === 1 ? 100 : 0;
    const copy = Buffer.from(spot.bytes.subarray(spot.start, spot.start + pageSize));
    const cells = copy.readUInt16BE(header + 3);
    let [kept, seen] = [0, 0];
    scanPage(image, page, {
      child: () => undefined,
      chain: () => undefined,
      row: cell => {
        seen++;
        const { type, root = 0 } = schemaRowOf(contentsOf(image, cell));
        const isRead = (places[root] ?? 0) !== 0;
        if (type !== 'index' || isRead) copy.writeUInt16BE(copy.readUInt16BE(cell.pointer), header + 8 + 2 * kept++);
      },
    });
    copy.writeUInt16BE(kept, header + 3);
    // SQLite reports what is wrong with a damaged page.
    if (seen === cells) shown.set(page, copy);
  }
  return shown;
}
