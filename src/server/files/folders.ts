// Lists, creates and syncs folders.
import { closeSync, constants, fsyncSync, mkdirSync, opendirSync, openSync, readdirSync, type Dirent } from 'node:fs';
import { unlessAbsent } from './fileErrors';

/** The names in a folder; undefined if there is no such folder. Throws other I/O errors. */
export function namesIn(folder: string): string[] | undefined {
  return unlessAbsent(() => readdirSync(folder));
}

/** The entries of a folder; undefined if there is no such folder. Throws other I/O errors. */
export function entriesIn(folder: string): Dirent[] | undefined {
  return unlessAbsent(() => readdirSync(folder, { withFileTypes: true }));
}

/** Up to `limit` names in a folder; none if there is no such folder, or if the system refuses. Never throws. */
export function someNamesIn(folder: string, limit: number): string[] {
  const names: string[] = [];
  try {
    const open = opendirSync(folder);
    try {
      for (let entry = open.readSync(); entry && names.length < limit; entry = open.readSync()) names.push(entry.name);
    } finally {
      open.closeSync();
    }
  } catch {
    // Returns what was listed so far.
  }
  return names;
}

/** Creates a folder; does nothing if something is there already. Throws I/O errors. */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/**
 * Writes a folder's entries to disk; does nothing on Windows, or on file systems that cannot sync folders. Throws I/O
 * errors.
 */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const file = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(file);
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    closeSync(file);
  }
}
