// The files in the folders of a Codex home.
import { strict as assert } from 'node:assert';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { eventually } from './eventually';
import { removeFolder } from './temporaryFolder';

/** The two folders in which a home keeps its rollouts. */
export const rolloutFolders = ['sessions', 'archived_sessions'] as const;

/** The paths of all regular files below a folder, sorted; none when it does not exist or is no folder. */
export function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter(entry => entry.isFile())
      .map(entry => path.join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

/**
 * Removes a file or a folder, if it is there, and resolves once its name is free. Windows refuses while SQLite has it
 * open, as the server has the state DB until just after an operation, and keeps the name while anybody reads it.
 */
export async function removeFreely(file: string): Promise<void> {
  removeFolder(file);
  await eventually(() => assert.ok(!existsSync(file), `${file} is still there`));
}

/** The paths of all regular files in a home's two session folders. */
export function rolloutFilesOf(home: string): string[] {
  return rolloutFolders.flatMap(folder => filesBelow(path.join(home, folder)));
}
