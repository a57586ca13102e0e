// Writer locks on Windows. Codex locks the whole file (LockFileEx), which excludes an EXCLUSIVE transaction of SQLite
// on the same file, and is excluded by it: seen with Codex 0.148 and 0.171 under Wine. The system does not say who has
// a lock.
//
// While SQLite has a file open, nobody can remove it, as Codex does with the lock file of a thread. So those are opened
// only while we have the coordination lock, for which Codex waits before it removes one.
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { FailureError } from '../failure';
import { tryFileLock, type FileLock } from '../sqlite/fileLock';
import { sqliteCode } from '../sqlite/nodeSqlite';
import { coordinationFile } from './coordinationLock';
import { unknownHolder } from './lockHolder';
import type { HeldLock, LockSystem } from './lockSystem';
import { cannotTell, lookAtLock } from './lockFile';

/** How long to wait before the next attempt. Codex holds the coordination lock for well under a millisecond. */
const POLL_MS = 5;
/** SQLite's code for a file that it cannot open (sqlite3.h). */
const SQLITE_CANTOPEN = 14;

/** The locks of Windows. */
export const windowsLocks: LockSystem = {
  take: async (file, patienceMs) => {
    for (const end = performance.now() + patienceMs; ; await delay(POLL_MS)) {
      const lock = takeOnce(file);
      if (lock !== undefined || performance.now() > end) return lock;
    }
  },
  heldAmong: files => new Map(files.filter(isHeld).map(file => [file, unknownHolder])),
  seemHeld: files => {
    const [first] = files;
    if (first === undefined) return [];
    const lock = tryLock(coordinationFile(path.dirname(first)), false);
    if (lock === undefined) return undefined;
    // Looking does not create the file. A Codex does, before it takes any other lock.
    if (lock === 'absent') return [];
    try {
      return files.filter(isHeld);
    } finally {
      lock.release();
    }
  },
};

/** Locks a file, and creates it if needed; undefined if another program has it locked. Throws FailureError. */
function takeOnce(file: string): HeldLock | undefined {
  if (lookAtLock(file)?.isFile() === false) throw new FailureError({ code: 'lockFileOdd', path: file });
  const lock = tryLock(file, true);
  if (lock === 'absent') throw new FailureError({ code: 'lockFileUnavailable', path: file });
  // Nobody can replace the file while SQLite has it open.
  return lock && { ...lock, isCurrent: () => true };
}

/** Whether another program has a lock file locked, or something else is in its place. Throws FailureError. */
function isHeld(file: string): boolean {
  const stat = lookAtLock(file);
  if (stat?.isFile() !== true) return stat !== undefined;
  const lock = tryLock(file, false);
  if (lock === 'absent') return false;
  lock?.release();
  return lock === undefined;
}

/** Undefined if another program has the file locked, or open without sharing, so that it cannot be opened. */
function tryLock(file: string, make: boolean): FileLock | 'absent' | undefined {
  try {
    return tryFileLock(file, make);
  } catch (error) {
    if (sqliteCode(error) !== SQLITE_CANTOPEN) throw cannotTell(file, error);
    return lookAtLock(file) ? undefined : 'absent';
  }
}
