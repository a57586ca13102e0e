// Reads the state DB as of its last commit, whatever Codex does with it meanwhile, without interfering: takes no lock,
// writes and creates no file, and does not touch `-shm`. Reads only the pages that are needed. Observes the files
// (observation.ts) before and after reading main file, WAL and rollback journal; if the two observations differ, reads
// everything again. Both happen after the call began, so the result is never older than the last commit before the
// call.
//
// Why equal observations mean one commit:
// - A checkpoint while the main file is read copies pages of committed frames from the WAL to the main file. SQLite
//   restarts the WAL, with new salts, only once all of it has been copied. If the header is the same before and after,
//   everything that was copied meanwhile is in this WAL. The WAL is read before and after the main file, until its
//   frames replace each page that could be torn or newer (readPages.ts).
// - A WAL that is restarted between its header and its frames: the header is compared again after the frames. SQLite
//   writes the header before the first frame, and old frames do not match the new salts. A WAL's size and times prove
//   nothing.
// - A WAL that is deleted and created again has new random salts. If it is gone because the last connection closed, the
//   headers differ, and everything is read again.
// - A WAL without a valid commit, with the same header before and after: there was nothing to copy, so nobody has
//   written to the main file.
// - A rollback journal in use (hot), of the same transaction before and after: SQLite writes a page to the main file
//   only once its original is in the journal, which is read after the main file and then compared again. Its random
//   nonce identifies the transaction. Putting the originals back undoes all that it wrote, whether it still runs or was
//   killed. A journal that appears or disappears meanwhile makes the observations differ.
// - Neither WAL nor journal, before and after. A whole transaction may have happened in between, so the stamp of the
//   main file (size, times, change counter) has to be the same. Clocks have ticks, and a transaction that is rolled
//   back does not change the counter, so a stamp younger than the coarsest tick is not trusted. Then two reads in a row
//   must be equal byte for byte, with no WAL and no journal before, between and after. A transaction that is still
//   writing between them would be noticed there. A wrong result therefore takes two transactions that both end in
//   ROLLBACK after writing the same bytes, one during each read, within one tick. (If the clock of a file server is
//   behind ours by more than 2.5 s: the same, but the two reads need not be equal.)
// - A main file that is replaced by a rename: it is held open, so its inode cannot be reused; the path must still lead
//   to it.
//
// Not covered: the journal modes MEMORY and OFF while a transaction writes. They leave no trace on disk, and Codex
// never uses them.
//
// The main file is opened as the caller says: with `createKeptFiles`, other extensions in this process keep their
// locks.
import { createHash } from 'node:crypto';
import { FailureError } from '../../failure';
import { realPath, withFile, type OpenFile, type WithFile } from '../../files/fileReads';
import type { Slabs } from '../btree/pageStore';
import type { Needs } from '../btree/treePages';
import { isGuarded, observe, sameState, type Observation } from './observation';
import type { PlacedImage } from './placedImage';
import { readPages, type PagesRead } from './readPages';
import { isStill, versionOf } from './version';

/** About 2.5 s, with the pauses between them. */
const MAX_ATTEMPTS = 100;
const MAX_PAUSE_MS = 25;
/** How a version begins that names contents instead of files. */
const COPY = 'copy/';

export interface Snapshot {
  /** The needed pages of the database as of one commit. */
  image: PlacedImage;
  /** Equal versions of one path mean equal contents. */
  version: string;
  /** The contents are certainly those of `known`, which may be another version: see `versionOfCopy`. */
  isKnown: boolean;
  /** How often the files were read; more than twice if the database changed meanwhile. */
  attempts: number;
}

export interface SnapshotOptions {
  /** Opens the main file. */
  withMain: WithFile;
  /** What to read; the schema is always read. */
  needs: Needs;
  /** A version from an earlier call for this path. */
  known?: string | undefined;
  /** Called before pages are read, for memory to reuse. */
  spare?: () => Slabs | undefined;
}

