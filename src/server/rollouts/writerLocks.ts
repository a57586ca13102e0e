// Which threads a running Codex has loaded. From 0.148 on it holds an exclusive lock (flock; LockFileEx on Windows) on
// `thread-writer-locks/<thread id>.lock` all the while; a killed process leaves the file unlocked behind.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { isAbsent } from '../codexHome';
import { UserError } from '../userError';

/** Answers for one moment: the lock files and the kernel's table are read once. */
export interface WriterLocks {
  /** The process that holds this thread's lock: its id, or undefined where the platform does not tell; false when it is free. */
  holderOf(threadId: string): { pid: number | undefined } | false;
}

/**
 * Looks at the writer locks of a home. On Linux `/proc/locks` tells which are really held; elsewhere, and where it cannot be
 * read, an existing lock file counts as held. Processes of another container or machine are not in `/proc/locks`. Both this
 * and `holderOf` throw UserError when the folder or the file cannot be looked at.
 */
export function readWriterLocks(home: string): WriterLocks {
  const folder = path.join(home, 'thread-writer-locks');
  const files = new Set(lockFiles(folder));
  // Most homes have no lock file when nothing runs: spare the kernel's table then.
  const locked = files.size > 0 ? lockedInodes() : undefined;
  return {
    holderOf: threadId => {
      const name = `${threadId}.lock`;
      if (!files.has(name)) return false;
      if (!locked) return { pid: undefined };
      const inode = inodeOf(path.join(folder, name));
      const pid = inode === undefined ? undefined : locked.get(inode);
      return pid === undefined ? false : { pid: pid > 0 ? pid : undefined };
    },
  };
}

function lockFiles(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw unknown(folder, error);
  }
}

function inodeOf(file: string): bigint | undefined {
  try {
    return statSync(file, { bigint: true }).ino;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw unknown(file, error);
  }
}

function unknown(place: string, error: unknown): UserError {
  return new UserError(`Whether a running Codex has the thread loaded cannot be told, as ${place} cannot be read: ${(error as Error).message}`);
}

/**
 * Inodes with an flock on them and the process that has it, from `/proc/locks` (proc(5)). Inodes only: the device number there
 * is not the one that `stat` gives on overlay and btrfs file systems, and an equal inode elsewhere only makes us more careful.
 */
function lockedInodes(): Map<bigint, number> | undefined {
  if (process.platform !== 'linux') return undefined;
  let table: string;
  try {
    table = readFileSync('/proc/locks', 'utf8');
  } catch {
    // No /proc here, so nothing is known: an existing lock file counts as held.
    return undefined;
  }
  const inodes = new Map<bigint, number>();
  // 5: FLOCK  ADVISORY  WRITE 4711 fe:00:1234567 0 EOF     (a waiting one has "->" before its type)
  for (const [, pid, inode] of table.matchAll(/^\d+: (?:FLOCK|OFDLCK|POSIX)\s+\S+\s+\S+\s+(-?\d+) [0-9a-f]+:[0-9a-f]+:(\d+) /gm)) {
    inodes.set(BigInt(inode as string), Number(pid));
  }
  return inodes;
}
