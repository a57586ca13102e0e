// Looks at and opens a lock file, which may be anything by now: links are not followed, and nothing but a regular file
// is opened.
import { closeSync, constants, fstatSync, lstatSync, openSync, type BigIntStats } from 'node:fs';
import { t } from '@vscode/l10n';
import { isAbsent } from '../home/codexHome';
import { UserError } from '../userError';

/**
 * `odd`: a link, folder, FIFO, socket or device stands there. `locked`: the lock that `flags` asked for is another's.
 */
export type OpenedLockFile = number | 'absent' | 'odd' | 'locked';

/** The lock is another's: EAGAIN from O_EXLOCK on macOS, EBUSY from an open without sharing on Windows. */
const lockedCodes = new Set(['EAGAIN', 'EWOULDBLOCK', 'EBUSY']);
/** What open(2) says of a link under O_NOFOLLOW, a folder, and a socket. */
const oddCodes = new Set(['ELOOP', 'EMLINK', 'EISDIR', 'ENXIO']);

/**
 * The descriptor of a lock file, or why there is none. `flags` are added to those of opening. Throws UserError for all
 * else.
 */
export function openLockFile(file: string, flags = 0): OpenedLockFile {
  if (lookAtLock(file)?.isFile() === false) return 'odd';
  try {
    const descriptor = open(file, flags);
    if (fstatSync(descriptor).isFile()) return descriptor;
    closeSync(descriptor);
    return 'odd';
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (isAbsent(error)) return 'absent';
    if (lockedCodes.has(code)) return 'locked';
    if (oddCodes.has(code)) return 'odd';
    throw cannotTell(file, error);
  }
}

/**
 * The descriptor of a lock file that is going to be held, made if need be; undefined when the lock that `flags` asked
 * for is another's. Throws UserError when the file cannot be had, also when its folder is missing.
 */
export function openToHold(file: string, flags = 0): number | undefined {
  const opened = openLockFile(file, constants.O_CREAT | flags);
  if (typeof opened === 'number') return opened;
  if (opened === 'locked') return undefined;
  throw new UserError(
    opened === 'odd'
      ? t('{0} is not a regular file, so Codex cannot be kept from loading threads. Move it away and try again.', file)
      : t('{0} cannot be made, so Codex cannot be kept from loading threads: its folder is gone or is a file.', file),
  );
}

function open(file: string, flags: number): number {
  // NOFOLLOW and NONBLOCK: it may have been swapped since it was looked at. Windows has neither flag, nor such files.
  const safely = constants.O_NOFOLLOW | constants.O_NONBLOCK | flags;
  try {
    // NFS locks a file exclusively only when it is open for writing.
    return openSync(file, constants.O_RDWR | safely, 0o666);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'EACCES' && code !== 'EROFS') throw error;
    // Another user's, as after `sudo codex`; or a read-only file system.
    return openSync(file, constants.O_RDONLY | safely, 0o666);
  }
}

/** What a file is, a link as a link; undefined when there is none. Throws UserError when it cannot be told. */
export function lookAtLock(file: string): BigIntStats | undefined {
  try {
    return lstatSync(file, { bigint: true });
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw cannotTell(file, error);
  }
}

/** It cannot be told whether Codex has a thread loaded, as `place` gave this error. */
export function cannotTell(place: string, error: unknown): UserError {
  return new UserError(
    t(
      'Whether a running Codex has the thread loaded cannot be told, as {0} cannot be looked at: {1}',
      place,
      (error as Error).message,
    ),
  );
}
