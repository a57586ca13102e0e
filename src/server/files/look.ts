// What is at a path, without opening it.
import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  readlinkSync,
  realpathSync,
  statSync,
  type BigIntStats,
  type PathLike,
  type Stats,
} from 'node:fs';
import { isAbsent, unlessAbsent } from './fileErrors';
import { plainPath } from './windowsPaths';

export type { BigIntStats, Stats } from 'node:fs';

/**
 * What is at a path, without following links; undefined if there is nothing, or if a file is where a folder of the path
 * should be. Throws other I/O errors.
 */
export function lookAt(file: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** Like `lookAt`, but with exact inode numbers and times. */
export function lookClosely(file: string): BigIntStats | undefined {
  return unlessAbsent(() => lstatSync(file, { bigint: true, throwIfNoEntry: false }));
}

/** What a path leads to, following links; undefined if there is nothing, or if the system refuses to say. */
export function lookThrough(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    // A folder without permission, a loop of links, or not a path at all.
    return undefined;
  }
}

/** Whether a path leads to a regular file, following links; also false if the system refuses to say. */
export function isFile(file: string): boolean {
  return lookThrough(file)?.isFile() ?? false;
}

/** Whether a path leads to a regular file that this user may run. */
export function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return isFile(file);
  } catch {
    return false;
  }
}

/**
 * Whether this user may enter a folder, or change its entries. `refused` also if a folder above it refuses. Asks about
 * the real user: the system does not tell about the effective one.
 */
export function accessTo(folder: string, wish: 'enter' | 'change'): 'granted' | 'refused' | 'absent' {
  try {
    accessSync(folder, wish === 'enter' ? constants.X_OK : constants.X_OK | constants.W_OK);
    return 'granted';
  } catch (error) {
    return isAbsent(error) ? 'absent' : 'refused';
  }
}

/** Whether a path leads to anything, following links. A path may also be bytes. */
export function exists(file: PathLike): boolean {
  return existsSync(file);
}

/** Whether two paths name the same file, without following links. Throws I/O errors other than absence. */
export function isSameFile(one: string, other: string): boolean {
  const [first, second] = [lookClosely(one), lookClosely(other)];
  return first !== undefined && first.dev === second?.dev && first.ino === second.ino;
}

/** The path with all links resolved; undefined if it does not exist. Throws other I/O errors. */
export function canonicalPath(file: string): string | undefined {
  return unlessAbsent(() => realpathSync.native(file));
}

/** The path with all links resolved; undefined if it does not exist, or if the system refuses. Never throws. */
export function reachablePath(file: string): string | undefined {
  try {
    // `stat` reports a missing file without an error, and creating errors is what takes time.
    return statSync(file, { throwIfNoEntry: false }) && realpathSync.native(file);
  } catch {
    return undefined;
  }
}

/**
 * The canonical path of a folder, spelled as on disk, also on systems that ignore case; undefined if there is none, or
 * if it is a file. Throws other I/O errors.
 */
export function canonicalFolder(folder: string): string | undefined {
  return unlessAbsent(() => (statSync(folder).isDirectory() ? plainPath(realpathSync.native(folder)) : undefined));
}

/**
 * The path with all links resolved, and otherwise as it is written, also on systems that ignore case; undefined if it
 * does not exist, or if the system refuses. Never throws.
 */
export function pathAsWritten(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}

/** Where a link leads, as written in it; undefined if it cannot be read. */
export function linkTarget(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}
