// Writer locks on Linux without flock(1): cannot hold a lock, and only `/proc/locks` shows which ones are held. For use
// where it shows every process. It does not show locks that another machine holds on a network drive.
import type { LockHolder } from '../../protocol/failures';
import type { LockSystem } from './lockSystem';
import { holderOf, readLockTable } from './lockTable';
import { lookAtLock } from './lockFile';
import { otherSystem } from './otherSystem';
import { lockOn } from './procLocks';

/** The locks of Linux without flock(1), outside containers. */
export const tableLocks: LockSystem = {
  take: undefined,
  heldAmong: files => {
    const locks = readLockTable();
    if (!locks) return otherSystem.heldAmong(files);
    const held = new Map<string, LockHolder>();
    for (const file of files) {
      const stat = lookAtLock(file);
      const lock = stat && lockOn(locks, stat);
      if (stat && (lock ?? !stat.isFile())) held.set(file, holderOf(lock));
    }
    return held;
  },
  seemHeld: heldInTable,
};

/**
 * Those of these files on which `/proc/locks` shows a lock. In a container it shows only those of the container.
 */
export function heldInTable(files: readonly string[]): string[] {
  return [...holdersInTable(files).keys()];
}

/** The same, with the process that has the lock, if the table says. Throws as `heldInTable` does. */
export function holdersInTable(files: readonly string[]): Map<string, number | undefined> {
  const locks = readLockTable() ?? [];
  const inodes = new Set(locks.map(({ inode }) => inode));
  const holders = new Map<string, number | undefined>();
  for (const file of files) {
    const stat = inodes.size > 0 ? lookAtLock(file) : undefined;
    const lock = stat && inodes.has(stat.ino) ? lockOn(locks, stat) : undefined;
    if (lock) holders.set(file, lock.pid);
  }
  return holders;
}
