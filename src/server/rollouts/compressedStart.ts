// The beginning of a zstd file, without the rest, and without a bomb in it going off.
import { fstatSync, readSync } from 'node:fs';
import type * as zlib from 'node:zlib';

/** A zstd block has at most 128 KiB, packed or not (RFC 8878, 3.1.1.2.4): the first one is complete within this. */
const INPUT_LIMIT_BYTES = 256 * 1024;
const FIRST_INPUT_BYTES = 1024;

/**
 * Decompresses more and more of a file, until there is `enough`, or as much as 256 KiB of it hold. What is broken, or
 * unpacks to more than `limit` bytes, gives what came before it in smaller steps, at worst nothing. Undefined where
 * Node has no zstd (before 22.15). Throws I/O errors.
 */
export function decompressStart(file: number, limit: number, isEnough: (text: Buffer) => boolean): Buffer | undefined {
  const { zstdDecompressSync, constants } = process.getBuiltinModule('node:zlib') as Partial<typeof zlib>;
  if (!zstdDecompressSync || !constants) return undefined;
  const { size } = fstatSync(file);
  const input = Buffer.alloc(Math.min(size, INPUT_LIMIT_BYTES));
  const available = readSync(file, input, 0, input.length, 0);
  let text = Buffer.alloc(0);
  for (let length = FIRST_INPUT_BYTES; ; length *= 4) {
    try {
      text = zstdDecompressSync(input.subarray(0, Math.min(length, available)), {
        finishFlush: constants.ZSTD_e_continue,
        maxOutputLength: limit,
      });
    } catch {
      // Not zstd, damaged, or too much.
      return text;
    }
    if (isEnough(text) || length >= available) return text;
  }
}
