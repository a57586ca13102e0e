// What was committed to the state DB since a known commit: reads only the frames after it in the same log.
//
// Why this is one commit, and the newest. The version identifies the log by the salts and checksum of its header, and a
// position in it by the running checksum there. SQLite never overwrites a committed frame within one life of a log, and
// a new life has new salts. The header is that of the version both before and after the frames are read, so all of them
// belong to this life; and each frame's checksum follows from the one at the known position, so they continue it. A
// database at a commit is, by definition, the database at an earlier commit of the log with the frames in between laid
// over it. Whether a checkpoint copies pages to the main file meanwhile does not matter, because the main file is not
// read; it is only held open and compared, to make sure that it is still the same file. What is committed after the
// frames were read is seen next time: the answer is not older than the call.
import { realPath, withFile, type WithFile } from '../../files/fileReads';
import { observe, sameState } from './observation';
import { framesBehind, placeIn, versionOf } from './version';
import { lastCommit, type WalCommit, type WalHeader, type WalPosition } from './wal';

export interface WalTail {
  readonly header: WalHeader;
  /** The known commit. */
  readonly from: WalPosition;
  /** The log's bytes after it. */
  readonly frames: Uint8Array<ArrayBuffer>;
  /** The newest commit. */
  readonly commit: WalCommit;
  /** As `readSnapshot` names it. */
  readonly version: string;
}

/**
 * The tail of the log after the commit that `known`, a version from `readSnapshot` for this path, names; `unchanged` if
 * that is the last commit. Undefined if this way cannot tell: then everything has to be read. `withMain` as for
 * `readSnapshot`. Throws as that does.
 */
export function readTail(dbPath: string, known: string, withMain: WithFile): WalTail | 'unchanged' | undefined {
  const path = realPath(dbPath);
  return path === undefined
    ? undefined
    : withMain(path, main => {
        const seen = observe(path, withMain);
        const { wal: header, journal } = seen;
        const from = placeIn(known, seen);
        if (!header || !from || journal !== undefined) return undefined;
        const frames = withFile(`${path}-wal`, file => framesBehind(file, header, from));
        if (!frames || !sameState(main, seen, observe(path, withMain))) return undefined;
        const commit = lastCommit(header, frames, from);
        const version = commit && versionOf(seen, commit);
        return commit && version !== undefined ? { header, from, frames, commit, version } : 'unchanged';
      });
}
