// The folders that files move in and out of. A path is only as good as its folders: one that is swapped for a link,
// between the check and the move, leads elsewhere. So each folder is opened, found to lie in the home, and from then on
// used by its descriptor.
import { closeSync, constants, existsSync, mkdirSync, openSync, readlinkSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../userError';
import { syncFolder } from './copyFile';
import { canonicalPath } from '../rollouts/threadRollouts';

export interface Folders {
  /**
   * A path for the next call to the file system, which leads to this file. Throws OutsideHome, and I/O errors that name
   * the folder.
   */
  at(file: string): string;
  /**
   * Makes a folder and the missing ones above it, also where one was removed that was held. Throws OutsideHome and I/O
   * errors.
   */
  make(folder: string): void;
}

export interface HeldFolders extends Folders {
  close(): void;
}

/** A folder below `sessions` or `archived_sessions` that really is elsewhere. */
export class OutsideHome extends UserError {
  constructor(readonly folder: string) {
    super(`The folder ${folder} leads out of the Codex home. Move that link away.`);
  }
}

interface Held {
  /** A path that leads to the folder. */
  at: string;
  /** Its descriptor, where it is held by one. */
  file: number | undefined;
  /** When it was used last, in uses of any folder. */
  used: number;
}

/** Folders held open at a time; the rest of a home's day folders take turns. */
const HELD = 32;

/**
 * Folders of one home, each opened once. On Linux the files in them are named through `/proc/self/fd`: whatever is done
 * to a path meanwhile, they come from and go to a folder that was in the home when it was opened, `sessions` and
 * `archived_sessions` being where their own links led then. Elsewhere each folder is resolved once, and what is swapped
 * after that is not noticed.
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
    throw new OutsideHome(folder);
  };
  const open = (folder: string): Held => {
    if (descriptors === undefined) {
      const real = realpathSync.native(folder);
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
    // The one that was not used for longest; never one of the two ends of a move.
    if (held.size >= HELD)
      forget([...held].reduce((oldest, entry) => (entry[1].used < oldest[1].used ? entry : oldest))[0]);
    const opened = open(folder);
    held.set(folder, opened);
    return opened;
  };
  // Called several times for each file: `path.join` and `path.dirname` would cost more than the file system does.
  const at = (file: string): string => {
    const end = file.length - path.basename(file).length - 1;
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
    // Not of this home at all.
    if (!isTop && folder === path.dirname(folder)) throw new OutsideHome(folder);
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

/**
 * The folder in which Linux names this process's descriptors. By its number, as `/proc` itself has it: `self` would be
 * resolved anew in each call, a third of what the call takes.
 */
function ownDescriptors(): string | undefined {
  if (process.platform !== 'linux' || !existsSync('/proc/self/fd')) return undefined;
  return `/proc/${readlinkSync('/proc/self')}/fd`;
}

function makeOne(folder: string, place: string): void {
  try {
    // One level; `recursive` lets a folder be that is there. A new one is to be on the disk before anything moves into
    // it.
    if (mkdirSync(place, { recursive: true }) !== undefined) syncFolder(path.dirname(place));
  } catch (error) {
    throw Object.assign(error as Error, { path: folder });
  }
}
