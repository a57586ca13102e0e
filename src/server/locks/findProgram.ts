// Finds a program of the system.
import path from 'node:path';
import { isProgram } from '../files/look';

/**
 * The absolute path of a program: from the first of the given folders that has it, then from those of `searchPath` (as
 * PATH). Undefined when there is none. Relative folders are skipped, so nothing of the current folder is ever run.
 */
export function findProgram(
  name: string,
  folders: readonly string[],
  searchPath: string | undefined,
): string | undefined {
  return [...folders, ...(searchPath ?? '').split(path.delimiter)]
    .filter(folder => path.isAbsolute(folder))
    .map(folder => path.join(folder, name))
    .find(isProgram);
}
