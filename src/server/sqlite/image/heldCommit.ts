// Whether a known commit is still the last one, with at most five small file-system calls: this is asked before every
// answer, and most of the time nothing has changed.
//
// Why the answer is right. With a log: first the position after the known commit is read, then the log's header. If the
// header is still the known one, the log was not restarted before that position was read, and any later commit would
// have put a frame of this life of the log there. Without a log: a commit would have left a log, a rollback journal, or
// another stamp of the main file. They are checked in this order, because a log disappears only after its pages have
// reached the main file. The paths must still lead to the same files. A commit that comes later is not older than the
// call.
import { keepOpen, readAt, statOf, type KeptFile } from '../../files/fileReads';
import { fileIdentity, fileTimes } from './observation';
import { FRAME_HEADER_BYTES, frameOffset, hasSalts, parseWalHeader, WAL_HEADER_BYTES, type WalHeader } from './wal';

export interface HeldCommit {
  /** Also false if this cannot be told: then everything has to be read. Throws FailureError as reading does. */
  isLast(): boolean;
  close(): void;
}

/**
 * Keeps the log of the commit that `version` names (see version.ts) open, so that it can be checked again and again.
 * `path` is where the state DB really is. Undefined if only reading the files can tell: a rollback journal was in use,
 * the log has changed already, or on Windows, where SQLite could not delete an open file.
 */
export function holdCommit(path: string, version: string): HeldCommit | undefined {
  const [kind, file, ...rest] = version.split('/');
  const isSameMain = (times?: string): boolean => {
    const stat = statOf(path);
    return stat !== undefined && fileIdentity(stat) === file && (times === undefined || fileTimes(stat) === times);
  };
  const hasNoJournal = (): boolean => statOf(`${path}-journal`) === undefined;

  if (kind === 'file') {
    // The stamp ends with a mark from the contents, which adds nothing here: the times were settled.
    const times = rest.join('/').split('-').slice(0, 3).join('-');
    return {
      isLast: () => (statOf(`${path}-wal`)?.size ?? 0n) === 0n && hasNoJournal() && isSameMain(times),
      close: () => undefined,
    };
  }
  const [id, frames] = rest;
  if (kind !== 'wal' || process.platform === 'win32') return undefined;
  const log = keepOpen(`${path}-wal`);
  const header = log && parseWalHeader(log.path, readAt(log, 0, WAL_HEADER_BYTES));
  if (!log || !header || header.id !== id) {
    log?.close();
    return undefined;
  }
  const end = frameOffset(header, { frames: Number(frames), checksum: header.checksum });
  return {
    isLast: () => isEndOf(log, header, end) && isSameLog(log) && isSameMain() && hasNoJournal(),
    close: () => log.close(),
  };
}

/** Whether no frame of this life of the log follows. */
function isEndOf(log: KeptFile, header: WalHeader, end: number): boolean {
  return (
    !hasSalts(header, readAt(log, end, FRAME_HEADER_BYTES)) &&
    parseWalHeader(log.path, readAt(log, 0, WAL_HEADER_BYTES))?.id === header.id
  );
}

function isSameLog(log: KeptFile): boolean {
  const stat = statOf(log.path);
  return stat !== undefined && fileIdentity(stat) === fileIdentity(log.stat);
}
