// Where a program of the system is.
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/**
 * The absolute path of a program: from the first of the given folders that has it, then from those of `searchPath` (as
 * PATH). Undefined when there is none. Relative folders do not count: nothing of the current folder is ever run.
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

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    // Whatever keeps us from it, it is not to be run.
    return false;
  }
}
