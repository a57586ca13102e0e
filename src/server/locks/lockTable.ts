// Who holds a file's lock on Linux, read from /proc.
import { readFileSync, readlinkSync } from 'node:fs';
import { unknownHolder, type LockHolder } from './lockHolder';
import { parseProcLocks, type KernelLock } from './procLocks';

/** The initial PID namespace's number is fixed in the kernel (PROC_PID_INIT_INO). */
const INITIAL_NAMESPACE = 'pid:[4026531836]';

/** Whether `/proc/locks` shows the locks of every process of this machine: that of a container shows its own alone. */
export function tableShowsAll(): boolean {
  try {
    return readlinkSync('/proc/self/ns/pid') === INITIAL_NAMESPACE;
  } catch {
    // No /proc, so nothing is known.
    return false;
  }
}

/** The locks that are held now; undefined where /proc cannot be read. */
export function readLockTable(): KernelLock[] | undefined {
  try {
    return parseProcLocks(readFileSync('/proc/locks', 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * The process that has a lock. A lock outlives the process that took it when another got the open file from that one
 * (so is ours, taken by flock(1)): then nothing tells who has it.
 */
export function holderOf(lock: KernelLock | undefined): LockHolder {
  if (lock?.pid === undefined) return unknownHolder;
  try {
    return { pid: lock.pid, command: readFileSync(`/proc/${lock.pid}/comm`, 'utf8').trimEnd() };
  } catch {
    // It has ended.
    return unknownHolder;
  }
}
