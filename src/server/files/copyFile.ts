// Takes a rollout to another file system, where it cannot be renamed to: a copy that is whole and on the disk before it
// has its name.
import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  futimesSync,
  lstatSync,
  openSync,
  readSync,
  renameSync,
  unlinkSync,
  writeSync,
  type Stats,
} from 'node:fs';
import path from 'node:path';
import type { FileMove } from '../threads/threadChange';
import type { Folders } from './heldFolders';
import { lookAt, named, removeIfPresent } from './namedErrors';

/** The source is not as it was planned, or did not stay as it was. */
export class SourceChanged extends Error {}

/** What was read back from the copy is not what the source holds. */
export class CopyDiffers extends Error {}

/** Something is at the destination. */
export class DestinationTaken extends Error {}

const CHUNK_BYTES = 1024 * 1024;
/** Links are not followed, and a pipe is not waited for; on Windows there are no such flags. */
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Where a rollout is copied to before it gets its name: beside its destination, always the same, so that what an
 * interrupted copy left is found. It has neither a rollout's name, which Codex would take it for, nor the thread's id,
 * which Codex to 0.140 looks for in any file's name.
 */
export function partialOf(destination: string): string {
  return path.join(
    path.dirname(destination),
    `.${createHash('sha256').update(path.basename(destination)).digest('hex').slice(0, 32)}.partial`,
  );
}

/**
 * Copies a rollout with its mode and times, syncs the copy, reads it back and compares it, looks whether the source has
 * changed meanwhile, and gives it its name; the source stays. Memory is constant. When it throws, there is no copy:
 * SourceChanged, CopyDiffers, DestinationTaken, OutsideHome, and I/O errors, which name `from` or `to`. Killed on the
 * way it leaves the partial file, or the whole copy beside the source. Owner, extended attributes and access control
 * lists are not kept.
 */
export function copyRollout({ from, to, size, mtimeMs }: FileMove, folders: Folders): void {
  // Also a folder that was removed since it was opened; a rename would tell, but not between file systems.
  folders.make(path.dirname(to));
  const target = folders.at(to);
  const partial = partialOf(target);
  const source = named(from, () => openSync(folders.at(from), READ));
  try {
    const before = named(from, () => fstatSync(source));
    if (!before.isFile() || before.size !== size || before.mtimeMs !== mtimeMs) throw new SourceChanged();
    try {
      writeCopy(source, partial, before, { from, to });
      const [after, inPlace] = named(from, () => [fstatSync(source), lstatSync(folders.at(from))]);
      if (after.size !== size || after.mtimeMs !== mtimeMs || inPlace.ino !== before.ino || inPlace.dev !== before.dev)
        throw new SourceChanged();
      named(to, () => {
        if (lookAt(target)) throw new DestinationTaken();
        renameSync(partial, target);
      });
    } catch (error) {
      named(to, () => removeIfPresent(partial));
      throw error;
    }
  } finally {
    closeSync(source);
  }
  try {
    named(to, () => syncFolder(path.dirname(target)));
  } catch (error) {
    named(to, () => unlinkSync(target));
    throw error;
  }
}

function writeCopy(
  source: number,
  partial: string,
  { mode, atimeMs, mtimeMs }: Stats,
  { from, to }: { from: string; to: string },
): void {
  const target = named(to, () => {
    removeIfPresent(partial);
    return openSync(partial, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600);
  });
  try {
    copyBytes(source, target, from, to);
    named(to, () => {
      keepMode(target, mode & 0o777);
      futimesSync(target, atimeMs / 1000, mtimeMs / 1000);
      fsyncSync(target);
    });
    if (!haveEqualBytes(source, target, from, to)) throw new CopyDiffers();
  } finally {
    closeSync(target);
  }
}

/** Whether two regular files hold the same bytes; links are not followed. Throws I/O errors. */
export function haveEqualContents(one: string, other: string): boolean {
  const first = openSync(one, READ);
  try {
    const second = openSync(other, READ);
    try {
      return fstatSync(first).isFile() && fstatSync(second).isFile() && haveEqualBytes(first, second, one, other);
    } finally {
      closeSync(second);
    }
  } finally {
    closeSync(first);
  }
}

/**
 * Brings a folder's entries to the disk; nothing on Windows, and on file systems that do not sync folders. Throws I/O
 * errors.
 */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const file = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(file);
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    closeSync(file);
  }
}

function copyBytes(source: number, target: number, from: string, to: string): void {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  for (let at = 0; ;) {
    const count = named(from, () => readSync(source, chunk, 0, CHUNK_BYTES, at));
    if (count === 0) return;
    for (let written = 0; written < count;)
      written += named(to, () => writeSync(target, chunk, written, count - written, at + written));
    at += count;
  }
}

function haveEqualBytes(first: number, second: number, firstName: string, secondName: string): boolean {
  const [left, right] = [Buffer.alloc(CHUNK_BYTES), Buffer.alloc(CHUNK_BYTES)];
  for (let at = 0; ; at += CHUNK_BYTES) {
    const [count, other] = [
      named(firstName, () => fill(first, left, at)),
      named(secondName, () => fill(second, right, at)),
    ];
    if (count !== other || left.compare(right, 0, other, 0, count) !== 0) return false;
    if (count < CHUNK_BYTES) return true;
  }
}

/** Reads until the chunk is full or the file at its end, and answers how many bytes there are. */
function fill(file: number, chunk: Buffer, at: number): number {
  for (let length = 0; ;) {
    const count = readSync(file, chunk, length, chunk.length - length, at + length);
    length += count;
    if (count === 0 || length === chunk.length) return length;
  }
}

/** File systems without modes (FAT) refuse one that is not theirs: there the copy has theirs. */
function keepMode(file: number, mode: number): void {
  try {
    fchmodSync(file, mode);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
