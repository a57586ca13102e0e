// The kernel's table of file locks on Linux, `/proc/locks` (proc_locks(5)).

/** A lock that a process holds on a file. */
export interface KernelLock {
  /** The device of the file system, in hexadecimal as in the table: `fe:00`. */
  device: string;
  inode: bigint;
  /** Undefined if the lock belongs to no single process, or to a process in another container. */
  pid: number | undefined;
}

/** The locks in a table, without those that a process is still waiting for. */
export function parseProcLocks(table: string): KernelLock[] {
  // 5: FLOCK  ADVISORY  WRITE 4711 fe:00:1234567 0 EOF     (a waiting one has "->" before its type)
  const lines = table.matchAll(/^\d+: (?:FLOCK|OFDLCK|POSIX)\s+\S+\s+\S+\s+(-?\d+) ([0-9a-f]+:[0-9a-f]+):(\d+) /gm);
  return [...lines].map(([, pid, device, inode]) => ({
    device: device as string,
    inode: BigInt(inode as string),
    pid: Number(pid) > 0 ? Number(pid) : undefined,
  }));
}

/**
 * The lock on a file, given its `stat`. On overlay and btrfs file systems the table has another device number than
 * `stat`: if none fits, any lock on the same inode number counts, even though it may be another file's.
 */
export function lockOn(
  locks: readonly KernelLock[],
  { dev, ino }: { dev: bigint; ino: bigint },
): KernelLock | undefined {
  const ofInode = locks.filter(({ inode }) => inode === ino);
  return ofInode.find(({ device }) => device === deviceInWords(dev)) ?? ofInode[0];
}

/** `major:minor` of a device number (makedev(3), glibc). */
function deviceInWords(dev: bigint): string {
  const major = ((dev >> 8n) & 0xfffn) | ((dev >> 32n) & ~0xfffn);
  const minor = (dev & 0xffn) | ((dev >> 12n) & ~0xffn & 0xffffffffn);
  return [major, minor].map(number => number.toString(16).padStart(2, '0')).join(':');
}
