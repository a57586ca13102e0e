// What the writer locks need of an operating system.
import type { LockHolder } from '../../protocol/failures';

export interface LockSystem {
  /**
   * Opens a file, created if needed, with an exclusive lock for which Codex waits, and which lasts as long as the
   * descriptor or this process. Resolves to undefined if another program still has the lock after that many
   * milliseconds. The function is undefined if the system has no way to hold a lock.
   */
  take: ((file: string, patienceMs: number) => Promise<number | undefined>) | undefined;
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
