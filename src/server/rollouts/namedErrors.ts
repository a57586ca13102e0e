// Errors of the file system, with the file's name as the user knows it.
import { unlinkSync } from 'node:fs';
import { isAbsent } from '../codexHome';

/** Runs a call; an I/O error that it throws names this file, whatever descriptor or other path the call was given. */
export function named<T>(file: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error;
    delete (error as { dest?: string }).dest;
    throw Object.assign(error as Error, { path: file });
  }
}

/** Removes a file if there is one. Throws I/O errors other than absence. */
export function removeIfPresent(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
}
