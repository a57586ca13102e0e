// Reads only the beginning of a zstd file: the file may be huge, or a decompression bomb.
import type * as zlib from 'node:zlib';
import { readPart, type RegularFile } from '../files/regularFile';

/** A zstd block has at most 128 KiB, compressed or not (RFC 8878, 3.1.1.2.4), so this contains the first one. */
const INPUT_LIMIT_BYTES = 256 * 1024;
const FIRST_INPUT_BYTES = 1024;
const SMALLEST_STEP_BYTES = 512;

/**
 * Decompresses more and more of a file, up to 256 KiB, until `isEnough` says so. If the data is damaged or unpacks to
 * more than `limit` bytes, returns about as much as comes before that, at worst nothing. Undefined if Node has no zstd
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
  let text = Buffer.alloc(0);
  // How much of the input unpacks, and how much does not.
  let [good, bad] = [0, Infinity];
  for (let length = Math.min(FIRST_INPUT_BYTES, input.length); ;) {
    try {
      text = zstdDecompressSync(input.subarray(0, length), {
        finishFlush: constants.ZSTD_e_continue,
        maxOutputLength: limit,
      });
      good = length;
    } catch {
      // Not zstd, damaged, or too much: perhaps only after what is needed.
      bad = length;
    }
    if (isEnough(text) || good === input.length || bad - good <= SMALLEST_STEP_BYTES) return text;
    length = bad === Infinity ? Math.min(length * 4, input.length) : Math.floor((good + bad) / 2);
  }
}
