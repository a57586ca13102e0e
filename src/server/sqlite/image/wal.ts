// The write-ahead log (SQLite file format, section "The Write-Ahead Log"): finds the committed frames and lays their
// pages over the main file. Works on bytes only and trusts none of them: ignores what SQLite's own recovery ignores.
import { endianness } from 'node:os';
import { FailureError } from '../../failure';
import { isPageSize } from './databaseHeader';

export const WAL_HEADER_BYTES = 32;
export const FRAME_HEADER_BYTES = 24;

type Bytes = Uint8Array<ArrayBuffer>;

export interface WalHeader {
  readonly pageSize: number;
  /** The byte order of the checksums: that of the machine that started the log. */
  readonly bigEndian: boolean;
  readonly salts: readonly [number, number];
  readonly checksum: readonly [number, number];
  /**
   * Salts and checksum in hex. SQLite chooses new salts whenever it restarts the log, so this identifies the present
   * life of the log.
   */
  readonly id: string;
}

/** A position between two frames: how many come before it, and the running checksum there. */
export interface WalPosition {
  readonly frames: number;
  readonly checksum: readonly [number, number];
}

/** The position after the last commit frame, and the size of the database, in pages, that it sets. */
export interface WalCommit extends WalPosition {
  readonly pages: number;
}

/**
 * The header of a WAL, or undefined if SQLite would treat the log as empty: too short, wrong magic, page size or
 * checksum. Throws `walOfUnknownVersion`. `path` is only for failures.
 */
export function parseWalHeader(path: string, bytes: Uint8Array<ArrayBuffer>): WalHeader | undefined {
  if (bytes.length < WAL_HEADER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, WAL_HEADER_BYTES);
  const magic = view.getUint32(0);
  const pageSize = view.getUint32(8);
  // The last bit of the magic says which byte order the checksums use.
  if ((magic & 0xfffffffe) !== 0x377f0682 || !isPageSize(pageSize)) return undefined;
  const bigEndian = (magic & 1) === 1;
  const sum = new Uint32Array(2);
  addToChecksum(sum, new Uint32Array(bytes.buffer, bytes.byteOffset, 6), 0, 6, isSwapped(bigEndian));
  if (sum[0] !== view.getUint32(24) || sum[1] !== view.getUint32(28)) return undefined;
  if (view.getUint32(4) !== 3007000) throw new FailureError({ code: 'walOfUnknownVersion', path });
  return {
    pageSize,
    bigEndian,
    salts: [view.getUint32(16), view.getUint32(20)],
    checksum: [sum[0], sum[1]],
    id: Buffer.from(bytes.subarray(16, WAL_HEADER_BYTES)).toString('hex'),
  };
}

/** The start of the log, before the first frame. */
export function walStart(header: WalHeader): WalPosition {
  return { frames: 0, checksum: header.checksum };
}

/** The offset in the file of the frame after `position`. */
export function frameOffset(header: WalHeader, position: WalPosition): number {
  return WAL_HEADER_BYTES + position.frames * (FRAME_HEADER_BYTES + header.pageSize);
}

/** Whether `frame`, the header of a frame, belongs to this life of the log. */
export function hasSalts(header: WalHeader, frame: Uint8Array): boolean {
  if (frame.length < FRAME_HEADER_BYTES) return false;
  const view = new DataView(frame.buffer, frame.byteOffset, FRAME_HEADER_BYTES);
  return view.getUint32(8) === header.salts[0] && view.getUint32(12) === header.salts[1];
}

/** Whether `frame` is the header of the frame that ends at `position`. */
export function endsAt(header: WalHeader, position: WalPosition, frame: Uint8Array): boolean {
  if (!hasSalts(header, frame)) return false;
  const view = new DataView(frame.buffer, frame.byteOffset, FRAME_HEADER_BYTES);
  return view.getUint32(16) === position.checksum[0] && view.getUint32(20) === position.checksum[1];
}

/** The last commit in `frames` (see `scanFrames`); undefined if there is none. */
export function lastCommit(
  header: WalHeader,
  frames: Uint8Array<ArrayBuffer>,
  from: WalPosition,
): WalCommit | undefined {
  return scanFrames(header, frames, from).commit;
}

/**
 * The end of the valid frames in `frames`, the bytes of the log after `from`, and the last commit among them. A frame
 * is valid if its salts are the header's and its checksum follows from those of all frames before it; the first
 * invalid one ends the log.
 */
export function scanFrames(
  header: WalHeader,
  frames: Uint8Array<ArrayBuffer>,
  from: WalPosition,
): { end: WalPosition; commit: WalCommit | undefined } {
  const view = new DataView(frames.buffer, frames.byteOffset, frames.length);
  const words = new Uint32Array(frames.buffer, frames.byteOffset, frames.length >>> 2);
  const swapped = isSwapped(header.bigEndian);
  const sum = new Uint32Array(from.checksum);
  const size = FRAME_HEADER_BYTES + header.pageSize;
  let end = from;
  let commit: WalCommit | undefined;
  for (let at = 0, count = from.frames + 1; at + size <= frames.length; at += size, count++) {
    if (view.getUint32(at + 8) !== header.salts[0] || view.getUint32(at + 12) !== header.salts[1]) break;
    if (view.getUint32(at) === 0) break;
    addToChecksum(sum, words, at >>> 2, (at + 8) >>> 2, swapped);
    addToChecksum(sum, words, (at + FRAME_HEADER_BYTES) >>> 2, (at + size) >>> 2, swapped);
    if (sum[0] !== view.getUint32(at + 16) || sum[1] !== view.getUint32(at + 20)) break;
    end = { frames: count, checksum: [sum[0], sum[1]] as [number, number] };
    const pages = view.getUint32(at + 4);
    if (pages > 0) commit = { ...end, pages };
  }
  return { end, commit };
}

/** The first `count` frames, in order: the number of the page, and the offset of its bytes in `frames`. */
export function* framesOf(header: WalHeader, frames: Bytes, count: number): Generator<{ page: number; at: number }> {
  const view = new DataView(frames.buffer, frames.byteOffset, frames.length);
  for (let frame = 0, at = 0; frame < count; frame++, at += FRAME_HEADER_BYTES + header.pageSize) {
    yield { page: view.getUint32(at), at: at + FRAME_HEADER_BYTES };
  }
}

function isSwapped(bigEndian: boolean): boolean {
  return bigEndian !== (endianness() === 'BE');
}

/**
 * Adds `words[from..to]` to the running checksum in `sum`. `swapped`: the log's byte order is not that of this machine.
 */
function addToChecksum(sum: Uint32Array, words: Uint32Array, from: number, to: number, swapped: boolean): void {
  let first = (sum[0] as number) | 0;
  let second = (sum[1] as number) | 0;
  for (let i = from; i < to; i += 2) {
    const a = words[i] as number;
    const b = words[i + 1] as number;
    first = (first + (swapped ? swap(a) : a) + second) | 0;
    second = (second + (swapped ? swap(b) : b) + first) | 0;
  }
  sum[0] = first;
  sum[1] = second;
}

function swap(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}
