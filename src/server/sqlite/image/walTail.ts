// What was committed to the state DB since a commit that is known: the frames behind it in the same log, and nothing
// else is read.
//
// Why that is one commit, and the newest. The version names the log by the salts and checksum of its header, a place in
// it, and the running checksum there. SQLite never writes over a committed frame in one life of a log; with a new life
// come new salts. The header is that of the version before the frames are read and after, so all of them are of this
// life; and the checksum of each follows from the one at the known place, so they are its continuation. A database at a
// commit is by definition what it was at an earlier commit of the log with the frames between laid over it: whether a
// checkpoint copies pages to the main file meanwhile does not matter, as the main file is not read. It is held open and
// compared, so that it is the same one. What is committed after the frames were read is seen next time: the answer is
// not older than the call.
import { realPath, withFile } from '../../files/fileReads';
import { observe, sameState } from './observation';
import { framesBehind, placeIn, versionOf } from './version';
import { lastCommit, type WalCommit, type WalHeader, type WalPosition } from './wal';

export interface WalTail {
  readonly header: WalHeader;
  /** The commit that was known. */
  readonly from: WalPosition;
  /** The log's bytes behind it. */
  readonly frames: Uint8Array<ArrayBuffer>;
  /** The newest one. */
  readonly commit: WalCommit;
  /** As `readSnapshot` names it. */
  readonly version: string;
}

/**
 * The tail of the log behind the commit that `known` names, a version of `readSnapshot` for this path; `unchanged` when
 * it is the last commit. Undefined when it cannot be told so: everything has to be read then. Throws as `readSnapshot`.
 */
export function readTail(dbPath: string, known: string): WalTail | 'unchanged' | undefined {
  const path = realPath(dbPath);
  return path === undefined
    ? undefined
    : withFile(path, main => {
        const seen = observe(path);
        const { wal: header, journal } = seen;
        const from = placeIn(known, seen);
        if (!header || !from || journal !== undefined) return undefined;
        const frames = withFile(`${path}-wal`, file => framesBehind(file, header, from));
        if (!frames || !sameState(main, seen, observe(path))) return undefined;
        const commit = lastCommit(header, frames, from);
        const version = commit && versionOf(seen, commit);
        return commit && version !== undefined ? { header, from, frames, commit, version } : 'unchanged';
      });
}
