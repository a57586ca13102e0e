// Rollouts in the two session folders of an otherwise empty home, and their moves.
import { lstatSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { holdFolders, type HeldFolders } from '../../src/server/files/heldFolders';
import type { FileMove } from '../../src/server/threads/threadChange';

export interface RolloutFiles {
  at: (name: string) => string;
  /** Writes a file that was last changed in May 2026, with its name as its text. */
  put: (name: string, text?: string) => string;
  /** The move as it is planned: of a file that is there. */
  move: (from: string, to: string, touchMs?: number) => FileMove;
  /** Every regular file in the two folders, with its text and time. */
  tree: () => string[];
  /** Held until the end of the test. */
  folders: () => HeldFolders;
}

/** Registers the hook in the calling suite. */
export function rolloutFiles(home: () => string): RolloutFiles {
  let held: HeldFolders | undefined;
  afterEach(() => {
    held?.close();
    held = undefined;
  });
  const at = (name: string): string => path.join(home(), name);
  return {
    at,
    put: (name, text = name) => {
      mkdirSync(path.dirname(at(name)), { recursive: true });
      writeFileSync(at(name), text);
      utimesSync(at(name), 1777600000.25, 1777600000.5);
      return at(name);
    },
    move: (from, to, touchMs) => {
      const { size, mtimeMs } = lstatSync(at(from));
      return { from: at(from), to: at(to), size, mtimeMs, ...(touchMs === undefined ? {} : { touchMs }) };
    },
    tree: () =>
      ['sessions', 'archived_sessions']
        .flatMap(folder =>
          filesBelow(at(folder)).map(
            file =>
              `${folder}/${file}=${readFileSync(path.join(at(folder), file), 'utf8')}@${lstatSync(path.join(at(folder), file)).mtimeMs}`,
          ),
        )
        .sort(),
    folders: () => (held ??= holdFolders(home())),
  };
}

/** Regular files below a folder, relative to it. */
export function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter(entry => entry.isFile())
      .map(entry => path.relative(folder, path.join(entry.parentPath, entry.name)))
      .sort();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
