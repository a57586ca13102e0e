// Which repository a folder belongs to, and where its worktrees are, read off git's own files: git is not run. Layout
// as of gitrepository-layout(5), git 2.17 to 2.51. Nothing is opened but small regular files, and nothing here fails:
// what cannot be read is no repository.
import { opendirSync, statSync, type Stats } from 'node:fs';
import path from 'node:path';
import { readAt, withFile } from '../files/fileReads';
import { UserError } from '../userError';
import type { CanonicalFolders } from './canonicalFolders';

/** One holds a path. */
const FILE_LIMIT_BYTES = 8192;
const WORKTREES_LIMIT = 1000;

export interface Worktree {
  /** Its top folder. */
  root: string;
  /** The top folder of the repository's main worktree, of a bare one the repository itself. */
  mainRoot: string;
  /** The folder with what all worktrees share. */
  commonDir: string;
}

export interface GitRepositories {
  /** The worktree in which a folder lies. `folder` is canonical, as all paths here. */
  worktreeOf(folder: string): Worktree | undefined;
  /** The top folders of all worktrees of its repository, itself included. */
  worktreeRoots(worktree: Worktree): string[];
}

/** Remembers all answers, as `folders` does. */
export function createGitRepositories(folders: CanonicalFolders): GitRepositories {
  const known = new Map<string, Worktree | undefined>();

  const worktreeAt = (root: string): Worktree | undefined => {
    const dotGit = path.join(root, '.git');
    const found = statOf(dotGit);
    if (found?.isDirectory())
      return statOf(path.join(dotGit, 'HEAD')) && { root, mainRoot: root, commonDir: folders.pathOf(dotGit) };
    const gitDir = found?.isFile() ? pathIn(folders, dotGit, /^gitdir: (.+)$/) : undefined;
    if (gitDir === undefined || !statOf(path.join(gitDir, 'HEAD'))) return undefined;
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
      const linked = namesIn(path.join(commonDir, 'worktrees')).flatMap(name => {
        const dotGit = pathIn(folders, path.join(commonDir, 'worktrees', name, 'gitdir'), /^(.+)$/);
        return dotGit === undefined ? [] : [path.dirname(dotGit)];
      });
      return [...new Set([root, mainRoot, ...linked])];
    },
  };
}

/**
 * The folder around `.git`; a bare repository is often put into a hidden folder of the one that holds its worktrees.
 */
function mainRootOf(commonDir: string): string {
  return path.basename(commonDir).startsWith('.') ? path.dirname(commonDir) : commonDir;
}

/** The path that a file of git holds, canonical; a relative one counts from the file's folder. */
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
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function namesIn(folder: string): string[] {
  const names: string[] = [];
  try {
    const open = opendirSync(folder);
    try {
      for (let entry = open.readSync(); entry && names.length < WORKTREES_LIMIT; entry = open.readSync())
        names.push(entry.name);
    } finally {
      open.closeSync();
    }
  } catch {
    // Most repositories have no such folder; one that nobody may read names no worktrees.
  }
  return names;
}

function statOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    // Behind a folder that lets nobody through, or a loop of links.
    return undefined;
  }
}
