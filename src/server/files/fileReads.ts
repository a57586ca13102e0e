// Reads database files and others that users may have linked: opens them read-only, and never creates, writes or locks
// one. A refusal of the system becomes a failure that names the file; a missing file is undefined.
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  statSync,
  type BigIntStats,
} from 'node:fs';
import { FailureError } from '../failure';
import { isAbsent } from './fileErrors';

/** No state DB is that large, and an in-memory SQLite cannot hold much more. */
const MAX_BYTES = 2 ** 30;

export interface OpenFile {
  readonly path: string;
  readonly fd: number;
  readonly stat: BigIntStats;
}

export interface KeptFile extends OpenFile {
  close(): void;
}

/** Calls `use` with the file, open for reading; undefined if there is no such file. */
export type WithFile = <T>(path: string, use: (file: OpenFile) => T) => T | undefined;

/**
 * Where a link leads: SQLite looks for WAL and rollback journal beside that file, except on Windows. Undefined if there
 * is no file.
 */
export function realPath(dbPath: string): string | undefined {
  return process.platform === 'win32' ? dbPath : presentOrFailure(dbPath, () => realpathSync.native(dbPath));
}

/** As `WithFile` says; the file is open only during the call. */
export function withFile<T>(path: string, use: (file: OpenFile) => T): T | undefined {
  const file = keepOpen(path);
  try {
    return file && use(file);
  } finally {
    file?.close();
  }
}

/** Opens the file for reading; undefined if there is no such file. The caller closes it. */
export function keepOpen(path: string): KeptFile | undefined {
  // Looks before opening, which can have side effects: it can make a terminal that of the process, or rewind a tape.
  const first = statOf(path);
  if (first === undefined) return undefined;
  assertFile(path, first);
  // If a named pipe was put there meanwhile, opening it without O_NONBLOCK would wait for a writer. On Windows the flag
  // is undefined, which counts as 0.
  const fd = presentOrFailure(path, () => openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
  if (fd === undefined) return undefined;
  try {
    const stat = fstatSync(fd, { bigint: true });
    assertFile(path, stat);
    return { path, fd, stat, close: () => closeSync(fd) };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** What the path leads to; undefined if there is nothing. Throws FailureError if the system refuses. */
export function statOf(path: string): BigIntStats | undefined {
  return presentOrFailure(path, () => statSync(path, { bigint: true, throwIfNoEntry: false }));
}

function assertFile(path: string, stat: BigIntStats): void {
  if (stat.isDirectory()) throw new FailureError({ code: 'notAFile', path, is: 'folder' });
  if (!stat.isFile()) throw new FailureError({ code: 'notAFile', path, is: 'other' });
}

/** How many bytes the file has now; throws `fileTooLarge` for more than any state DB has. */
export function sizeOf(file: OpenFile): number {
  // Asks again: a checkpoint may have made the file longer since it was opened.
  const { size } = fstatSync(file.fd);
  if (size > MAX_BYTES) throw new FailureError({ code: 'fileTooLarge', path: file.path });
  return size;
}

/** The file's bytes from `from` to its present end. Their buffer starts on a word boundary. */
export function readBytes(file: OpenFile, from = 0): Uint8Array<ArrayBuffer> {
  const length = Math.max(0, sizeOf(file) - from);
  return fill(file, new Uint8Array(Buffer.allocUnsafeSlow(length).buffer, 0, length), from);
}

/** Up to `length` bytes from `from` on; fewer if the file ends before. */
export function readAt(file: OpenFile, from: number, length: number): Uint8Array<ArrayBuffer> {
  return fill(file, new Uint8Array(length), from);
}

/** Reads bytes from `from` on; returns those that were read, fewer if the file ends before. */
export function fill(file: OpenFile, bytes: Uint8Array<ArrayBuffer>, from: number): Uint8Array<ArrayBuffer> {
  let done = 0;
  while (done < bytes.length) {
    const count =
      presentOrFailure(file.path, () => readSync(file.fd, bytes, done, bytes.length - done, from + done)) ?? 0;
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}

/**
 * The text of a kernel file (`/proc`), whose size is unknown before it is read; undefined if it cannot be read.
 */
export function readKernelFile(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Runs one file-system call; undefined if there is no such file. Throws FailureError if it is refused. */
function presentOrFailure<T>(path: string, call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    if (isAbsent(error)) return undefined;
    const code = String((error as NodeJS.ErrnoException).code);
    if (code === 'EACCES' || code === 'EPERM') throw new FailureError({ code: 'permissionDenied', path });
    if (/^E[A-Z0-9]+$/.test(code)) throw new FailureError({ code: 'fileUnreadable', path, cause: code });
    throw error;
  }
}
