// Moves a thread's files, all or none of them.
import { lstatSync, lutimesSync, renameSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import type { AstrayFile, Failure, NotPutBack } from '../../protocol/failures';
import type { JournalledKind } from '../../protocol/methods';
import type { FileMove } from '../threads/threadChange';
import { FailureError, isFailure } from '../failure';
import { whileBusy } from './busyFiles';
import { copyRollout, FileNotMoved, partialOf, removeIfPresent } from './copyFile';
import { isAbsent, named, unlessAbsent } from './fileErrors';
import { syncFolder } from './folders';
import type { Folders } from './heldFolders';
import { lookAt, type Stats } from './look';
import { haveSameBytes, withRegularFile } from './regularFile';
import { refusalOf } from './systemRefusal';
import { mayShow, systemTime } from './systemTime';

/** Where each kind of operation takes files to. */
const destinations = { archive: 'archived', unarchive: 'active', undo: 'either', repair: 'either' } as const;

/** Whether moved or copied files are left where no row names them. */
export function leavesFilesAstray(error: unknown): boolean {
  return isFailure(error, 'filesAstray', 'copiesLeft');
}

/**
 * Moves each file, creating missing folders, and then sets the times of those with `touchMs`. If one cannot be moved,
 * puts back those before it and returns the failure. Within a file system a move is a rename: at every moment the file
 * is complete, at its old or its new path. To another file system files are copied (copyFile.ts), and the sources are
 * removed once all copies exist.
 *
 * Never replaces an existing file, never follows a link, and does not move a file that is not as planned (a regular
 * file of that size and time). One gap remains: this is checked right before the rename, so another program has
 * microseconds to interfere. A file that it puts at the new path in that instant is replaced; if it puts a link at the
 * old path, the link itself is moved, not its target. A hard link is a file like any other: only this name moves. Where
 * files come from and go to is as certain as `folders` is. Throws `filesAstray`, `copiesLeft`, and bugs.
 */
export function moveFiles(
  operation: JournalledKind,
  moves: readonly FileMove[],
  folders: Folders,
): Failure | undefined {
  const renamed: FileMove[] = [];
  const copied: FileMove[] = [];
  const removed: FileMove[] = [];
  let current: FileMove | undefined;
  try {
    for (current of moves) {
      const { from, to } = current;
      const other = moves.slice(0, moves.indexOf(current)).find(move => move.to === to);
      if (other) return { code: 'twoOfOneName', first: other.from, second: from };
      const place = placeFor(to, folders);
      const there = named(to, () => lookAt(place));
      if (there?.isDirectory()) return { code: 'refused', error: 'EISDIR', path: to, makingFolder: false };
      if (there) return destinationTaken(operation, to);
    }
    for (current of moves) {
      if (renameOne(current, folders)) renamed.push(current);
      else {
        copyRollout(current, folders);
        copied.push(current);
      }
    }
    for (current of copied) {
      remove(current.from, folders);
      removed.push(current);
    }
    for (current of moves) if (current.touchMs !== undefined) setTime(current.to, current.touchMs, folders);
    return undefined;
  } catch (error) {
    try {
      discardCopies(
        copied.filter(move => !removed.includes(move)),
        folders,
      );
    } finally {
      putBack([...renamed, ...removed], folders);
    }
    if (current === undefined) throw error;
    return failureOf(operation, error, current);
  }
}

/**
 * Undoes moves, the last one first, and restores the times of the files as exactly as Node's numbers allow (to a
 * quarter of a microsecond); a file that was written to meanwhile keeps its new time. A file that is already at its old
 * path stays. Once all others are undone, throws `filesAstray` for files that the system refuses to move or whose old
 * path is taken by now.
 */
export function putBack(moves: readonly FileMove[], folders: Folders): void {
  const files: AstrayFile[] = [];
  for (const move of [...moves].reverse()) {
    const why = putOneBack(move, folders);
    if (why) files.push({ from: move.from, to: move.to, why });
  }
  if (files.length > 0) throw new FailureError({ code: 'filesAstray', files });
}

/** Where the file of a move is now. Throws `cannotLookAt` if the system does not say. */
export function placeOf({ from, to }: FileMove): 'from' | 'to' | 'both' | 'neither' {
  const [old, fresh] = [from, to].map(file => {
    try {
      return lookAt(file)?.isFile() ?? false;
    } catch (error) {
      throw new FailureError({ code: 'cannotLookAt', path: file, why: whyOf(error) });
    }
  });
  return old ? (fresh ? 'both' : 'from') : fresh ? 'to' : 'neither';
}

/**
 * Removes what an interrupted copy left: the partial file, and the copy at the new path if it equals the file at the
 * old path byte for byte. If they differ, keeps both and throws `twoVersions`. Throws FailureError if the system
 * refuses.
 */
export function discardCopy(move: FileMove, folders: Folders): void {
  const { from, to } = move;
  const isDouble = placeOf(move) === 'both';
  try {
    if (isDouble && !haveSameContents(folders.at(from), folders.at(to)))
      throw new FailureError({ code: 'twoVersions', from, to });
    if (isDouble) remove(to, folders);
    removeIfPresent(folders.at(partialOf(to)));
  } catch (error) {
    // Not even its folder exists.
    if (isAbsent(error)) return;
    throw error instanceof FailureError
      ? error
      : new FailureError({ code: 'copyNotRemoved', path: to, why: whyOf(error) });
  }
}

/** Syncs the entries of these folders to disk. Throws `folderNotSynced` if the system refuses. */
export function syncFolders(folders: Iterable<string>): void {
  for (const folder of folders) {
    try {
      syncFolder(folder);
    } catch (error) {
      throw new FailureError({ code: 'folderNotSynced', folder, ...refusalOf(error) });
    }
  }
}

/**
 * Gives a file that was modified at `oldMs` the time `newMs`; one that was modified since keeps its time. Throws
 * `timeNotSet` if the system refuses.
 */
export function replaceTime(file: string, oldMs: number, newMs: number, folders: Folders): void {
  try {
    if (mayShow(lstatSync(folders.at(file)).mtimeMs, oldMs)) setTime(file, newMs, folders);
  } catch (error) {
    throw new FailureError({ code: 'timeNotSet', file, ...refusalOf(error) });
  }
}

/**
 * Renames the file; false if the new path is on another file system. Throws FileNotMoved if the file is not as planned.
 */
function renameOne(move: FileMove, folders: Folders): boolean {
  const { from, to, size, mtimeMs } = move;
  // Opens the folders first, so that nothing happens between the check and the rename.
  placeFor(to, folders);
  const source = folders.at(from);
  const found = named(from, () => lstatSync(source));
  if (!found.isFile() || found.size !== size || found.mtimeMs !== mtimeMs) throw new FileNotMoved({ code: 'changed' });
  return rename(move, folders);
}

/** False if the new path is on another file system. */
function rename({ from, to }: Pick<FileMove, 'from' | 'to'>, folders: Folders): boolean {
  for (let isMade = false; ; isMade = true) {
    try {
      whileBusy(() => renameSync(folders.at(from), folders.at(to)));
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EXDEV') return false;
      if (code !== 'ENOENT' || isMade) throw Object.assign(error as Error, { path: from, dest: to });
      // The folder usually exists, so it is created only if the rename shows that it is missing.
      folders.make(path.dirname(to));
    }
  }
}

/** Why the file was not put back; undefined when it is at its old path. */
function putOneBack({ from, to, size, mtimeMs, touchMs }: FileMove, folders: Folders): NotPutBack | undefined {
  try {
    const old = placeFor(from, folders);
    const [there, found] = [lookAt(old), lookAtMoved(to, folders)];
    if (there) return found && { code: 'otherFileThere' };
    if (!found) return { code: 'gone' };
    if (!found.isFile()) return { code: 'notARegularFile' };
    const back = { from: to, to: from };
    if (!rename(back, folders)) {
      copyRollout({ ...back, size: found.size, mtimeMs: found.mtimeMs }, folders);
      remove(to, folders);
    }
    if (touchMs !== undefined && found.size === size) setTime(from, mtimeMs, folders);
    return undefined;
  } catch (error) {
    return whyOf(error);
  }
}

function discardCopies(copies: readonly FileMove[], folders: Folders): void {
  const files: { path: string; why: NotPutBack }[] = [];
  for (const { to } of copies) {
    try {
      remove(to, folders);
    } catch (error) {
      files.push({ path: to, why: whyOf(error) });
    }
  }
  if (files.length > 0) throw new FailureError({ code: 'copiesLeft', files });
}

function haveSameContents(one: string, other: string): boolean {
  return withRegularFile(one, first => withRegularFile(other, second => haveSameBytes(first, second)));
}

function remove(file: string, folders: Folders): void {
  named(file, () => whileBusy(() => unlinkSync(folders.at(file))));
}

function setTime(file: string, timeMs: number, folders: Folders): void {
  named(file, () => lutimesSync(folders.at(file), systemTime(timeMs), systemTime(timeMs)));
}

function lookAtMoved(file: string, folders: Folders): Stats | undefined {
  // Its folder may be gone as well.
  return unlessAbsent(() => lookAt(folders.at(file)));
}

/** The path to a file, whose folder is created if missing. */
function placeFor(file: string, folders: Folders): string {
  try {
    return folders.at(file);
  } catch (error) {
    if (!isAbsent(error)) throw error;
    folders.make(path.dirname(file));
    return folders.at(file);
  }
}

function failureOf(operation: JournalledKind, error: unknown, { from, to }: FileMove): Failure {
  if (isFailure(error, 'folderLeadsOutside')) return error.failure;
  if (!(error instanceof FileNotMoved)) return { code: 'refused', ...refusalOf(error) };
  switch (error.why.code) {
    case 'changed':
      return { code: 'rolloutChanged', path: from };
    case 'copyDiffers':
      return { code: 'copyDiffers', path: from, destination: to };
    case 'otherFileThere':
      return destinationTaken(operation, to);
  }
}

function destinationTaken(operation: JournalledKind, destination: string): Failure {
  return { code: 'destinationTaken', destination, location: destinations[operation] };
}

/** Rethrows bugs. */
function whyOf(error: unknown): NotPutBack {
  if (error instanceof FileNotMoved) return error.why;
  if (isFailure(error, 'folderLeadsOutside')) return { code: 'leadsOutside', folder: error.failure.folder };
  return { code: 'refused', ...refusalOf(error) };
}
