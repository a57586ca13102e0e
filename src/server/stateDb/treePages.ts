// The pages of the tables and indexes in a database image (SQLite file format, section "B-tree Pages"), walked before SQLite reads
// them. SQLite never notices that a page is reached twice: a few pages that name each other in the right way stand for more rows
// than there are atoms, and reading them never ends. Of an image that passes, a scan takes no longer than the file is large.
import { UserError } from '../userError';
import { pageSizeOf } from './databaseHeader';
import { rootPageOf } from './schemaRecord';
import { readVarint } from './varint';

const [INDEX_INTERIOR, TABLE_INTERIOR, INDEX_LEAF, TABLE_LEAF] = [2, 5, 10, 13] as const;
const SCHEMA_ROOT = 1;
/** What SQLite says where it notices such a thing. */
const MALFORMED = 'database disk image is malformed';

/**
 * Walks every table and index of `image`, a whole plain database (see databaseHeader.ts). Throws UserError when a page is reached
 * twice, or the cells of a page overlap. Other damage is passed over: SQLite says what it is when it gets there. `path` is only
 * named in messages.
 */
export function checkTreePages(path: string, image: Uint8Array): void {
  const pages = createPages(path, image);
  const roots: number[] = [];
  pages.visit(SCHEMA_ROOT, cell => {
    const root = rootPageOf(pages.contents(cell));
    if (root !== undefined) roots.push(root);
  });
  for (const root of roots) pages.visit(root, () => undefined);
}

/** The error for a database whose contents do not hold together; `why` is SQLite's word for it. */
export function damagedDatabase(path: string, why: string): UserError {
  return new UserError(`The state DB ${path} is damaged (${why}). Close Codex and restore the file from a backup, or let Codex rebuild it: its rollouts are not affected.`);
}

/** A row of a table: where in the image its first bytes lie, and the page with the next ones, if that is not all. */
interface LeafCell {
  readonly at: number;
  readonly local: number;
  readonly length: number;
  readonly chain: number | undefined;
}

function createPages(path: string, image: Uint8Array) {
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  const pageSize = pageSizeOf(image);
  const usable = pageSize - (image[20] ?? 0);
  const reached = new Uint8Array(Math.floor(image.length / pageSize) + 1);

  const exists = (page: number): boolean => page >= 1 && page < reached.length;

  /** Whether there is such a page; it counts as reached from now on. */
  const reach = (page: number): boolean => {
    if (!exists(page)) return false;
    if (reached[page] === 1) throw damagedDatabase(path, MALFORMED);
    reached[page] = 1;
    return true;
  };

  /** The chain of pages with the rest of a long value: as many as its length asks for, unless the chain ends before. */
  const reachChain = (first: number, count: number): void => {
    for (let page = first, left = count; left > 0 && reach(page); left--) page = view.getUint32((page - 1) * pageSize);
  };

  /** Answers the pages below, and hands over the rows of a table's leaf. */
  const walk = (page: number, onCell: (cell: LeafCell) => void): number[] => {
    const start = (page - 1) * pageSize;
    const end = start + pageSize;
    const header = page === 1 ? start + 100 : start;
    const type = view.getUint8(header);
    const isInterior = type === INDEX_INTERIOR || type === TABLE_INTERIOR;
    if (!isInterior && type !== INDEX_LEAF && type !== TABLE_LEAF) return [];
    const below: number[] = isInterior ? [view.getUint32(header + 8)] : [];
    const pointers = header + (isInterior ? 12 : 8);
    const inPage = largestInPage(type, usable);
    let room = end - pointers;
    for (let cell = 0, count = view.getUint16(header + 3); cell < count; cell++) {
      const pointer = pointers + cell * 2;
      const from = pointer + 2 <= end ? start + view.getUint16(pointer) : end;
      // A cell has four bytes at least.
      if (from + 4 > end) break;
      let at = from;
      if (isInterior) {
        below.push(view.getUint32(at));
        at += 4;
      }
      if (type !== TABLE_INTERIOR) {
        const payload = readVarint(image, at, end);
        const content = type === TABLE_LEAF ? readVarint(image, payload.at, end).at : payload.at;
        const isWhole = payload.value <= inPage;
        const local = isWhole ? payload.value : localBytes(payload.value, inPage, usable);
        at = content + local + (isWhole ? 0 : 4);
        const chain = isWhole || at > end ? undefined : view.getUint32(content + local);
        if (chain !== undefined) reachChain(chain, Math.ceil((payload.value - local) / (usable - 4)));
        if (type === TABLE_LEAF && content + local <= end) onCell({ at: content, local, length: payload.value, chain });
      }
      room -= 2 + Math.max(4, at - from);
      if (room < 0) throw damagedDatabase(path, MALFORMED);
    }
    return below;
  };

  return {
    visit: (root: number, onCell: (cell: LeafCell) => void): void => {
      for (let pages = reach(root) ? [root] : []; pages.length > 0;) {
        const page = pages.pop() as number;
        for (const below of walk(page, onCell)) if (reach(below)) pages.push(below);
      }
    },

    /** The bytes of a row that was handed over; fewer where its chain ends before. */
    contents: ({ at, local, length, chain }: LeafCell): Buffer => {
      const parts = [image.subarray(at, at + local)];
      for (let page = chain ?? 0, left = length - local; left > 0 && exists(page); left -= usable - 4) {
        const start = (page - 1) * pageSize;
        parts.push(image.subarray(start + 4, start + 4 + Math.min(left, usable - 4)));
        page = view.getUint32(start);
      }
      return Buffer.concat(parts);
    },
  };
}

/** The longest payload that lies in the page as a whole. */
function largestInPage(type: number, usable: number): number {
  return type === TABLE_LEAF ? usable - 35 : Math.floor((usable - 12) * 64 / 255) - 23;
}

/** How much of a longer payload lies in the page. */
function localBytes(payload: number, inPage: number, usable: number): number {
  const least = Math.floor((usable - 12) * 32 / 255) - 23;
  const local = least + (payload - least) % (usable - 4);
  return local <= inPage ? local : least;
}
