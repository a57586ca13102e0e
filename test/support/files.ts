// The files in the folders of a Codex home.
import { readdirSync } from 'node:fs';
import path from 'node:path';

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

/** The paths of all regular files in a home's two session folders. */
export function rolloutFilesOf(home: string): string[] {
  return rolloutFolders.flatMap(folder => filesBelow(path.join(home, folder)));
}
