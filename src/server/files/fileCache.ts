// Reads a small file again only if it has changed.
import { statSync } from 'node:fs';
import { isAbsent } from './fileErrors';

/** Returns what `read` makes of the file as it is now, or `absent` if there is none. Throws what `read` throws. */
export function createFileCache<T>(read: (file: string) => T, absent: T): (file: string) => T {
  let known = { stamp: '', value: absent };
  return file => {
    const stamp = stampOf(file);
    if (stamp !== known.stamp) known = { stamp, value: stamp === '' ? absent : read(file) };
    return known.value;
  };
}

/**
 * Differs between versions of a file; empty if there is none. A refusal of the system counts as a version: reading the
 * file then says why.
 */
export function stampOf(file: string): string {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
    return `${file} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  } catch (error) {
    return isAbsent(error) ? '' : `${file} ${(error as Error).message}`;
  }
}
