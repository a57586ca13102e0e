// What the writer locks need of an operating system.
import type { LockHolder } from '../../protocol/failures';

/** A lock that this process holds. It ends with this process at the latest. */
export interface HeldLock {
  /** Whether the file that is locked is still the one at its path. Throws FailureError. */
  isCurrent: () => boolean;
  /** Call it once. */
  release: () => void;
}

export interface LockSystem {
  /**
   * Locks a file exclusively, so that Codex waits; creates it if needed. Resolves to undefined if another program still
   * has the lock after that many milliseconds. The function is undefined if the system has no way to hold a lock.
   */
  take: ((file: string, patienceMs: number) => Promise<HeldLock | undefined>) | undefined;
  /** Makes the next `take` of this file quicker, if it exists and that is possible. Throws FailureError. */
  prepare?: (file: string) => void;
  /**
   * Those of these files (absolute paths) that a process holds, with the process. Anything but a regular file counts as
   * held, because Codex did not create it, and is not opened. Takes the lock of a free file for an instant. Throws
   * FailureError if the system does not say.
   */
  heldAmong: (files: readonly string[]) => Map<string, LockHolder> | Promise<Map<string, LockHolder>>;
  /**
   * Those of these regular files, all in one folder, that seem to be held, for display: runs no program, and makes no
   * Codex wait. None if the system does not say; undefined if it does not say at the moment. Throws as `heldAmong`
   * does.
   */
  seemHeld: (files: readonly string[]) => string[] | undefined;
}
