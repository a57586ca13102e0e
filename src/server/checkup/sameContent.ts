// Whether two rollouts have the same content, within a limit: rollouts can have hundreds of megabytes, and a checkup
// must not read them all.
import { haveSameBytes, withRegularFile } from '../files/regularFile';

/** The bytes that all comparisons of one checkup may read from each side: about 50 ms if they are cached. */
const LIMIT_BYTES = 64 * 1024 * 1024;

/**
 * Makes the comparison for one checkup. It returns undefined if the limit is used up, or if a file is not regular or
 * cannot be read.
 */
export function createComparison(): (one: string, other: string) => boolean | undefined {
  let left = LIMIT_BYTES;
  return (one, other) => {
    try {
      return withRegularFile(one, first =>
        withRegularFile(other, second => {
          const { size } = first.stat;
          if (size !== second.stat.size) return false;
          if (size > left) return undefined;
          left -= size;
          return haveSameBytes(first, second);
        }),
      );
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      return undefined;
    }
  };
}
