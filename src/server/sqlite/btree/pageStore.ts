// Pages of a database in memory, only those that are needed: a state DB may have many times as many. They are packed
// into slabs, because growing one array would take twice its size for a moment.

/** Where a page's bytes begin: at `start` of `bytes`, which may hold other pages as well. */
export interface PageSpot {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly view: DataView;
  readonly start: number;
}

/** A plain database (see databaseHeader.ts) as pages, which are numbered from 1. */
export interface PagedImage {
  readonly pageSize: number;
  /** How many pages the database has. */
  readonly pages: number;
  /** Where a page is; undefined if it is not here. */
  readonly spot: (page: number) => PageSpot | undefined;
  /**
   * The first number in a page: in a part of a long row, the page with the next part. Undefined if it is not known;
   * it may be known of a page that is not here.
   */
  readonly link: (page: number) => number | undefined;
}

export interface PageStore {
  readonly pageSize: number;
  readonly spot: (page: number) => PageSpot | undefined;
  readonly link: (page: number) => number | undefined;
  /** The bytes of a page, to be filled; makes room for it if it is not here. */
  room(page: number): Uint8Array<ArrayBuffer>;
  /** Keeps only the first number of a page. */
  keepLink(page: number, link: number): void;
  /** Forgets other pages, and gives back memory that no page needs. */
  keepOnly(isNeeded: (page: number) => boolean): void;
  /** Its memory, for a later store; this one must not be used afterwards. */
  readonly slabs: Slabs;
}

/** Memory for pages. */
export type Slabs = Pick<PageSpot, 'bytes' | 'view'>[];

/** A multiple of every page size. */
const SLAB_BYTES = 2 ** 20;
/** There is no page of this number: larger ones mean the same. */
const NO_PAGE = 2 ** 31 - 2;

/** An empty store, which uses these slabs before it makes new ones. */
export function createPageStore(pageSize: number, slabs: Slabs = []): PageStore {
  const inSlab = SLAB_BYTES / pageSize;
  /** By page number: one more than the place in the slabs; -1 minus the first number, if only that is here; else 0. */
  let slots = new Int32Array(1024);
  const free: number[] = [];
  let used = 0;

  const spotOf = (slot: number): PageSpot => {
    const at = Math.floor(slot / inSlab);
    let slab = slabs[at];
    if (!slab) {
      const buffer = new ArrayBuffer(SLAB_BYTES);
      slab = slabs[at] = { bytes: new Uint8Array(buffer), view: new DataView(buffer) };
    }
    return { ...slab, start: (slot % inSlab) * pageSize };
  };
  const lengthenTo = (page: number): void => {
    if (page < slots.length) return;
    const longer = new Int32Array(Math.ceil(page * 1.5));
    longer.set(slots);
    slots = longer;
  };
  const slotOf = (page: number): number | undefined => {
    const slot = slots[page] ?? 0;
    return slot > 0 ? slot - 1 : undefined;
  };
  const slotFor = (page: number): number => {
    lengthenTo(page);
    const slot = slotOf(page) ?? free.pop() ?? used++;
    slots[page] = slot + 1;
    return slot;
  };
  /** Puts `value` in the place of a slot, which is free then. */
  const replaceSlot = (page: number, value: number): void => {
    const slot = slotOf(page);
    if (slot !== undefined) free.push(slot);
    slots[page] = value;
  };

  return {
    pageSize,
    slabs,
    spot: page => {
      const slot = slotOf(page);
      return slot === undefined ? undefined : spotOf(slot);
    },
    link: page => {
      const slot = slots[page] ?? 0;
      if (slot <= 0) return slot === 0 ? undefined : -1 - slot;
      const { view, start } = spotOf(slot - 1);
      return view.getUint32(start);
    },
    room: page => {
      const { bytes, start } = spotOf(slotFor(page));
      return bytes.subarray(start, start + pageSize);
    },
    keepLink: (page, link) => {
      lengthenTo(page);
      replaceSlot(page, -1 - Math.min(link, NO_PAGE));
    },
    keepOnly: isNeeded => {
      for (const [page, slot] of slots.entries()) if (slot !== 0 && !isNeeded(page)) replaceSlot(page, 0);
      slabs.length = Math.min(slabs.length, Math.ceil(used / inSlab));
    },
  };
}
