// Whether a commit that is known is still the last one, told with at most five small calls of the file system: this is
// asked before every answer, and mostly nothing has changed.
//
// Why the answer is right. With a log: the place behind the known commit is read first and the log's header after it.
// When the header is the known one, the log was not begun anew before that place was read, and a frame of this life
// would stand there if anybody had committed. Without a log: a commit would have left a log, a rollback journal, or
// another stamp of the main file; they are looked at in this order, as a log goes only after its pages have come to the
// main file. The paths must still lead to the same files. What commits later is not older than the call.
import { keepOpen, readAt, statOf, type KeptFile } from '../../files/fileReads';
import { fileIdentity, fileTimes } from './observation';
import { FRAME_HEADER_BYTES, frameOffset, hasSalts, parseWalHeader, WAL_HEADER_BYTES, type WalHeader } from './wal';

export interface HeldCommit {
  /** False also when it cannot be told: then everything has to be read. Throws FailureError as a reading does. */
  isLast(): boolean;
  close(): void;
}

/**
 * Holds the log of the commit that `version` names (see version.ts) open, so that it can be asked about again and
 * again. `path` is where the state DB really is. Undefined when only a reading can tell: a journal was in use, the log
 * has changed already, or on Windows, where an open file could not be deleted by SQLite.
 */
export function holdCommit(path: string, version: string): HeldCommit | undefined {
  const [kind, file, ...rest] = version.split('/');
  const isSameMain = (times?: string): boolean => {
    const stat = statOf(path);
    return stat !== undefined && fileIdentity(stat) === file && (times === undefined || fileTimes(stat) === times);
  };
  const hasNoJournal = (): boolean => statOf(`${path}-journal`) === undefined;

  if (kind === 'file') {
    // The stamp ends with a mark from the contents, which says nothing that the times do not: they were settled.
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

/** Whether nothing of this life of the log follows. */
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
