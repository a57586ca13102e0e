// Moves a thread's files: all of them, or none.
import { lstatSync, lutimesSync, renameSync, unlinkSync, type Stats } from 'node:fs';
import path from 'node:path';
import { t } from '@vscode/l10n';
import type { JournalledKind } from '../../protocol/methods';
import { isAbsent } from '../home/codexHome';
import type { MoveFailure } from '../threads/cascadePlan';
import type { FileMove } from '../threads/threadChange';
import { UserError } from '../userError';
import {
  CopyDiffers,
  copyRollout,
  DestinationTaken,
  haveEqualContents,
  partialOf,
  SourceChanged,
  syncFolder,
} from './copyFile';
import { OutsideHome, type Folders } from './heldFolders';
import {
  changedMeanwhile,
  copyDiffers,
  destinationTaken,
  folderInTheWay,
  ioFailure,
  ioReason,
  leadsOutside,
  twoOfOneName,
} from '../operations/moveFailures';
import { lookAt, named, removeIfPresent } from './namedErrors';

/**
 * Files could not be put back: they are at their new place, while their rows name the old one. The message says which.
 */
export class FilesAstray extends UserError {}

/**
 * Moves each file, making the folders that are missing; then those with `touchMs` get that time. When one cannot be
 * moved, those before it are put back and the failure is returned. On one file system a move is a rename: the file is
 * at every moment at its old or its new place, whole. To another one it is copied (copyRollout.ts), and the sources are
 * removed when all copies are there.
 *
 * An existing file is never replaced, a link never followed, and a file that is not as planned (a regular file of that
 * size and time) stays. What remains: this is looked at right before the rename, microseconds in which another program
 * may still put something there; a file put at the new place in that instant is replaced, and a link put at the old
 * place is moved itself, not what it leads to. Hard links are files like others: what moves is this name, also when the
 * same file has others elsewhere. Where files come from and go to is as certain as `folders`. Throws FilesAstray, and
 * bugs.
 */
