// Whether two rollouts hold the same, within a bound: rollouts reach hundreds of megabytes, and a check is not to read
// them all.
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** What all comparisons of one check may read of each side, some 50 ms from a cache. */
const LIMIT_BYTES = 64 * 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;

/**
 * Makes the comparison for one check. It answers undefined once the bound is used up, and for what is not a regular
 * file or cannot be read.
 */
export function createComparison(): (one: string, other: string) => boolean | undefined {
  let left = LIMIT_BYTES;
  return (one, other) => {
    const files: number[] = [];
    try {
      // Follows no link and waits for no pipe's writer; Windows has no such flags, nor such files in a folder.
      for (const file of [one, other])
        files.push(openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK));
      const [first, second] = files as [number, number];
      const [size, otherSize] = files.map(file => {
        const stats = fstatSync(file);
        return stats.isFile() ? stats.size : undefined;
      });
      if (size === undefined || otherSize === undefined) return undefined;
      if (size !== otherSize) return false;
      if (size > left) return undefined;
      left -= size;
      return haveSameBytes(first, second);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      return undefined;
    } finally {
      for (const file of files) closeSync(file);
    }
  };
}

function haveSameBytes(one: number, other: number): boolean {
  const chunks = [Buffer.alloc(CHUNK_BYTES), Buffer.alloc(CHUNK_BYTES)] as const;
  for (let position = 0; ;) {
    const count = readSync(one, chunks[0], 0, CHUNK_BYTES, position);
    const otherCount = readSync(other, chunks[1], 0, CHUNK_BYTES, position);
    if (count !== otherCount || chunks[0].compare(chunks[1], 0, count, 0, count) !== 0) return false;
    if (count === 0) return true;
    position += count;
  }
}
