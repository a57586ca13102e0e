// What the writer locks need of an operating system.
import type { LockHolder } from '../../protocol/failures';

export interface LockSystem {
  /**
   * Opens a file, created if needed, with an exclusive lock on it that lasts as long as the descriptor or this process,
   * and for which Codex waits. The result is undefined when another program still had the lock after that many
   * milliseconds. The function is undefined where the system has no way to hold a lock.
   */
  take: ((file: string, patienceMs: number) => Promise<number | undefined>) | undefined;
  /**
   * Those of these files (absolute paths) that a process holds, with the process. Anything but a regular file counts as
   * held: no Codex made it, and it is not opened. Takes the lock of a free file for an instant. Throws FailureError
   * when the system does not tell.
   */
  heldAmong: (files: readonly string[]) => Map<string, LockHolder> | Promise<Map<string, LockHolder>>;
  /**
   * Those of these regular files, of one folder, that seem to be held, for display: runs no program, and makes no Codex
   * wait. None where the system does not tell; undefined when it does not tell at the moment. Throws as `heldAmong`
   * does.
   */
  seemHeld: (files: readonly string[]) => string[] | undefined;
}
