// Opens Codex's lock files and looks at them. Failures say that it is unknown what Codex has loaded.
import path from 'node:path';
import { canonicalPath, lookAt, lookClosely, type BigIntStats } from '../files/look';
import { closeFile, openToLock, statOfOpen, type OpenedToLock } from '../files/openToLock';
import { refusingFolder } from '../files/systemRefusal';
import { FailureError } from '../failure';
import type { HeldLock } from './lockSystem';

/**
 * The descriptor of a lock file, or why there is none. `flags` are added to the usual ones. Throws
 * `writerLocksUnreadable` if the system refuses for another reason.
 */
export function openLockFile(file: string, flags = 0, make = false): OpenedToLock {
  try {
    return openToLock(file, { flags, make });
  } catch (error) {
    throw cannotTell(file, error);
  }
}

/**
 * The descriptor of a lock file that is going to be held, created if needed; undefined if another program has the lock
 * that `flags` asked for. Throws FailureError if the file cannot be opened, or if its folder is missing.
 */
export function openToHold(file: string, flags = 0): number | undefined {
  const opened = openLockFile(file, flags, true);
  if (typeof opened === 'number') return opened;
  if (opened === 'locked') return undefined;
  throw new FailureError({ code: opened === 'odd' ? 'lockFileOdd' : 'lockFileUnavailable', path: file });
}

/** The lock that an open file has. It ends when the file is closed. */
export function lockOfOpen(file: string, descriptor: number): HeldLock {
  return {
    isCurrent: () => {
      const [own, there] = [statOfOpen(descriptor), lookAtLock(file)];
      return own.ino === there?.ino && own.dev === there.dev;
    },
    release: () => closeFile(descriptor),
  };
}

/** What a lock file is, without following links; undefined if there is none. Throws `writerLocksUnreadable`. */
export function lookAtLock(file: string): BigIntStats | undefined {
  try {
    return lookClosely(file);
  } catch (error) {
    throw cannotTell(file, error);
  }
}

/** The failure for what has to be read to know what Codex has loaded. Names the folder, if one refuses. */
export function cannotTell(file: string, error: unknown): FailureError {
  const refusing = refusingFolder(error) ?? file;
  return new FailureError({ code: 'writerLocksUnreadable', path: refusing, cause: (error as Error).message });
}

/**
 * Makes sure that the folder of a home's lock files is not a link that leads out of the home. Nothing may be created or
 * opened there. Throws `folderLeadsOutside` and `writerLocksUnreadable`.
 */
export function requireInHome(folder: string): void {
  try {
    if (lookAt(folder)?.isSymbolicLink() !== true) return;
    const [real, home] = [canonicalPath(folder), canonicalPath(path.dirname(folder))];
    if (real === undefined || home === undefined || real.startsWith(home + path.sep)) return;
  } catch (error) {
    throw cannotTell(folder, error);
  }
  throw new FailureError({ code: 'folderLeadsOutside', folder });
}
