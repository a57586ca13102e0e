// Reads only the beginning of a zstd file: the file may be huge, or a decompression bomb.
import type * as zlib from 'node:zlib';
import { readPart, type RegularFile } from '../files/regularFile';
import { blockEnds } from './zstdBlocks';

/** A zstd block has at most 128 KiB, compressed or not (RFC 8878, 3.1.1.2.4), so this contains the first one. */
const INPUT_LIMIT_BYTES = 256 * 1024;

/**
 * Decompresses more and more blocks of a file's first 256 KiB, until `isEnough` says so. If the data is damaged or
 * unpacks to more than `limit` bytes, returns what comes before that, at worst nothing. Undefined if Node has no zstd
 * (before 22.15). Throws I/O errors.
 */
export function decompressStart(
  file: RegularFile,
  limit: number,
  isEnough: (text: Buffer) => boolean,
): Buffer | undefined {
  const { zstdDecompressSync, constants } = process.getBuiltinModule('node:zlib') as Partial<typeof zlib>;
  if (!zstdDecompressSync || !constants) return undefined;
  const input = readPart(file, 0, Math.min(file.stat.size, INPUT_LIMIT_BYTES));
  const ends = blockEnds(input);
  let text = Buffer.alloc(0);
  // How many blocks unpack, and how many do not.
  let [good, bad] = [0, ends.length + 1];
  for (let count = 1; bad - good > 1;) {
    try {
      text = zstdDecompressSync(input.subarray(0, ends[count - 1]), {
        finishFlush: constants.ZSTD_e_continue,
        maxOutputLength: limit,
      });
      good = count;
      if (isEnough(text)) return text;
    } catch {
      // Damaged, or too much.
      bad = count;
    }
    // Twice as many, until some do not unpack.
    count = Math.min(good * 2, Math.floor((good + bad) / 2));
  }
  return text;
}
