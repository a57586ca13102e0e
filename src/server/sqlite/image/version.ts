// Versions of snapshots: names of commits that can be checked with a few small reads, if the files allow it.
import { readAt, readBytes, withFile, type OpenFile } from '../../files/fileReads';
import type { Observation } from './observation';
import { endsAt, FRAME_HEADER_BYTES, frameOffset, hasSalts, lastCommit, type WalHeader, type WalPosition } from './wal';

/**
 * The version of what the files held when `seen`, with the last commit `at` that position in the WAL. Undefined if only
 * the contents can tell: while a rollback journal is in use, or the stamp of the main file is too young to be trusted.
 */
export function versionOf(seen: Observation, at: WalPosition | undefined): string | undefined {
  if (seen.journal !== undefined) return undefined;
  if (seen.wal) return at && `wal/${seen.file}/${seen.wal.id}/${at.frames}/${at.checksum.join('/')}`;
  return seen.settled ? `file/${seen.file}/${seen.stamp}` : undefined;
}

/**
 * Whether the last commit is still the one that `known` names; false if that cannot be told without reading everything.
 * Valid only if the WAL's header is afterwards still as `seen`: then the log was not restarted while its end was read.
 */
export function isStill(known: string, path: string, seen: Observation): boolean {
  const { wal } = seen;
  if (!wal) return known === versionOf(seen, undefined);
  const at = placeIn(known, seen);
  return at !== undefined && withFile(`${path}-wal`, file => isEnd(file, wal, at)) === true;
}

/**
 * The position of the commit that `known` names in the WAL that was `seen`; undefined if it is of other files or
 * another life of the log.
 */
export function placeIn(known: string, seen: Observation): WalPosition | undefined {
  const [frames, first, second] = known.split('/').slice(3).map(Number);
  if (frames === undefined || first === undefined || second === undefined) return undefined;
  const at: WalPosition = { frames, checksum: [first, second] };
  return seen.wal !== undefined && known === versionOf(seen, at) ? at : undefined;
}

/** Whether the log has the commit `at`, and none after it. */
function isEnd(file: OpenFile, wal: WalHeader, at: WalPosition): boolean {
  const behind = framesBehind(file, wal, at);
  return behind !== undefined && lastCommit(wal, behind, at) === undefined;
}

/**
 * The log's bytes after a commit; none if they are of an earlier life of the log. Undefined if the log does not have
 * the commit.
 */
export function framesBehind(file: OpenFile, wal: WalHeader, at: WalPosition): Uint8Array<ArrayBuffer> | undefined {
  const behind = frameOffset(wal, at);
  if (at.frames > 0 && !endsAt(wal, at, readAt(file, behind - FRAME_HEADER_BYTES - wal.pageSize, FRAME_HEADER_BYTES)))
    return undefined;
  // Usually nothing follows, or frames of an earlier life, which may be many.
  return hasSalts(wal, readAt(file, behind, FRAME_HEADER_BYTES)) ? readBytes(file, behind) : new Uint8Array();
}
