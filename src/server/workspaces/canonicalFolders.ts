// Resolves the links of folders that a state DB names. The names are untrusted, so the system is not asked about those
// that could lead to another machine, and only a limited number of times.
import path from 'node:path';
import { staysLocal } from '../files/localPath';
import { reachablePath } from '../files/look';
import { isAbsoluteHere, plainPath } from '../files/windowsPaths';

/** How often the system is asked in total, which takes about half a second. After that, names are used as they are. */
const LOOKS = 50_000;
/** A path could name two thousand missing folders. */
const MISSING_LEVELS = 64;

export interface CanonicalFolders {
  /**
   * The folder's real path. For a missing folder, the real path of its nearest ancestor, and the rest as named. For
   * relative paths, and whatever the system is not asked about, the normalised name.
   */
  pathOf(folder: string): string;
  /** Whether the system may be asked about an untrusted path; each yes counts towards the limit. */
  mayLook(file: string): boolean;
}

/**
 * Remembers all answers, so keep it only for a moment: links and folders change. `home` is the Codex home: paths on its
 * machine are allowed.
 */
export function createCanonicalFolders(home: string): CanonicalFolders {
  const known = new Map<string, string>();
  let looks = LOOKS;

  const mayLook = (file: string): boolean => isAbsoluteHere(file) && staysLocal(file, home) && looks-- > 0;

  const resolve = (folder: string, levels: number): string => {
    const answer = known.get(folder);
    if (answer !== undefined) return answer;
    // Not remembered: there may be any number of them.
    if (!mayLook(folder)) return folder;
    const above = path.dirname(folder);
    const real = reachablePath(folder);
    const found =
      real !== undefined
        ? plainForm(real)
        : above === folder || levels === 0
          ? folder
          : path.join(resolve(above, levels - 1), path.basename(folder));
    known.set(folder, found);
    return found;
  };

  return { mayLook, pathOf: folder => resolve(plainForm(folder), MISSING_LEVELS) };
}

/** Without `.`, `..`, repeated separators, and Windows' long form, which Rust's canonicalize returns. */
function plainForm(folder: string): string {
  if (!isAbsoluteHere(folder)) return folder;
  const plain = path.normalize(plainPath(folder));
  return plain.endsWith(path.sep) && path.dirname(plain) !== plain ? plain.slice(0, -1) : plain;
}
