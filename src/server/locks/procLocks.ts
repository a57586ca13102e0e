// The kernel's table of file locks on Linux, `/proc/locks` (proc_locks(5)).

/** A lock that is held: on which file, by which process. */
export interface KernelLock {
  /** Of the file system, in hexadecimal as it stands there: `fe:00`. */
  device: string;
  inode: bigint;
  /** Undefined for a lock that belongs to no one process, and for a process of another container. */
  pid: number | undefined;
}

/** The locks of a table; those that are still waited for are left out. */
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
 * The lock on a file, by what `stat` says of it (bigint). On overlay and btrfs file systems the table has another
 * device number than `stat`: without one that fits, a lock on an equal inode is taken for it, which may be another
 * file's.
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
