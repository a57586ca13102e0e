// Which repository a folder belongs to, and where its worktrees are, according to git's own files; git is not run.
// Layout as in gitrepository-layout(5), git 2.17 to 2.51. Opens only small regular files, and never fails: a repository
// that cannot be read does not count.
import path from 'node:path';
import { readAt, withFile } from '../files/fileReads';
import { someNamesIn } from '../files/folders';
import { lookThrough } from '../files/look';
import { FailureError } from '../failure';
import type { CanonicalFolders } from './canonicalFolders';

/** Each of these files holds a path. */
const FILE_LIMIT_BYTES = 8192;
const WORKTREES_LIMIT = 1000;

export interface Worktree {
  /** Its top folder. */
  root: string;
  /** The top folder of the repository's main worktree; for a bare repository, the repository itself. */
  mainRoot: string;
  /** The folder that all worktrees share. */
  commonDir: string;
}

export interface GitRepositories {
  /** The worktree in which a folder lies. `folder` is canonical, like all paths here. */
  worktreeOf(folder: string): Worktree | undefined;
  /** The top folders of all worktrees of its repository, including its own. */
  worktreeRoots(worktree: Worktree): string[];
}

/** Remembers all answers, as `folders` does. */
export function createGitRepositories(folders: CanonicalFolders): GitRepositories {
  const known = new Map<string, Worktree | undefined>();

  const worktreeAt = (root: string): Worktree | undefined => {
    const dotGit = path.join(root, '.git');
    const found = lookThrough(dotGit);
    if (found?.isDirectory())
      return lookThrough(path.join(dotGit, 'HEAD')) && { root, mainRoot: root, commonDir: folders.pathOf(dotGit) };
    const gitDir = found?.isFile() ? pathIn(folders, dotGit, /^gitdir: (.+)$/) : undefined;
    if (gitDir === undefined || !lookThrough(path.join(gitDir, 'HEAD'))) return undefined;
    // A submodule has a folder of its own, and no `commondir` in it.
    const commonDir = pathIn(folders, path.join(gitDir, 'commondir'), /^(.+)$/);
    return { root, mainRoot: commonDir === undefined ? root : mainRootOf(commonDir), commonDir: commonDir ?? gitDir };
  };

  const worktreeOf = (folder: string): Worktree | undefined => {
    if (known.has(folder)) return known.get(folder);
    if (!folders.mayLook(folder)) return undefined;
    const above = path.dirname(folder);
    const worktree = worktreeAt(folder) ?? (above === folder ? undefined : worktreeOf(above));
    known.set(folder, worktree);
    return worktree;
  };

  return {
    worktreeOf,
    worktreeRoots: ({ root, mainRoot, commonDir }) => {
      const linked = someNamesIn(path.join(commonDir, 'worktrees'), WORKTREES_LIMIT).flatMap(name => {
        const dotGit = pathIn(folders, path.join(commonDir, 'worktrees', name, 'gitdir'), /^(.+)$/);
        return dotGit === undefined ? [] : [path.dirname(dotGit)];
      });
      return [...new Set([root, mainRoot, ...linked])];
    },
  };
}

/**
 * The folder around `.git`. A bare repository is often in a hidden folder beside its worktrees.
 */
function mainRootOf(commonDir: string): string {
  return path.basename(commonDir).startsWith('.') ? path.dirname(commonDir) : commonDir;
}

/** The canonical path that one of git's files holds. A relative path is relative to the file's folder. */
function pathIn(folders: CanonicalFolders, file: string, form: RegExp): string | undefined {
  const text = folders.mayLook(file) ? smallText(file)?.trimEnd() : undefined;
  const named = text === undefined ? undefined : form.exec(text)?.[1];
  if (named === undefined) return undefined;
  const target = path.resolve(path.dirname(file), named);
  return folders.mayLook(target) ? folders.pathOf(target) : undefined;
}

function smallText(file: string): string | undefined {
  try {
    return withFile(file, open =>
      open.stat.size > FILE_LIMIT_BYTES ? undefined : Buffer.from(readAt(open, 0, FILE_LIMIT_BYTES)).toString('utf8'),
    );
  } catch (error) {
    if (error instanceof FailureError) return undefined;
    throw error;
  }
}
