// Reads regular files at untrusted paths: links are not followed, and opening a pipe does not wait for a writer.
// Windows has neither of the two flags, nor such files in a folder.
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { isNoFileToOpen, named } from './fileErrors';

/** How to open a file to read it. */
export const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const CHUNK_BYTES = 1024 * 1024;

export interface RegularFile {
  readonly path: string;
  readonly fd: number;
  readonly stat: Stats;
}

/**
 * The path leads to a link, folder, pipe, socket or device. Looks like an I/O error of BSD, the only system with a code
 * for it.
 */
export class NotARegularFile extends Error {
  readonly code = 'EFTYPE';
  readonly syscall = 'open';
  constructor(readonly path: string) {
    super(`EFTYPE: not a regular file, open '${path}'`);
  }
}

/** Calls `use` with the file, open for reading. Throws NotARegularFile and I/O errors. */
export function withRegularFile<T>(path: string, use: (file: RegularFile) => T): T {
  const file = openRegular(path);
  try {
    return use(file);
  } finally {
    closeSync(file.fd);
  }
}

/** Like `withRegularFile`, but keeps the file open until the promise of `use` has settled. */
export async function whileRegularFileIsOpen<T>(path: string, use: (file: RegularFile) => Promise<T>): Promise<T> {
  const file = openRegular(path);
  try {
    return await use(file);
  } finally {
    closeSync(file.fd);
  }
}

function openRegular(path: string): RegularFile {
  const fd = open(path);
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw new NotARegularFile(path);
    return { path, fd, stat };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function open(path: string): number {
  // No path contains a NUL.
  if (path.includes('\0')) throw new NotARegularFile(path);
  try {
    return openSync(path, READ);
  } catch (error) {
    if (isNoFileToOpen(error)) throw new NotARegularFile(path);
    throw error;
  }
}

/** Up to `length` bytes from `from` on; empty at the end of the file. Throws I/O errors. */
export function readPart(file: RegularFile, from: number, length: number): Buffer {
  return readInto(file, from, Buffer.allocUnsafe(length));
}

/** Fills the buffer from `from` on, as far as the file goes, and returns what was filled. Throws I/O errors. */
export function readInto({ path, fd }: RegularFile, from: number, bytes: Buffer): Buffer {
  return bytes.subarray(
    0,
    named(path, () => readSync(fd, bytes, 0, bytes.length, from)),
  );
}

/** Whether two open files hold the same bytes. Throws I/O errors. */
export function haveSameBytes(one: Pick<RegularFile, 'path' | 'fd'>, other: Pick<RegularFile, 'path' | 'fd'>): boolean {
  const [left, right] = [Buffer.alloc(CHUNK_BYTES), Buffer.alloc(CHUNK_BYTES)];
  for (let from = 0; ; from += CHUNK_BYTES) {
    const [count, otherCount] = [fill(one, left, from), fill(other, right, from)];
    if (count !== otherCount || left.compare(right, 0, count, 0, count) !== 0) return false;
    if (count < CHUNK_BYTES) return true;
  }
}

/** Reads until the chunk is full or the file ends, and returns the number of bytes. */
function fill({ path, fd }: Pick<RegularFile, 'path' | 'fd'>, chunk: Buffer, from: number): number {
  return named(path, () => {
    for (let length = 0; ;) {
      const count = readSync(fd, chunk, length, chunk.length - length, from + length);
      length += count;
      if (count === 0 || length === chunk.length) return length;
    }
  });
}
