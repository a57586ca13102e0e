// Finds a system program.
import path from 'node:path';
import { isProgram } from '../files/look';

/**
 * The absolute path of a program: looks in the given folders first, then in those of `searchPath` (in the format of
 * PATH). Undefined if there is none. Skips relative folders, so that nothing in the current folder is ever run.
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
