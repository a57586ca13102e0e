// The rollout that a row names, when it may be opened: what it leads to lies in the home.
import { lstatSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { staysLocal } from '../files/localPath';
import { twinOf } from './rolloutNames';

/**
 * The file itself or its compressed twin, when it is a regular file that really lies in one of the home's session
 * folders, all links resolved; undefined otherwise. The path is canonical.
 */
export function rolloutInHome(home: string, rolloutPath: string): { path: string; bytes: number } | undefined {
  for (const candidate of [rolloutPath, twinOf(rolloutPath)]) {
    const file = staysLocal(candidate, home) && path.isAbsolute(candidate) ? reachablePath(candidate) : undefined;
    const isInside = ['sessions', 'archived_sessions'].some(folder => {
      const root = reachablePath(path.join(home, folder));
      return root !== undefined && file?.startsWith(root + path.sep);
    });
    const stat = file !== undefined && isInside ? lstatSync(file, { throwIfNoEntry: false }) : undefined;
    if (file !== undefined && stat?.isFile()) return { path: file, bytes: stat.size };
  }
  return undefined;
}

/** The canonical path; undefined for what is not there, or cannot be: a damaged row's path may be any text. */
function reachablePath(file: string): string | undefined {
  try {
    return realpathSync.native(file);
  } catch {
    return undefined;
  }
}