/**
 * Reads the database at `dbPath` as of its last commit. Synchronous: runs in the server's worker thread. Returns
 * undefined if `known` is still the version of the last commit, which usually takes a few small reads; but not if it
 * has used spare memory. Throws FailureError if the file is missing, unreadable, not a database, damaged, truncated, or
 * keeps changing.
 */
export function readSnapshot(dbPath: string, options: SnapshotOptions): Snapshot | undefined {
  const { withMain, known, spare = () => undefined } = options;
  let earlier: string | undefined;
  let slabs: Slabs | undefined;
  let taken = false;
  const take = (): Slabs => {
    if (slabs) return slabs;
    const given = spare();
    taken = given !== undefined;
    return (slabs = given ?? []);
  };
  for (let attempts = 1; attempts <= MAX_ATTEMPTS; attempts++) {
    const path = realPath(dbPath);
    const contents = path === undefined ? undefined : withMain(path, file => readOnce(dbPath, file, options, take));
    if (!contents) throw new FailureError({ code: 'stateDbGone', path: dbPath });
    if (contents === 'unchanged') return undefined;
    const text = contents === 'changing' ? undefined : textOf(contents);
    if (contents !== 'changing' && (isProven(contents.seen) || text === earlier)) {
      if ('error' in contents) throw contents.error;
      const { image } = contents;
      const version = versionOf(contents.seen, contents.at) ?? versionOfCopy(image);
      if (version === known && !taken) return undefined;
      const isKnown = version === known || (known?.startsWith(COPY) === true && versionOfCopy(image) === known);
      return { image, version, isKnown, attempts };
    }
    const unpaired = text !== undefined && earlier === undefined;
    earlier = unpaired ? text : undefined;
    if (!unpaired) pause(attempts);
  }
  throw new FailureError({ code: 'stateDbKeepsChanging', path: dbPath, attempts: MAX_ATTEMPTS });
}

/** What was read when the files were `seen`, or why it could not be. */
type Contents = { readonly seen: Observation } & (PagesRead | { readonly error: FailureError });

function readOnce(
  dbPath: string,
  file: OpenFile,
  { withMain, needs, known }: SnapshotOptions,
  take: () => Slabs,
): Contents | 'unchanged' | 'changing' {
  const seen = observe(file.path, withMain);
  const isSame = (): boolean => sameState(file, seen, observe(file.path, withMain));
  if (known !== undefined && isStill(known, file.path, seen)) return isSame() ? 'unchanged' : 'changing';
  const read = orFailure(() => readPages(dbPath, file, seen, needs, take(), withFile));
  return read && isSame() ? { ...read, seen } : 'changing';
}

/** While the files change, they may look like anything: then what is wrong with them says nothing. */
function orFailure<T>(read: () => T): T | { error: FailureError } {
  try {
    return read();
  } catch (error) {
    if (error instanceof FailureError) return { error };
    throw error;
  }
}

/** Whether equal observations are proof; otherwise a second read has to give the same. */
function isProven(seen: Observation): boolean {
  return isGuarded(seen) || seen.settled;
}

/** Equal only if the stamp and all that was read are. */
function textOf(contents: Contents): string {
  if (isProven(contents.seen)) return '';
  const read = 'error' in contents ? JSON.stringify(contents.error.failure) : digestOf(contents.image);
  return `${contents.seen.stamp}/${read}`;
}

/** For contents whose files do not name them. When the stamp of the main file is old enough, it names the same ones. */
function versionOfCopy(image: PlacedImage): string {
  return `${COPY}${digestOf(image)}`;
}

function digestOf(image: PlacedImage): string {
  const hash = createHash('sha256').update(String(image.pages));
  for (let page = 1; page <= image.pages; page++) {
    const spot = image.spot(page);
    if (spot) hash.update(`/${page}/`).update(spot.bytes.subarray(spot.start, spot.start + image.pageSize));
  }
  return hash.digest('hex');
}

function pause(attempts: number): void {
  // The first attempts follow at once: most changes take no time.
  const ms = attempts < 4 ? 0 : Math.min(MAX_PAUSE_MS, 2 ** (attempts - 4));
  if (ms > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
