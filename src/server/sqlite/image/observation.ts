// What can be observed of a database's files, before and after they are read: equal observations prove that what was
// read in between is of one commit. snapshot.ts explains why.
import { changeMark } from './databaseHeader';
import type { BigIntStats } from '../../files/look';
import { readAt, withFile, type OpenFile, type WithFile } from '../../files/fileReads';
import { hotTransaction } from './rollbackJournal';
import { parseWalHeader, WAL_HEADER_BYTES, type WalHeader } from './wal';

/** The coarsest clock of a file system in use (FAT: 2 s), and a little more. */
const COARSEST_TICK_MS = 2500;

export interface Observation {
  /** Undefined if there is no WAL, or one that SQLite treats as empty. */
  readonly wal: WalHeader | undefined;
  readonly walBytes: number;
  /** The transaction whose original pages the rollback journal holds (see `hotTransaction`). */
  readonly journal: string | undefined;
  /** Which file is at the path of the main file; empty if there is none. */
  readonly file: string;
  /** Changes with each write to the main file, unless two writes fall into one tick of the file system's clock. */
  readonly stamp: string;
  /** The last write was so long ago that any later one changes the stamp. */
  readonly settled: boolean;
}

/**
 * Looks at the WAL, the rollback journal and the main file, in this order. `withMain` opens the main file (see
 * keptFiles.ts). SQLite has no locks on the other two, so they are opened anew: on a network drive only that brings the
 * answer up to date. Throws FailureError if one exists but cannot be read.
 */
export function observe(path: string, withMain: WithFile): Observation {
  const now = Date.now();
  const walPath = `${path}-wal`;
  const wal = withFile(walPath, file => ({
    header: parseWalHeader(walPath, readAt(file, 0, WAL_HEADER_BYTES)),
    bytes: Number(file.stat.size),
  }));
  const journal = withFile(`${path}-journal`, hotTransaction);
  const main = withMain(path, file => ({ stat: file.stat, mark: changeMark(readAt(file, 0, 100)) }));
  return {
    wal: wal?.header,
    walBytes: wal?.bytes ?? 0,
    journal,
    file: main ? fileIdentity(main.stat) : '',
    stamp: main ? `${fileTimes(main.stat)}-${main.mark}` : '',
    settled: main !== undefined && now - Number(main.stat.mtimeMs) > COARSEST_TICK_MS,
  };
}

/** Whether nothing happened between the two observations that could have torn what was read of `main`. */
export function sameState(main: OpenFile, before: Observation, after: Observation): boolean {
  const same =
    before.file === fileIdentity(main.stat) &&
    after.file === before.file &&
    after.wal?.id === before.wal?.id &&
    after.journal === before.journal;
  return same && (isGuarded(before) || after.stamp === before.stamp);
}

/** Whether everything that is written to the main file meanwhile is also in the WAL or the rollback journal. */
export function isGuarded(seen: Observation): boolean {
  return seen.wal !== undefined || seen.journal !== undefined;
}

/** Device and inode: unique as long as the file is open. */
export function fileIdentity(stat: BigIntStats): string {
  return `${stat.dev}-${stat.ino}`;
}

/** Size and times: the part of a stamp that needs no reading. */
export function fileTimes(stat: BigIntStats): string {
  return `${stat.size}-${stat.mtimeNs}-${stat.ctimeNs}`;
}
