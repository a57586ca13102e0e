// Writer locks on Windows. A file can be opened without sharing only if nobody else has it open, and Codex keeps a lock
// file open as long as it holds the lock. We hold no lock: Codex may fail if it cannot open a file, where it would wait
// for a lock. The system does not say who has a file open. Written from libuv's source, not yet run there.
import { closeFile } from '../files/openToLock';
import { unknownHolder } from './lockHolder';
import type { LockSystem } from './lockSystem';
import { openLockFile } from './lockFile';

/** libuv's flag for opening without sharing, which Node does not name (uv/win.h). */
const UV_FS_O_EXLOCK = 0x10000000;

/** The locks of Windows. */
export const windowsLocks: LockSystem = {
  take: undefined,
  heldAmong: files => new Map(files.filter(isHeld).map(file => [file, unknownHolder])),
  seemHeld: files => files.filter(isHeld),
};

function isHeld(file: string): boolean {
  const opened = openLockFile(file, UV_FS_O_EXLOCK);
  if (typeof opened === 'number') closeFile(opened);
  return typeof opened !== 'number' && opened !== 'absent';
}
