// Finds the rollout that a row names, if it may be opened, that is if it really lies in the home.
import path from 'node:path';
import { staysLocal } from '../files/localPath';
import { lookAt, reachablePath } from '../files/look';
import { twinOf } from './rolloutNames';

/**
 * The file or its compressed twin, if it is a regular file that lies in one of the home's session folders once all
 * links are resolved; otherwise undefined. The path returned is canonical.
 */
export function rolloutInHome(home: string, rolloutPath: string): { path: string; bytes: number } | undefined {
  for (const candidate of [rolloutPath, twinOf(rolloutPath)]) {
    const file = staysLocal(candidate, home) && path.isAbsolute(candidate) ? reachablePath(candidate) : undefined;
    const isInside = ['sessions', 'archived_sessions'].some(folder => {
      const root = reachablePath(path.join(home, folder));
      return root !== undefined && file?.startsWith(root + path.sep);
    });
    const stat = file !== undefined && isInside ? lookAt(file) : undefined;
    if (file !== undefined && stat?.isFile()) return { path: file, bytes: stat.size };
  }
  return undefined;
}
