// `.coordination.lock`: every Codex from 0.148 on takes it before it takes or releases the lock of a thread.
import path from 'node:path';
import { makeFolder } from '../files/folders';
import { FailureError } from '../failure';
import type { HeldLock, LockSystem } from './lockSystem';
import { cannotTell, requireInHome } from './lockFile';

/** How long to wait for it: a Codex needs it for less than a millisecond. */
const PATIENCE_MS = 5000;

/**
 * Takes the coordination lock of a folder of writer locks, creating the folder if needed. Resolves to undefined if the
 * system has no way to hold one. Throws FailureError if another program keeps it for more than 5 seconds, if the file
 * cannot be opened, or if the folder leads out of the home.
 */
export async function takeCoordinationLock(system: LockSystem, folder: string): Promise<HeldLock | undefined> {
  if (!system.take) return undefined;
  const file = coordinationFile(folder);
  requireInHome(folder);
  try {
    makeFolder(folder);
  } catch (error) {
    throw cannotTell(folder, error);
  }
  for (const end = performance.now() + PATIENCE_MS, left = () => Math.ceil(end - performance.now()); left() > 0;) {
    const lock = await system.take(file, left());
    if (lock === undefined) break;
    if (lock.isCurrent()) return lock;
    // The file was removed while we waited: a Codex would lock the new one.
    lock.release();
  }
  const holder = (await system.heldAmong([file])).get(file) ?? null;
  throw new FailureError({ code: 'coordinationLockHeld', path: file, seconds: PATIENCE_MS / 1000, holder });
}

/** Its path in a folder of writer locks. */
export function coordinationFile(folder: string): string {
  return path.join(folder, '.coordination.lock');
}
