// Writer locks on Windows. A file opened without sharing can be opened only while nobody else has it open, and Codex
// keeps a lock file open as long as it has it locked. Nothing is held here: Codex, refused to open a file, may fail
// where it would wait for a lock. Nothing tells who has it. Not run there yet: written by libuv's source.
import { closeSync } from 'node:fs';
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
  if (typeof opened === 'number') closeSync(opened);
  return typeof opened !== 'number' && opened !== 'absent';
}
