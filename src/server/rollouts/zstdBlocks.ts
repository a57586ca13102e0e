// Where the blocks and frames of zstd data end (RFC 8878, 3.1.1): data that is cut at the end of a block can be
// unpacked up to there, and each block unpacks to at most 128 KiB.

const FRAME_MAGIC = 0xfd2fb528;
/** The last four bits are free. */
const SKIPPABLE_MAGIC = 0x184d2a50;
/** Magic number, and what follows at least in any frame. */
const FRAME_START_BYTES = 8;
const CHECKSUM_BYTES = 4;
const BLOCK_HEADER_BYTES = 3;
const REPEATED_BYTE = 1;

export interface ZstdWalk {
  /** Takes the bytes that follow those of before. */
  push(bytes: Buffer): void;
  /** Where the last frame with contents ends; Infinity if there is none, or its last block was not reached. */
  contentEnd(): number;
}

/** Reads only headers, up to what is not zstd. Calls `onBlock` with the end of each block whose header is there. */
export function createZstdWalk(onBlock: (end: number) => void = () => undefined): ZstdWalk {
  let seen = 0;
  /** Where the next header begins. */
  let next = 0;
  /** What was seen of this header. */
  let start = Buffer.alloc(0);
  /** How many bytes follow the last block of the present frame; undefined between frames. */
  let trailer: number | undefined;
  let contentEnd = Infinity;

  const readFrameStart = (data: Buffer, at: number): void => {
    const magic = data.readUInt32LE(at);
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) next += 8 + data.readUInt32LE(at + 4);
    else if (magic === FRAME_MAGIC) {
      const descriptor = data.readUInt8(at + 4);
      next += frameHeaderBytes(descriptor);
      trailer = (descriptor & 4) === 0 ? 0 : CHECKSUM_BYTES;
      contentEnd = Infinity;
    } else next = Infinity;
  };
  const readBlockHeader = (data: Buffer, at: number, afterLast: number): void => {
    const header = data.readUIntLE(at, BLOCK_HEADER_BYTES);
    const isRepeated = ((header >> 1) & 3) === REPEATED_BYTE;
    next += BLOCK_HEADER_BYTES + (isRepeated ? 1 : header >> 3);
    onBlock(next);
    if ((header & 1) === 0) return;
    contentEnd = next += afterLast;
    trailer = undefined;
  };
  return {
    push: bytes => {
      const data = start.length > 0 ? Buffer.concat([start, bytes]) : bytes;
      const from = seen - start.length;
      seen += bytes.length;
      while (next + (trailer === undefined ? FRAME_START_BYTES : BLOCK_HEADER_BYTES) <= seen)
        if (trailer === undefined) readFrameStart(data, next - from);
        else readBlockHeader(data, next - from, trailer);
      // A copy: the caller may use its memory again.
      start = Buffer.from(data.subarray(Math.min(next - from, data.length)));
    },
    contentEnd: () => contentEnd,
  };
}

/** The end of each block that is completely there, in ascending order. Ends where the data is not zstd. */
export function blockEnds(data: Buffer): number[] {
  const ends: number[] = [];
  createZstdWalk(end => ends.push(end)).push(data);
  return ends.filter(end => end <= data.length);
}

/** By the fields that the frame header descriptor says are there. */
function frameHeaderBytes(descriptor: number): number {
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const contentSize = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  return 5 + (isSingleSegment ? 0 : 1) + dictionary + contentSize;
}
