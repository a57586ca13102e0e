// Reads the state DB as of its last commit, whatever Codex does with it meanwhile, without interfering: takes no lock,
// writes and creates no file, and does not touch `-shm`. Observes the files (observation.ts) before and after reading
// main file, WAL and rollback journal; if the two observations differ, reads everything again. Both happen after the
// call began, so the result is never older than the last commit before the call.
//
// Why equal observations mean one commit:
// - A checkpoint while the main file is read copies pages of committed frames from the WAL to the main file. SQLite
//   restarts the WAL, with new salts, only once all of it has been copied. If the header is the same before and after,
//   everything that was copied meanwhile is in this WAL. The WAL is read after the main file, so the overlay replaces
//   each page that could be torn or newer.
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
// POSIX drops all locks of a process on a file when the process closes any descriptor of that file. So never call this
// while a SQLite connection of this process has the same database open.
import { createHash } from 'node:crypto';
import { FailureError } from '../../failure';
import { asPlainDatabase, cutShort, pageSizeOf } from './databaseHeader';
import { readBytes, realPath, withFile, type OpenFile } from '../../files/fileReads';
import { isGuarded, observe, sameState, type Observation } from './observation';
import { rollBack } from './rollbackJournal';
import { isStill, versionOf } from './version';
import {
  lastCommit,
  overlay,
  walStart,
  WAL_HEADER_BYTES,
  type WalCommit,
  type WalHeader,
  type WalPosition,
} from './wal';

/** About 2.5 s, with the pauses between them. */
const MAX_ATTEMPTS = 100;
const MAX_PAUSE_MS = 25;

export interface Snapshot {
  /** The whole database as of one commit, as the image of a rollback-mode file (header bytes 18 and 19 are 1). */
  image: Uint8Array<ArrayBuffer>;
  /** Equal versions of one path mean equal contents. */
  version: string;
  /** How often the files were read; more than twice if the database changed meanwhile. */
  attempts: number;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** The contents of the files, not yet checked to be a database. */
interface Contents {
  readonly seen: Observation;
  readonly main: Bytes;
  readonly wal: Bytes | undefined;
  readonly journal: Bytes | undefined;
}

/**
 * Reads the whole database at `dbPath` as of its last commit. Synchronous: runs in the server's worker thread. Returns
 * undefined if `known`, a version from an earlier call for this path, is still that of the last commit, which usually
 * takes a few small reads. Otherwise asks `spare` for a buffer to reuse for the image; if it returns one, there is
 * always a snapshot. Throws FailureError if the file is missing, unreadable, not a database, truncated, or keeps
 * changing.
 */
export function readSnapshot(
  dbPath: string,
  known?: string,
  spare: () => ArrayBuffer | undefined = () => undefined,
): Snapshot | undefined {
  let earlier: Contents | undefined;
  let taken = false;
  const take = (): ArrayBuffer | undefined => {
    const buffer = spare();
    taken ||= buffer !== undefined;
    return buffer;
  };
  for (let attempts = 1; attempts <= MAX_ATTEMPTS; attempts++) {
    const path = realPath(dbPath);
    const contents = path === undefined ? undefined : withFile(path, file => readOnce(file, known, take));
    if (!contents) throw new FailureError({ code: 'stateDbGone', path: dbPath });
    if (contents === 'unchanged') return undefined;
    if (contents !== 'changing' && (isProven(contents.seen) || isSame(earlier, contents))) {
      const { image, version } = assemble(dbPath, contents);
      return version === known && !taken ? undefined : { image, version, attempts };
    }
    const unpaired = contents !== 'changing' && earlier === undefined;
    earlier = unpaired ? contents : undefined;
    if (!unpaired) pause(attempts);
  }
  throw new FailureError({ code: 'stateDbKeepsChanging', path: dbPath, attempts: MAX_ATTEMPTS });
}

function readOnce(
  file: OpenFile,
  known: string | undefined,
  spare: () => ArrayBuffer | undefined,
): Contents | 'unchanged' | 'changing' {
  const seen = observe(file.path);
  const contents =
    known !== undefined && isStill(known, file.path, seen) ? 'unchanged' : readContents(file, seen, spare());
  return sameState(file, seen, observe(file.path)) ? contents : 'changing';
}

/** Reads the main file first: whatever is written to it meanwhile is in the other files. */
function readContents(file: OpenFile, seen: Observation, spare: ArrayBuffer | undefined): Contents {
  // A WAL can make the database larger: reserving room for that saves copying it again.
  const room = Math.min(seen.walBytes, Number(file.stat.size));
  const main = readBytes(file, 0, room, spare);
  const wal = seen.wal && withFile(`${file.path}-wal`, wal => readBytes(wal, WAL_HEADER_BYTES));
  const journal =
    seen.journal === undefined ? undefined : withFile(`${file.path}-journal`, journal => readBytes(journal));
  return { seen, main, wal, journal };
}

/** Whether equal observations are proof; otherwise a second read has to give the same. */
function isProven(seen: Observation): boolean {
  return isGuarded(seen) || seen.settled;
}

function isSame(earlier: Contents | undefined, later: Contents): boolean {
  return (
    earlier !== undefined && earlier.seen.stamp === later.seen.stamp && Buffer.compare(earlier.main, later.main) === 0
  );
}

function assemble(
  dbPath: string,
  { seen, main, wal, journal }: Contents,
): { image: Uint8Array<ArrayBuffer>; version: string } {
  let image = main;
  if (journal) {
    const rolledBack = rollBack(image, journal);
    if (!rolledBack) throw cutShort(dbPath, 'pages are missing that its rollback journal does not hold either');
    image = rolledBack;
  }
  let at: WalPosition | undefined;
  // SQLite deletes the WAL of an empty database unread.
  if (seen.wal && wal && image.length > 0) {
    const commit = lastCommit(seen.wal, wal, walStart(seen.wal));
    at = commit ?? walStart(seen.wal);
    image = commit ? overlaid(dbPath, image, seen.wal, wal, commit) : image;
  }
  const plain = asPlainDatabase(dbPath, image);
  return { image: plain, version: versionOf(seen, at) ?? `copy/${createHash('sha1').update(plain).digest('hex')}` };
}

function overlaid(dbPath: string, base: Bytes, header: WalHeader, frames: Bytes, commit: WalCommit): Bytes {
  const image = overlay(base, header, frames, walStart(header), commit);
  if (!image) throw cutShort(dbPath, 'pages are missing that its WAL does not hold either');
  if (pageSizeOf(image) !== header.pageSize)
    throw new FailureError({ code: 'walOfOtherDatabase', path: `${dbPath}-wal`, dbPath });
  return image;
}

function pause(attempts: number): void {
  // The first attempts follow at once: most changes take no time.
  const ms = attempts < 4 ? 0 : Math.min(MAX_PAUSE_MS, 2 ** (attempts - 4));
  if (ms > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
