// A small file that is read again only when it has changed.
import { statSync } from 'node:fs';
import { isAbsent } from '../home/codexHome';

/** What `read` made of the file as it is now; `absent` when there is none. Throws what `read` throws. */
export function createFileCache<T>(read: (file: string) => T, absent: T): (file: string) => T {
  let known = { stamp: '', value: absent };
  return file => {
    const stamp = stampOf(file);
    if (stamp !== known.stamp) known = { stamp, value: stamp === '' ? absent : read(file) };
    return known.value;
  };
}

/**
 * Tells versions of a file apart; empty when there is none. One that cannot be looked at is a version: reading it says
 * why.
 */
export function stampOf(file: string): string {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
    return `${file} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  } catch (error) {
    return isAbsent(error) ? '' : `${file} ${(error as Error).message}`;
  }
}
