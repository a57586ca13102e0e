// Finds the control socket of a Codex server that runs on a home, and says which process listens on it. Linux only:
// elsewhere Node does not tell who listens, and nothing has been tried.
import path from 'node:path';
import { readKernelFile } from '../files/fileReads';
import { namesIn } from '../files/folders';
import { linkTarget, lookAt, reachablePath } from '../files/look';

export interface ControlSocket {
  /** Canonical, and short enough for the system. */
  path: string;
  /** The process that listens on it. */
  pid: number;
}

/** The system's limit for the path of a socket (unix(7)), without the NUL at its end. */
const LONGEST_PATH = 107;
/** `__SO_ACCEPTCON` in the kernel's table: the socket listens. */
const LISTENS = 0x10000;

/**
 * The socket of this home, if one of these processes listens on it and it belongs to this user. Does not throw, and
 * does not connect: only that shows whether the server answers.
 */
export function findControlSocket(home: string, pids: Iterable<number>): ControlSocket | undefined {
  if (process.platform !== 'linux') return undefined;
  // Codex makes a link to a folder with a shorter path.
  const socket = reachablePath(path.join(home, 'app-server-control', 'app-server-control.sock'));
  if (socket === undefined || Buffer.byteLength(socket) > LONGEST_PATH || !isOwnSocket(socket)) return undefined;
  const inodes = listeningInodes(socket);
  const pid = inodes.length === 0 ? undefined : [...pids].find(each => hasOpen(each, inodes));
  return pid === undefined ? undefined : { path: socket, pid };
}

function isOwnSocket(file: string): boolean {
  try {
    const stat = lookAt(file);
    return stat?.isSocket() === true && stat.uid === process.getuid?.();
  } catch {
    return false;
  }
}

/** The inodes of the sockets that listen at a path: the kernel's table has a line for each socket (proc_net(5)). */
function listeningInodes(file: string): string[] {
  return [...(readKernelFile('/proc/net/unix') ?? '').matchAll(/^\S+ \S+ \S+ (\S+) \S+ \S+ +(\d+) (.+)$/gm)]
    .filter(([, flags, , at]) => at === file && (Number.parseInt(flags ?? '', 16) & LISTENS) !== 0)
    .map(([, , inode]) => inode ?? '');
}

function hasOpen(pid: number, inodes: readonly string[]): boolean {
  const folder = `/proc/${pid}/fd`;
  const wanted = new Set(inodes.map(inode => `socket:[${inode}]`));
  try {
    return (namesIn(folder) ?? []).some(name => wanted.has(linkTarget(path.join(folder, name)) ?? ''));
  } catch {
    // It has ended, or belongs to another user.
    return false;
  }
}
