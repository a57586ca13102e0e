// Copies a rollout to another file system, where it cannot be renamed to: the copy is complete and on disk before it
// gets its name.
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
import type { NotPutBack } from '../../protocol/failures';
import type { FileMove } from '../threads/threadChange';
import { whileBusy } from './busyFiles';
import type { Folders } from './heldFolders';
import { named, unlessAbsent } from './fileErrors';
import { syncFolder } from './folders';
import { lookAt } from './look';
import { haveSameBytes, READ } from './regularFile';
import { systemTime } from './systemTime';

/**
 * A file was not moved: the source is not as planned (`changed`), the copy differs from the source (`copyDiffers`), or
 * something is at the destination (`otherFileThere`).
 */
export class FileNotMoved extends Error {
  constructor(readonly why: NotPutBack & { code: 'changed' | 'copyDiffers' | 'otherFileThere' }) {
    super(why.code);
  }
}

const CHUNK_BYTES = 1024 * 1024;

/**
 * Where a rollout is copied to before it gets its name: beside its destination, and always the same, so that what an
 * interrupted copy leaves can be found. It is not named like a rollout, so that Codex does not take it for one, and
 * does not contain the thread's id, which Codex up to 0.140 looks for in all names.
 */
export function partialOf(destination: string): string {
  return path.join(
    path.dirname(destination),
    `.${createHash('sha256').update(path.basename(destination)).digest('hex').slice(0, 32)}.partial`,
  );
}

/**
 * Copies a rollout with its mode and times, syncs the copy, reads it back and compares it, checks that the source has
 * not changed meanwhile, and gives the copy its name. The source stays. Needs constant memory. Throws FileNotMoved,
 * `folderLeadsOutside`, and I/O errors that name `from` or `to`; then there is no copy. If it is killed, it leaves the
 * partial file, or both the source and the complete copy. Does not keep owner, extended attributes and access control
 * lists.
 */
export function copyRollout({ from, to, size, mtimeMs }: FileMove, folders: Folders): void {
  // The folder may have been removed since it was opened, which no rename reveals here.
  folders.make(path.dirname(to));
  const target = folders.at(to);
  const partial = partialOf(target);
  const source = named(from, () => openSync(folders.at(from), READ));
  try {
    const before = named(from, () => fstatSync(source));
    if (!before.isFile() || before.size !== size || before.mtimeMs !== mtimeMs)
      throw new FileNotMoved({ code: 'changed' });
    try {
      writeCopy(source, partial, before, { from, to });
      const [after, inPlace] = named(from, () => [fstatSync(source), lstatSync(folders.at(from))]);
      if (after.size !== size || after.mtimeMs !== mtimeMs || inPlace.ino !== before.ino || inPlace.dev !== before.dev)
        throw new FileNotMoved({ code: 'changed' });
      named(to, () => {
        if (lookAt(target)) throw new FileNotMoved({ code: 'otherFileThere' });
        whileBusy(() => renameSync(partial, target));
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
      futimesSync(target, systemTime(atimeMs), systemTime(mtimeMs));
      fsyncSync(target);
    });
    if (!haveSameBytes({ path: from, fd: source }, { path: to, fd: target }))
      throw new FileNotMoved({ code: 'copyDiffers' });
  } finally {
    closeSync(target);
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

/** Removes a file if it exists. Throws I/O errors other than absence. */
export function removeIfPresent(file: string): void {
  unlessAbsent(() => whileBusy(() => unlinkSync(file)));
}

/** File systems without modes (FAT) refuse to set one: there the copy keeps the mode it has. */
function keepMode(file: number, mode: number): void {
  try {
    fchmodSync(file, mode);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
