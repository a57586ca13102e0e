// Reads the needed pages of a database from its main file and its log.
import { FailureError } from '../../failure';
import type { OpenFile, WithFile } from '../../files/fileReads';
import { createPageStore, type PageSpot, type PageStore, type Slabs } from '../btree/pageStore';
import { placePages, type Needs } from '../btree/treePages';
import { cutShort, pagesOf, pageSizeOf } from './databaseHeader';
import { mainFile, type MainFile } from './mainFile';
import type { Observation } from './observation';
import { placedImage, type PlacedImage } from './placedImage';
import { walStart, type WalPosition } from './wal';
import { createWalIndex, type WalIndex } from './walIndex';

/** The pages as of the commit `at`, a position in the log if there is one. */
export interface PagesRead {
  readonly image: PlacedImage;
  readonly at: WalPosition | undefined;
}

/** How often the pages are walked while the log grows: the first time reads them, later ones hardly any. */
const MAX_WALKS = 20;
const HEADER_BYTES = 100;

/**
 * Reads what was `seen`; valid if the same is seen afterwards, and so is what this throws. Undefined if it keeps
 * changing. `withLog` opens the log.
 *
 * A checkpoint that runs meanwhile may write any page of the main file that the log has, also of commits that came
 * after the log was read. So the log is read again after the pages, and if that has commits, the pages are walked
 * again: now as of the last of them, with the bytes of the log where it has some. That ends when a walk needed no page
 * of the main file that was not read before the log was.
 */
export function readPages(
  dbPath: string,
  file: OpenFile,
  seen: Observation,
  needs: Needs,
  slabs: Slabs,
  withLog: WithFile,
): PagesRead | undefined {
  const main = mainFile(dbPath, file, seen);
  const { wal } = seen;
  // SQLite deletes the log of an empty database unread.
  if (!wal || main.length === 0)
    return { image: createWalk(dbPath, main, undefined, needs, slabs).walk(), at: undefined };
  return withLog(`${file.path}-wal`, log => {
    const index = createWalIndex(log, wal);
    const walk = createWalk(dbPath, main, index, needs, slabs);
    index.advance();
    for (let walks = 0; walks < MAX_WALKS; walks++) {
      const [at, reads] = [index.commit ?? walStart(wal), walk.reads()];
      const walked = orError(walk.walk);
      if (index.advance() && walk.reads() > reads) continue;
      if ('error' in walked) throw walked.error;
      return { image: walked.value, at };
    }
    return undefined;
  });
}

function orError<T>(call: () => T): { value: T } | { error: unknown } {
  try {
    return { value: call() };
  } catch (error) {
    return { error };
  }
}

interface Walk {
  /** Reads the pages that are needed as of the last commit in the index. */
  readonly walk: () => PlacedImage;
  /** How often it has read from the main file. */
  reads(): number;
}

function createWalk(dbPath: string, main: MainFile, wal: WalIndex | undefined, needs: Needs, slabs: Slabs): Walk {
  let reads = 0;
  let store: PageStore | undefined;
  /** By page: where in the log its bytes are from, if they are. */
  const fromLog = new Map<number, number>();
  let mainHead: Uint8Array | undefined;

  const headOf = (): Uint8Array => {
    const offset = wal?.commit && wal.offsetOf(1);
    if (wal && offset !== undefined) {
      const head = new Uint8Array(HEADER_BYTES);
      wal.read(head, offset);
      return head;
    }
    if (!mainHead) {
      reads++;
      main.read((mainHead = new Uint8Array(Math.min(HEADER_BYTES, main.length))), 0);
    }
    return mainHead;
  };
  /** Reads the first bytes of a page, from the log if that has it. */
  const read = (store: PageStore, page: number, bytes: Uint8Array<ArrayBuffer>): void => {
    const offset = wal?.offsetOf(page);
    if (wal && offset !== undefined) {
      wal.read(bytes, offset);
      fromLog.set(page, offset);
    } else {
      reads++;
      main.read(bytes, (page - 1) * store.pageSize);
    }
  };
  /** Whether what the store has of a page is of the last commit. */
  const isCurrent = (page: number): boolean => fromLog.get(page) === wal?.offsetOf(page);
  const spotIn = (store: PageStore, page: number): PageSpot | undefined => {
    const known = store.spot(page);
    if (known && isCurrent(page)) return known;
    read(store, page, store.room(page));
    return store.spot(page);
  };
  const link = new Uint8Array(4);
  const linkIn = (store: PageStore, page: number): number | undefined => {
    const known = store.link(page);
    if (known !== undefined && isCurrent(page)) return known;
    read(store, page, link);
    store.keepLink(page, new DataView(link.buffer).getUint32(0));
    return store.link(page);
  };

  return {
    reads: () => reads,
    walk: () => {
      const commit = wal?.commit;
      const head = headOf();
      if (wal && commit) assertWhole(dbPath, main, wal, commit.pages, head);
      const pageSize = wal && commit ? wal.header.pageSize : pageSizeOf(head);
      const pages = pagesOf(dbPath, head, commit ? commit.pages * pageSize : main.length);
      if (store?.pageSize !== pageSize) {
        store = createPageStore(pageSize, slabs);
        fromLog.clear();
      }
      const current = store;
      const spot = (page: number): PageSpot | undefined => spotIn(current, page);
      const linkOf = (page: number): number | undefined => linkIn(current, page);
      const places = placePages(dbPath, { pageSize, pages, spot, link: linkOf }, needs);
      return placedImage(current, pages, places, needs);
    },
  };
}

/** Asserts that each page is in the main file or in the log, and that both are of the same database. */
function assertWhole(dbPath: string, main: MainFile, wal: WalIndex, pages: number, head: Uint8Array): void {
  const { pageSize } = wal.header;
  const inMain = Math.floor(main.length / pageSize);
  let isWhole = pages - inMain <= wal.pages;
  for (let page = inMain + 1; isWhole && page <= pages; page++) isWhole = wal.offsetOf(page) !== undefined;
  if (!isWhole) throw cutShort(dbPath, 'pages are missing that its WAL does not hold either');
  if (pageSizeOf(head) !== pageSize)
    throw new FailureError({ code: 'walOfOtherDatabase', path: `${dbPath}-wal`, dbPath });
}
