// The folders between which files are moved. A folder could be swapped for a link between the check and the move, so
// that the path leads elsewhere. Therefore each folder is opened, checked to lie in the home, and from then on used
// through its descriptor.
import { closeSync, constants, existsSync, mkdirSync, openSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { FailureError } from '../failure';
import { syncFolder } from './folders';
import { canonicalPath } from './look';

export interface Folders {
  /**
   * A path that leads to this file, for the next file-system call. Throws `folderLeadsOutside`, and I/O errors that
   * name the folder.
   */
  at(file: string): string;
  /**
   * Creates a folder and missing ones above it, even if one was removed while it was held. Throws `folderLeadsOutside`
   * and I/O errors.
   */
  make(folder: string): void;
}

export interface HeldFolders extends Folders {
  close(): void;
}

interface Held {
  /** A path that leads to the folder. */
  at: string;
  /** Its descriptor, if it is held by one. */
  file: number | undefined;
  /** Its last use, by the running count of uses of all folders. */
  used: number;
}

/** How many folders are held open at a time; a home can have more day folders. */
const HELD = 32;

/**
 * Folders of one home, each opened once. On Linux the files in them are accessed through `/proc/self/fd`: whatever
 * happens to a path meanwhile, files come from and go to a folder that was in the home when it was opened. `sessions`
 * and `archived_sessions` themselves may be links: they are where the links led then. On other systems each folder is
 * resolved once, and a later swap goes unnoticed.
 */
export function holdFolders(home: string): HeldFolders {
  const tops = ['sessions', 'archived_sessions'].map(name => path.join(home, name));
  const canonicalTops = new Map<string, string>();
  const held = new Map<string, Held>();
  let uses = 0;
  const descriptors = ownDescriptors();

  const requireInside = (real: string, folder: string): void => {
    for (const top of tops) {
      const known = canonicalTops.get(top) ?? canonicalPath(top);
      if (known === undefined) continue;
      canonicalTops.set(top, known);
      if (real === known || real.startsWith(known + path.sep)) return;
    }
    throw new FailureError({ code: 'folderLeadsOutside', folder });
  };
  const open = (folder: string): Held => {
    if (descriptors === undefined) {
      const real = realFolder(folder);
      requireInside(real, folder);
      return { at: real, file: undefined, used: 0 };
    }
    const file = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      const at = `${descriptors}/${file}`;
      requireInside(readlinkSync(at), folder);
      return { at, file, used: 0 };
    } catch (error) {
      closeSync(file);
      throw error;
    }
  };
  const close = ({ file }: Held): void => {
    if (file !== undefined) closeSync(file);
  };
  const hold = (folder: string): Held => {
    const known = held.get(folder);
    if (known) return known;
    // Closes the least recently used one, which is never an end of the present move.
    if (held.size >= HELD)
      forget([...held].reduce((oldest, entry) => (entry[1].used < oldest[1].used ? entry : oldest))[0]);
    const opened = open(folder);
    held.set(folder, opened);
    return opened;
  };
  // Called several times for each file: `path.join` and `path.basename` would take half as long as the file system.
  const at = (file: string): string => {
    const end = Math.max(file.lastIndexOf(path.sep), file.lastIndexOf('/'));
    const folder = hold(file.slice(0, end));
    folder.used = ++uses;
    return folder.at + path.sep + file.slice(end + 1);
  };
  const forget = (folder: string): void => {
    const entry = held.get(folder);
    held.delete(folder);
    if (entry) close(entry);
  };
  const make = (folder: string): void => {
    forget(folder);
    const isTop = tops.includes(folder);
    // Reached the root, so the folder is not in this home.
    if (!isTop && folder === path.dirname(folder)) throw new FailureError({ code: 'folderLeadsOutside', folder });
    if (!isTop) make(path.dirname(folder));
    makeOne(folder, isTop ? folder : at(folder));
  };

  return {
    at,
    make,
    close: () => {
      for (const entry of held.values()) close(entry);
      held.clear();
    },
  };
}

/** Where a folder really is. Throws for a file as opening it as a folder does. */
function realFolder(folder: string): string {
  const real = realpathSync.native(folder);
  if (statSync(real).isDirectory()) return real;
  const what = { code: 'ENOTDIR', syscall: 'open', path: folder };
  throw Object.assign(new Error(`${what.code}: not a directory, ${what.syscall} '${folder}'`), what);
}

/**
 * The folder in which Linux lists this process's descriptors, by process id: resolving `self` in each call would take a
 * third of its time.
 */
function ownDescriptors(): string | undefined {
  if (process.platform !== 'linux' || !existsSync('/proc/self/fd')) return undefined;
  return `/proc/${readlinkSync('/proc/self')}/fd`;
}

function makeOne(folder: string, place: string): void {
  try {
    // Creates one level; `recursive` accepts an existing folder. A new folder must be on disk before anything moves
    // into it.
    if (mkdirSync(place, { recursive: true }) !== undefined) syncFolder(path.dirname(place));
  } catch (error) {
    throw Object.assign(error as Error, { path: folder });
  }
}
