// Where the folders named in a state DB really are, all links resolved. Their names are anybody's text, so the system
// is asked about none that could lead to another machine, and not too often.
import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { staysLocal } from '../files/localPath';

/** How often the system is asked in all: half a second's worth. What comes after that is taken by its text. */
const LOOKS = 50_000;
/** A text has room for two thousand folders, none of which is there. */
const MISSING_LEVELS = 64;

export interface CanonicalFolders {
  /**
   * The folder's real path; of one that is gone the nearest folder above it that is there, and the rest by its text.
   * What the system is not asked about, or is no absolute path, is its text in its plainest form.
   */
  pathOf(folder: string): string;
  /** Whether the system may be asked about a path that was read somewhere; each answer of yes is counted. */
  mayLook(file: string): boolean;
}

/**
 * Remembers all answers: for a moment only, as links and folders change. `home` is the Codex home, whose machine may be
 * asked.
 */
export function createCanonicalFolders(home: string): CanonicalFolders {
  const known = new Map<string, string>();
  let looks = LOOKS;

  const mayLook = (file: string): boolean => path.isAbsolute(file) && staysLocal(file, home) && looks-- > 0;

  const resolve = (folder: string, levels: number): string => {
    const answer = known.get(folder);
    if (answer !== undefined) return answer;
    // Not remembered: there may be no end of them.
    if (!mayLook(folder)) return folder;
    const above = path.dirname(folder);
    const found =
      realPath(folder) ??
      (above === folder || levels === 0 ? folder : path.join(resolve(above, levels - 1), path.basename(folder)));
    known.set(folder, found);
    return found;
  };

  return { mayLook, pathOf: folder => resolve(plainForm(folder), MISSING_LEVELS) };
}

/** Undefined when the system does not find it, or lets nobody through to it. */
function realPath(folder: string): string | undefined {
  try {
    // Most folders of an old home are gone, and this is told of them without an error, which takes longer than all the
    // rest.
    return statSync(folder, { throwIfNoEntry: false }) && plainForm(realpathSync.native(folder));
  } catch {
    // Whatever is wrong with a path out of a database, it is no folder in which somebody works now.
    return undefined;
  }
}

/** Without `.`, `..`, doubled separators, and the long form of Windows, which Rust's canonicalize gives. */
function plainForm(folder: string): string {
  if (!path.isAbsolute(folder)) return folder;
  const plain = path.normalize(folder.replace(/^\\\\\?\\(?=[a-z]:)/i, ''));
  return plain.endsWith(path.sep) && path.dirname(plain) !== plain ? plain.slice(0, -1) : plain;
}
