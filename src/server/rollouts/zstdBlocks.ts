// Where the blocks of zstd data end (RFC 8878, 3.1.1): data that is cut there can be unpacked up to there, and each
// block unpacks to at most 128 KiB.

const FRAME_MAGIC = 0xfd2fb528;
/** The last four bits are free. */
const SKIPPABLE_MAGIC = 0x184d2a50;
const CHECKSUM_BYTES = 4;
const BLOCK_HEADER_BYTES = 3;
const REPEATED_BYTE = 1;

/** The end of each block that is completely there, in ascending order. Ends where the data is not zstd. */
export function blockEnds(data: Buffer): number[] {
  const ends: number[] = [];
  for (let at = 0; at + 8 <= data.length;) {
    const magic = data.readUInt32LE(at);
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) at += 8 + data.readUInt32LE(at + 4);
    else if (magic === FRAME_MAGIC) at = readFrame(data, at, ends);
    else break;
  }
  return ends;
}

/** Adds the ends of a frame's blocks, and returns where the next frame begins. */
function readFrame(data: Buffer, start: number, ends: number[]): number {
  const descriptor = data.readUInt8(start + 4);
  let at = start + frameHeaderBytes(descriptor);
  while (at + BLOCK_HEADER_BYTES <= data.length) {
    const header = data.readUIntLE(at, BLOCK_HEADER_BYTES);
    const isRepeated = ((header >> 1) & 3) === REPEATED_BYTE;
    at += BLOCK_HEADER_BYTES + (isRepeated ? 1 : header >> 3);
    if (at <= data.length) ends.push(at);
    if ((header & 1) === 1) return at + ((descriptor & 4) === 0 ? 0 : CHECKSUM_BYTES);
  }
  return data.length;
}

/** By the fields that the frame header descriptor says are there. */
function frameHeaderBytes(descriptor: number): number {
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const contentSize = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  return 5 + (isSingleSegment ? 0 : 1) + dictionary + contentSize;
}
