// The folders in which threads worked, as people think of them: the repository they are in, and whether they belong to
// what is open in the window.
import path from 'node:path';
import { isAbsoluteHere } from '../files/windowsPaths';
import { createCanonicalFolders } from './canonicalFolders';
import { createGitRepositories } from './gitRepositories';

export interface Workspaces {
  /**
   * The top folder of the main worktree of the repository in which `cwd` lies; without a repository, the folder itself.
   * Empty if `cwd` is.
   */
  keyOf(cwd: string): string;
  /**
   * Returns whether a `cwd` lies in one of these folders, or in another worktree of one's repository. Links are
   * resolved; a missing folder is compared by the name that it would have now.
   */
  scopeOf(folders: readonly string[]): (cwd: string) => boolean;
}

/**
 * Looks at each folder once, when it is asked about it, so keep it only for some seconds. Never throws, whatever the
 * folders are.
 */
export function lookAtWorkspaces(home: string): Workspaces {
  const canonical = createCanonicalFolders(home);
  const repositories = createGitRepositories(canonical);
  return {
    keyOf: cwd => {
      if (!isAbsoluteHere(cwd)) return cwd;
      const folder = canonical.pathOf(cwd);
      return repositories.worktreeOf(folder)?.mainRoot ?? folder;
    },
    scopeOf: folders => {
      const roots = new Set<string>();
      for (const folder of folders.map(folder => canonical.pathOf(folder))) {
        roots.add(comparable(folder));
        const worktree = repositories.worktreeOf(folder);
        if (!worktree) continue;
        for (const root of repositories.worktreeRoots(worktree))
          if (root !== worktree.root) roots.add(comparable(root));
      }
      return cwd => isAbsoluteHere(cwd) && hasAbove(roots, comparable(canonical.pathOf(cwd)));
    },
  };
}

/** Windows ignores case. Where macOS does as well, the real path is spelled as on disk. */
function comparable(folder: string): string {
  return process.platform === 'win32' ? folder.toLowerCase() : folder;
}

function hasAbove(roots: ReadonlySet<string>, folder: string): boolean {
  for (let each = folder; ; each = path.dirname(each)) {
    if (roots.has(each)) return true;
    if (each === path.dirname(each)) return false;
  }
}
