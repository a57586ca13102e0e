// Who holds a file's lock on Linux, read from /proc.
import { readKernelFile } from '../files/fileReads';
import { linkTarget } from '../files/look';
import type { LockHolder } from '../../protocol/failures';
import { unknownHolder } from './lockHolder';
import { parseProcLocks, type KernelLock } from './procLocks';

/** The initial PID namespace's number is fixed in the kernel (PROC_PID_INIT_INO). */
const INITIAL_NAMESPACE = 'pid:[4026531836]';

/** Whether `/proc/locks` shows the locks of all processes on this machine; in a container it shows only its own. */
export function tableShowsAll(): boolean {
  return linkTarget('/proc/self/ns/pid') === INITIAL_NAMESPACE;
}

/** The locks that are held now; undefined if /proc cannot be read. */
export function readLockTable(): KernelLock[] | undefined {
  const table = readKernelFile('/proc/locks');
  return table === undefined ? undefined : parseProcLocks(table);
}

/**
 * The process that holds a lock. A lock outlives the process that took it if another process shares the open file, as
 * with our flock(1): then the system does not say who holds it.
 */
export function holderOf(lock: KernelLock | undefined): LockHolder {
  if (lock?.pid === undefined) return unknownHolder;
  const command = readKernelFile(`/proc/${lock.pid}/comm`);
  // No command: the process has ended.
  return command === undefined ? unknownHolder : { pid: lock.pid, command: command.trimEnd() };
}