export function moveFiles(
  operation: JournalledKind,
  moves: readonly FileMove[],
  folders: Folders,
): MoveFailure | undefined {
  const renamed: FileMove[] = [];
  const copied: FileMove[] = [];
  const removed: FileMove[] = [];
  let current: FileMove | undefined;
  try {
    for (current of moves) {
      const { from, to } = current;
      const other = moves.slice(0, moves.indexOf(current)).find(move => move.to === to);
      if (other) return twoOfOneName(operation, other.from, from);
      const place = placeFor(to, folders);
      const there = named(to, () => lookAt(place));
      if (there) return there.isDirectory() ? folderInTheWay(operation, to) : destinationTaken(operation, to);
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
 * Undoes moves, the last one first, and gives the files the times they had, as exact as Node's numbers are (a quarter
 * of a microsecond); one that was written to meanwhile keeps its new time. What is at its old place already stays.
 * Throws FilesAstray, once all others are undone, for those that the system refuses or in whose old place there is
 * something else by now.
 */
export function putBack(moves: readonly FileMove[], folders: Folders): void {
  const left: string[] = [];
  for (const move of [...moves].reverse()) {
    const reason = putOneBack(move, folders);
    if (reason !== undefined) left.push(`${move.to} to ${move.from} (${reason})`);
  }
  if (left.length > 0)
    throw new FilesAstray(
      t(
        'Rollouts were moved, but their rows could not be written, and they could not be put back. Move by hand: {0}.',
        left.join('; '),
      ),
    );
}

/** Where a file of this move lies by now. Throws UserError when the system does not tell. */
export function placeOf({ from, to }: FileMove): 'from' | 'to' | 'both' | 'neither' {
  const [old, fresh] = [from, to].map(file => {
    try {
      return lookAt(file)?.isFile() ?? false;
    } catch (error) {
      throw new UserError(t('{0} cannot be looked at: {1}.', file, reasonOf(error)));
    }
  });
  return old ? (fresh ? 'both' : 'from') : fresh ? 'to' : 'neither';
}

/**
 * Removes what an interrupted copy left: the partial file, and the copy at the new place when it equals the file at the
 * old one byte for byte. Throws FilesAstray when they differ, and both stay; and UserError when the system refuses.
 */
export function discardCopy(move: FileMove, folders: Folders): void {
  const { from, to } = move;
  const isDouble = placeOf(move) === 'both';
  try {
    if (isDouble && !haveEqualContents(folders.at(from), folders.at(to))) {
      throw new FilesAstray(
        t(
          '{0} and {1} are two versions of one rollout. Both were left: keep the right one and move the other away.',
          from,
          to,
        ),
      );
    }
    if (isDouble) remove(to, folders);
    removeIfPresent(folders.at(partialOf(to)));
  } catch (error) {
    // The folder that it would be in is not there either.
    if (isAbsent(error)) return;
    throw error instanceof UserError
      ? error
      : new UserError(t('The copy {0} that an interruption left cannot be removed: {1}.', to, reasonOf(error)));
  }
}

/** Brings the entries of these folders to the disk. Throws UserError when the system refuses. */
export function syncFolders(folders: Iterable<string>): void {
  for (const folder of folders) {
    try {
      syncFolder(folder);
    } catch (error) {
      throw new UserError(t('The folder {0} could not be brought to the disk: {1}.', folder, ioReason(error)));
    }
  }
}

/**
 * Whether it was renamed; false when the new place is on another file system. Throws SourceChanged when the file is not
 * as planned.
 */
function renameOne(move: FileMove, folders: Folders): boolean {
  const { from, to, size, mtimeMs } = move;
  // Opened first, when they are not yet: nothing is to come between the look and the rename.
  placeFor(to, folders);
  const source = folders.at(from);
  const found = named(from, () => lstatSync(source));
  if (!found.isFile() || found.size !== size || found.mtimeMs !== mtimeMs) throw new SourceChanged();
  return rename(move, folders);
}

/** False when the new place is on another file system. */
function rename({ from, to }: Pick<FileMove, 'from' | 'to'>, folders: Folders): boolean {
  for (let isMade = false; ; isMade = true) {
    try {
      renameSync(folders.at(from), folders.at(to));
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EXDEV') return false;
      if (code !== 'ENOENT' || isMade) throw Object.assign(error as Error, { path: from, dest: to });
      // The folder is made only when it turns out to be missing: mostly it is there.
      folders.make(path.dirname(to));
    }
  }
}

/** Why the file was not put back; undefined when it is at its old place. */
function putOneBack({ from, to, size, mtimeMs, touchMs }: FileMove, folders: Folders): string | undefined {
  try {
    const old = placeFor(from, folders);
    const [there, found] = [lookAt(old), lookAtMoved(to, folders)];
    if (there) return found && t('there is another file now');
    if (!found) return t('it is gone');
    if (!found.isFile()) return t('it is no regular file any more');
    const back = { from: to, to: from };
    if (!rename(back, folders)) {
      copyRollout({ ...back, size: found.size, mtimeMs: found.mtimeMs }, folders);
      remove(to, folders);
    }
    if (touchMs !== undefined && found.size === size) setTime(from, mtimeMs, folders);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

function discardCopies(copies: readonly FileMove[], folders: Folders): void {
  const left: string[] = [];
  for (const { to } of copies) {
    try {
      remove(to, folders);
    } catch (error) {
      left.push(`${to} (${reasonOf(error)})`);
    }
  }
  if (left.length > 0)
    throw new FilesAstray(
      t('Rollouts were copied, and the copies could not be removed again. Remove by hand: {0}.', left.join('; ')),
    );
}

function remove(file: string, folders: Folders): void {
  named(file, () => unlinkSync(folders.at(file)));
}

function setTime(file: string, timeMs: number, folders: Folders): void {
  named(file, () => lutimesSync(folders.at(file), timeMs / 1000, timeMs / 1000));
}

function lookAtMoved(file: string, folders: Folders): Stats | undefined {
  try {
    return lookAt(folders.at(file));
  } catch (error) {
    // Its folder is gone too.
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** The path to a file in a folder that is made when it is missing. */
function placeFor(file: string, folders: Folders): string {
  try {
    return folders.at(file);
  } catch (error) {
    if (!isAbsent(error)) throw error;
    folders.make(path.dirname(file));
    return folders.at(file);
  }
}

function failureOf(operation: JournalledKind, error: unknown, { from, to }: FileMove): MoveFailure {
  if (error instanceof OutsideHome) return leadsOutside(operation, error.folder);
  if (error instanceof SourceChanged) return changedMeanwhile(operation, from);
  if (error instanceof CopyDiffers) return copyDiffers(operation, from, to);
  if (error instanceof DestinationTaken) return destinationTaken(operation, to);
  return ioFailure(operation, error);
}

/** In a few words; throws what is a bug. */
function reasonOf(error: unknown): string {
  if (error instanceof SourceChanged) return t('it changed meanwhile');
  if (error instanceof CopyDiffers) return t('its copy was not equal to it');
  if (error instanceof DestinationTaken) return t('there is another file now');
  return error instanceof OutsideHome ? t('{0} leads out of the Codex home', error.folder) : ioReason(error);
}
