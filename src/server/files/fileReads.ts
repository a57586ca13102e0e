// Reads the files of a database: opened read-only for a moment, never created, written or locked. What the file system
// refuses is a UserError that names the file; a file that is not there is undefined.
import { closeSync, constants, fstatSync, openSync, readSync, realpathSync, statSync, type BigIntStats } from 'node:fs';
import { t } from '@vscode/l10n';
import { UserError } from '../userError';

/** More than any state DB has, and about what an in-memory SQLite can still hold. */
const MAX_BYTES = 2 ** 30;

export interface OpenFile {
  readonly path: string;
  readonly fd: number;
  readonly stat: BigIntStats;
}

/**
 * Where a link leads: SQLite looks for WAL and journal beside that file; not on Windows. Undefined when there is none.
 */
export function realPath(dbPath: string): string | undefined {
  return process.platform === 'win32' ? dbPath : orUserError(dbPath, () => realpathSync.native(dbPath));
}

/** Calls `use` with the file, open for reading; undefined when there is no such file. */
export function withFile<T>(path: string, use: (file: OpenFile) => T): T | undefined {
  // Before it is opened, as opening can do things: a terminal becomes the process's own, a tape is rewound.
  const first = orUserError(path, () => statSync(path, { bigint: true }));
  if (first === undefined) return undefined;
  assertFile(path, first);
  // Without O_NONBLOCK the open of a named pipe, put there meanwhile, waits for a writer. Windows has no such flag, and
  // its undefined counts as 0.
  const fd = orUserError(path, () => openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
  if (fd === undefined) return undefined;
  try {
    const stat = fstatSync(fd, { bigint: true });
    assertFile(path, stat);
    return use({ path, fd, stat });
  } finally {
    closeSync(fd);
  }
}

function assertFile(path: string, stat: BigIntStats): void {
  if (stat.isDirectory()) throw new UserError(t('{0} is a folder where a file should be. Move it away.', path));
  if (!stat.isFile()) throw new UserError(t('{0} is not a regular file. Move it away.', path));
}

/**
 * The file's bytes from `from` to where it ends now. The buffer behind them starts on a word boundary and has `room`
 * bytes more, with anything in them: it is `spare` where that is large enough.
 */
export function readBytes(file: OpenFile, from = 0, room = 0, spare?: ArrayBuffer): Uint8Array<ArrayBuffer> {
  // Not the size at opening: the file may have been made longer since, by a checkpoint that is over by now.
  const length = Math.max(0, fstatSync(file.fd).size - from);
  if (length > MAX_BYTES)
    throw new UserError(
      t(
        '{0} is larger than 1 GiB, which is more than can be read. Close Codex and run VACUUM on the database.',
        file.path,
      ),
    );
  const buffer = spare && spare.byteLength >= length + room ? spare : Buffer.allocUnsafeSlow(length + room).buffer;
  const bytes = new Uint8Array(buffer, 0, length);
  return readInto(file, bytes, from);
}

/** Up to `length` bytes from `from` on; shorter where the file ends. */
export function readAt(file: OpenFile, from: number, length: number): Uint8Array<ArrayBuffer> {
  return readInto(file, new Uint8Array(length), from);
}

function readInto(file: OpenFile, bytes: Uint8Array<ArrayBuffer>, from: number): Uint8Array<ArrayBuffer> {
  let done = 0;
  while (done < bytes.length) {
    const count = orUserError(file.path, () => readSync(file.fd, bytes, done, bytes.length - done, from + done)) ?? 0;
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}

/** Runs one call of the file system; undefined when it says that there is no such file. */
export function orUserError<T>(path: string, call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === 'EACCES' || code === 'EPERM')
      throw new UserError(t('{0} cannot be read: permission denied. Give your user the right to read it.', path));
    if (/^E[A-Z0-9]+$/.test(code))
      throw new UserError(
        t('{0} cannot be read ({1}). Check the disk or network drive it is on, then refresh.', path, code),
      );
    throw error;
  }
}
