// Allows one operation at a time in a Codex home, across windows, VS Code and Insiders, and remote servers. The home is
// the only folder that they all share, so the lock is a file there (fileLock.ts). It works across machines if the
// network file system supports locks.
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WaitsFor } from '../../protocol/failures';
import { lookAt } from '../files/look';
import { FailureError } from '../failure';
import { tryFileLock, type FileLock } from '../sqlite/fileLock';
import { sqliteCode } from '../sqlite/nodeSqlite';

/** No version of Codex touches a file with this name (0.125 and older delete other `state*.sqlite` files). */
export const HOME_LOCK = 'thread-tree.lock';

export interface WaitOptions {
  /** Called when the waiting begins. */
  onWait: (waitsFor: WaitsFor) => void;
  /** Ends the waiting. */
  signal: AbortSignal;
}

const LIMIT_MS = 60_000;
const RETRY_MS = 100;

/**
 * Takes the lock of a home; undefined while another process, or another server in this one, has it. Throws FailureError
 * if it cannot be taken.
 */
export function tryHomeLock(home: string): FileLock | undefined {
  const file = path.join(home, HOME_LOCK);
  const stat = lookAt(file);
  if (stat && !stat.isFile()) throw new FailureError({ code: 'homeLockOdd', path: file });
  try {
    return tryFileLock(file, true);
  } catch (error) {
    if (sqliteCode(error) === undefined) throw error;
    throw new FailureError({ code: 'homeLockUnavailable', path: file, cause: (error as Error).message });
  }
}

/**
 * Tries to take the lock until `tryLock` gets it, up to a minute. Throws `homeBusy` if another process has it for that
 * long, `cancelled`, and what `tryLock` throws.
 */
export async function takeHomeLock(tryLock: () => Promise<boolean>, { onWait, signal }: WaitOptions): Promise<void> {
  const deadline = performance.now() + LIMIT_MS;
  for (let isWaiting = false; ; isWaiting = true) {
    if (signal.aborted) throw new FailureError({ code: 'cancelled' });
    if (await tryLock()) return;
    if (performance.now() > deadline) throw new FailureError({ code: 'homeBusy', seconds: LIMIT_MS / 1000 });
    if (!isWaiting) onWait('otherWindow');
    await sleep(RETRY_MS);
  }
}
