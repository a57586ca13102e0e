// Reads the files of a database: opens them read-only, and never creates, writes or locks one. A refusal of the file
// system becomes a failure that names the file; a missing file is undefined.
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

/** No state DB is as large, and an in-memory SQLite can hold about as much. */
const MAX_BYTES = 2 ** 30;

export interface OpenFile {
  readonly path: string;
  readonly fd: number;
  readonly stat: BigIntStats;
}

export interface KeptFile extends OpenFile {
  close(): void;
}

/**
 * Where a link leads: SQLite looks for WAL and journal beside that file, except on Windows. Undefined when there is no
 * file.
 */
export function realPath(dbPath: string): string | undefined {
  return process.platform === 'win32' ? dbPath : presentOrFailure(dbPath, () => realpathSync.native(dbPath));
}

/** Calls `use` with the file, open for reading; undefined when there is no such file. */
export function withFile<T>(path: string, use: (file: OpenFile) => T): T | undefined {
  const file = keepOpen(path);
  try {
    return file && use(file);
  } finally {
    file?.close();
  }
}

/** Opens the file for reading; undefined when there is no such file. The caller closes it. */
export function keepOpen(path: string): KeptFile | undefined {
  // Looks before it opens, as opening can have effects: a terminal becomes that of the process, a tape is rewound.
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

/** What the path leads to; undefined when there is nothing. Throws FailureError when the system refuses. */
export function statOf(path: string): BigIntStats | undefined {
  return presentOrFailure(path, () => statSync(path, { bigint: true, throwIfNoEntry: false }));
}

function assertFile(path: string, stat: BigIntStats): void {
  if (stat.isDirectory()) throw new FailureError({ code: 'notAFile', path, is: 'folder' });
  if (!stat.isFile()) throw new FailureError({ code: 'notAFile', path, is: 'other' });
}

/**
 * The file's bytes from `from` to its present end. Their buffer starts on a word boundary and has `room` more bytes of
 * undefined content; it is `spare` if that is large enough.
 */
export function readBytes(file: OpenFile, from = 0, room = 0, spare?: ArrayBuffer): Uint8Array<ArrayBuffer> {
  // Not the size at opening: a checkpoint may have made the file longer since.
  const length = Math.max(0, fstatSync(file.fd).size - from);
  if (length > MAX_BYTES) throw new FailureError({ code: 'fileTooLarge', path: file.path });
  const buffer = spare && spare.byteLength >= length + room ? spare : Buffer.allocUnsafeSlow(length + room).buffer;
  const bytes = new Uint8Array(buffer, 0, length);
  return readInto(file, bytes, from);
}

/** Up to `length` bytes from `from` on; fewer where the file ends. */
export function readAt(file: OpenFile, from: number, length: number): Uint8Array<ArrayBuffer> {
  return readInto(file, new Uint8Array(length), from);
}

function readInto(file: OpenFile, bytes: Uint8Array<ArrayBuffer>, from: number): Uint8Array<ArrayBuffer> {
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
 * The text of a file of the kernel (`/proc`), whose size is not known before it is read; undefined when it cannot be
 * read.
 */
export function readKernelFile(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Runs one call of the file system; undefined when there is no such file. Throws FailureError when it is refused. */
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
