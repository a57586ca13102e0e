// Opens a file in order to lock it. It may be anything by now: links are not followed, and only a regular file is
// opened.
import { closeSync, constants, fstatSync, openSync, type BigIntStats } from 'node:fs';
import { isAbsent, isNoFileToOpen } from './fileErrors';
import { lookClosely } from './look';

/**
 * A descriptor, or why there is none. `odd`: a link, folder, FIFO, socket or device is there. `locked`: another program
 * has the lock that `flags` asked for.
 */
export type OpenedToLock = number | 'absent' | 'odd' | 'locked';

/** The errors of open(2) on macOS, with O_EXLOCK, when another process has the lock. */
const lockedCodes = new Set(['EAGAIN', 'EWOULDBLOCK']);
/** The errors of open(2) for another user's file, as after `sudo codex`, a locked one, or a read-only file system. */
const readOnlyCodes = new Set(['EACCES', 'EPERM', 'EROFS']);

/**
 * Opens the file with `flags` in addition to those it always needs, and creates it if requested. Throws other I/O
 * errors.
 */
export function openToLock(file: string, { flags, make }: { flags: number; make: boolean }): OpenedToLock {
  if (lookClosely(file)?.isFile() === false) return 'odd';
  try {
    const descriptor = open(file, make ? flags | constants.O_CREAT : flags);
    if (fstatSync(descriptor).isFile()) return descriptor;
    closeSync(descriptor);
    return 'odd';
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (isAbsent(error)) return 'absent';
    if (lockedCodes.has(code)) return 'locked';
    if (isNoFileToOpen(error)) return 'odd';
    throw error;
  }
}

function open(file: string, flags: number): number {
  // NOFOLLOW and NONBLOCK: it may have been swapped since the check.
  const safely = constants.O_NOFOLLOW | constants.O_NONBLOCK | flags;
  try {
    // NFS locks a file exclusively only if it is open for writing.
    return openSync(file, constants.O_RDWR | safely, 0o666);
  } catch (error) {
    if (!readOnlyCodes.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return openSync(file, constants.O_RDONLY | safely, 0o666);
  }
}

/** What an open file is. */
export function statOfOpen(descriptor: number): BigIntStats {
  return fstatSync(descriptor, { bigint: true });
}

/** Closes the file, and with it drops the lock. */
export function closeFile(descriptor: number): void {
  closeSync(descriptor);
}
