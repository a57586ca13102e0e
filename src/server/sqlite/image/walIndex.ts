// Which frame of the write-ahead log has the newest bytes of a page, as of the last commit. The log is read in parts,
// because it may be as large as the database.
import { fill, readAt, type OpenFile } from '../../files/fileReads';
import {
  FRAME_HEADER_BYTES,
  frameOffset,
  framesOf,
  hasSalts,
  scanFrames,
  walStart,
  type WalCommit,
  type WalHeader,
  type WalPosition,
} from './wal';

export interface WalIndex {
  readonly header: WalHeader;
  /** The last commit; undefined if there is none. */
  readonly commit: WalCommit | undefined;
  /** How many pages have a frame. */
  readonly pages: number;
  /** Reads what was added to the log; false if that has no commit. */
  advance(): boolean;
  /** Where in the log the bytes of a page begin; undefined if they are in the main file only. */
  offsetOf(page: number): number | undefined;
  /** Reads bytes from an offset on. */
  read(bytes: Uint8Array<ArrayBuffer>, offset: number): void;
}

/** How much of the log is read at once. */
const PART_BYTES = 2 ** 20;

/** An index of an open log, empty at first. */
export function createWalIndex(file: OpenFile, header: WalHeader): WalIndex {
  const frameBytes = FRAME_HEADER_BYTES + header.pageSize;
  const offsets = new Map<number, number>();
  let part: Uint8Array<ArrayBuffer> | undefined;
  let last: WalCommit | undefined;

  const advance = (): boolean => {
    const known = last?.frames ?? 0;
    const pending: [page: number, offset: number][] = [];
    for (let at: WalPosition = last ?? walStart(header), more = true; more;) {
      const offset = frameOffset(header, at);
      // Usually nothing follows, or frames of an earlier life.
      if (!hasSalts(header, readAt(file, offset, FRAME_HEADER_BYTES))) break;
      part ??= new Uint8Array(Math.max(1, Math.floor(PART_BYTES / frameBytes)) * frameBytes);
      const frames = fill(file, part, offset);
      const { end, commit } = scanFrames(header, frames, at);
      for (const frame of framesOf(header, frames, end.frames - at.frames))
        pending.push([frame.page, offset + frame.at]);
      if (commit) {
        for (const [page, from] of pending.splice(0, pending.length - (end.frames - commit.frames)))
          offsets.set(page, from);
        last = commit;
      }
      more = (end.frames - at.frames) * frameBytes === part.length;
      at = end;
    }
    return (last?.frames ?? 0) > known;
  };

  return {
    header,
    get commit() {
      return last;
    },
    get pages() {
      return offsets.size;
    },
    advance,
    offsetOf: page => offsets.get(page),
    read: (bytes, offset) => void fill(file, bytes, offset),
  };
}
