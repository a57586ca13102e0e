// What can be seen of a database's files in a moment, taken before and after they are read: equal observations prove
// that what was read between them is of one commit. Why that is so stands in snapshot.ts.
import { changeMark } from './databaseHeader';
import type { BigIntStats } from '../../files/look';
import { readAt, withFile, type OpenFile } from '../../files/fileReads';
import { hotTransaction } from './rollbackJournal';
import { parseWalHeader, WAL_HEADER_BYTES, type WalHeader } from './wal';

/** The coarsest clock of a file system that is in use (FAT: 2 s), and a little more. */
const COARSEST_TICK_MS = 2500;

export interface Observation {
  /** Undefined when there is no WAL, or one that SQLite takes for empty. */
  readonly wal: WalHeader | undefined;
  readonly walBytes: number;
  /** The transaction whose original pages the rollback journal holds, see `hotTransaction`. */
  readonly journal: string | undefined;
  /** Which file stands at the path of the main file; empty: none. */
  readonly file: string;
  /** Changes with each write to the main file, unless two of them fall into one tick of the file system's clock. */
  readonly stamp: string;
  /** The last write is so long ago that every later one shows in the stamp. */
  readonly settled: boolean;
}

/**
 * Looks at the WAL, the rollback journal and the main file, in this order, each opened anew: on a network drive that is
 * what brings the answer up to date. Throws FailureError when one is there and cannot be read.
 */
export function observe(path: string): Observation {
  const now = Date.now();
  const walPath = `${path}-wal`;
  const wal = withFile(walPath, file => ({
    header: parseWalHeader(walPath, readAt(file, 0, WAL_HEADER_BYTES)),
    bytes: Number(file.stat.size),
  }));
  const journal = withFile(`${path}-journal`, hotTransaction);
  const main = withFile(path, file => ({ stat: file.stat, mark: changeMark(readAt(file, 0, 100)) }));
  return {
    wal: wal?.header,
    walBytes: wal?.bytes ?? 0,
    journal,
    file: main ? fileIdentity(main.stat) : '',
    stamp: main ? `${fileTimes(main.stat)}-${main.mark}` : '',
    settled: main !== undefined && now - Number(main.stat.mtimeMs) > COARSEST_TICK_MS,
  };
}

/** Whether nothing happened between the two that could have torn what was read of `main` meanwhile. */
export function sameState(main: OpenFile, before: Observation, after: Observation): boolean {
  const same =
    before.file === fileIdentity(main.stat) &&
    after.file === before.file &&
    after.wal?.id === before.wal?.id &&
    after.journal === before.journal;
  return same && (isGuarded(before) || after.stamp === before.stamp);
}

/** Whether all that is written to the main file meanwhile stands in the WAL or the journal too. */
export function isGuarded(seen: Observation): boolean {
  return seen.wal !== undefined || seen.journal !== undefined;
}

/** Device and inode: as long as the file is open, no other has the same. */
export function fileIdentity(stat: BigIntStats): string {
  return `${stat.dev}-${stat.ino}`;
}

/** Size and times: the part of a stamp that a look tells. */
export function fileTimes(stat: BigIntStats): string {
  return `${stat.size}-${stat.mtimeNs}-${stat.ctimeNs}`;
}
