// Which of the paths that a transcript names are files that may be opened with a click: regular files that really lie
// in one of the window's folders, or in the folder in which the thread worked; and pictures. Nothing is read.
import path from 'node:path';
import { staysLocal } from '../files/localPath';
import { isFile, reachablePath } from '../files/look';

/** Looks up files, each once. */
export interface LinkedFiles {
  /** The canonical path of the file; undefined if it is not one that may be opened. */
  find(named: string): string | undefined;
  /** The same of a picture, which may be anywhere on this machine: pictures of prompts lie in temporary folders. */
  findPicture(named: string): string | undefined;
}

/** What VS Code shows as a picture, without running anything that is in it. */
const picture = /\.(?:png|jpe?g|gif|webp|bmp)$/i;

/** As many as are looked for: a page may name any number. */
const FILE_LIMIT = 5000;

/** `folders` are untrusted, too: those that are not absolute, or not there, do not count, nor does a root. */
export function createLinkedFiles(folders: readonly string[], home: string): LinkedFiles {
  const roots = folders.flatMap(folder => {
    if (!path.isAbsolute(folder) || !staysLocal(folder, home)) return [];
    const root = reachablePath(folder);
    return root === undefined || path.dirname(root) === root ? [] : root;
  });
  const look = (named: string): string | undefined => {
    if (!staysLocal(named, home)) return undefined;
    for (const root of roots) {
      const file = path.resolve(root, named);
      if (!staysLocal(file, home) || !isFile(file)) continue;
      const real = reachablePath(file);
      if (real !== undefined && roots.some(each => real.startsWith(each + path.sep))) return real;
    }
    return undefined;
  };

  const lookForPicture = (named: string): string | undefined => {
    if (!path.isAbsolute(named)) return look(named);
    if (!staysLocal(named, home) || !picture.test(named) || !isFile(named)) return undefined;
    const real = reachablePath(named);
    return real !== undefined && picture.test(real) ? real : undefined;
  };
  const once = (find: (named: string) => string | undefined) => {
    const known = new Map<string, string | undefined>();
    return (named: string) => {
      if (known.has(named)) return known.get(named);
      if (known.size >= FILE_LIMIT) return undefined;
      const found = find(named);
      known.set(named, found);
      return found;
    };
  };

  return { find: once(look), findPicture: once(lookForPicture) };
}
