// Calls to the file system that take absence for an answer, and errors with the file's name as the user knows it.
import { lstatSync, unlinkSync, type Stats } from 'node:fs';
import { isAbsent } from '../home/codexHome';

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

/**
 * What is at a path, links not followed; undefined when there is nothing, also where its folder is none. Throws other
 * I/O errors.
 */
export function lookAt(file: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}
