// The lock files of Codex: opened and looked at, with failures that say that nothing tells what Codex has loaded.
import { lookClosely, type BigIntStats } from '../files/look';
import { openToLock, type OpenedToLock } from '../files/openToLock';
import { FailureError } from '../failure';

/**
 * The descriptor of a lock file, or why there is none. `flags` are added to those of opening. Throws
 * `writerLocksUnreadable` when the system refuses for another reason.
 */
export function openLockFile(file: string, flags = 0, make = false): OpenedToLock {
  try {
    return openToLock(file, { flags, make });
  } catch (error) {
    throw cannotTell(file, error);
  }
}

/**
 * The descriptor of a lock file that is going to be held, made if need be; undefined when another program has the lock
 * that `flags` asked for. Throws FailureError when the file cannot be opened, also when its folder is missing.
 */
export function openToHold(file: string, flags = 0): number | undefined {
  const opened = openLockFile(file, flags, true);
  if (typeof opened === 'number') return opened;
  if (opened === 'locked') return undefined;
  throw new FailureError({ code: opened === 'odd' ? 'lockFileOdd' : 'lockFileUnavailable', path: file });
}

/** What a lock file is, a link as a link; undefined when there is none. Throws `writerLocksUnreadable`. */
export function lookAtLock(file: string): BigIntStats | undefined {
  try {
    return lookClosely(file);
  } catch (error) {
    throw cannotTell(file, error);
  }
}

/** The failure for a file or folder that must be read to know whether Codex has a thread loaded. */
export function cannotTell(path: string, error: unknown): FailureError {
  return new FailureError({ code: 'writerLocksUnreadable', path, cause: (error as Error).message });
}
