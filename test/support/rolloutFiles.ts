// Files in the two session folders of an otherwise empty home, and their moves.
import { lstatSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { holdFolders, type HeldFolders } from '../../src/server/files/heldFolders';
import type { FileMove } from '../../src/server/threads/threadChange';
import { rolloutFilesOf } from './files';
import { withSlashes } from './systemPath';

export interface RolloutFiles {
  at: (name: string) => string;
  /** Writes a file that was last changed in May 2026, with its name as its text. */
  put: (name: string, text?: string) => string;
  /** Plans the move of a file that exists. */
  move: (from: string, to: string, touchMs?: number) => FileMove;
  /** Every regular file in the two folders, with its text and time. */
  tree: () => string[];
  /** The home's folders, held until the end of the test. */
  folders: () => HeldFolders;
}

/** Registers a hook in the calling suite that closes the folders after each test. */
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
      rolloutFilesOf(home())
        .map(
          file =>
            `${withSlashes(path.relative(home(), file))}=${readFileSync(file, 'utf8')}@${lstatSync(file).mtimeMs}`,
        )
        .sort(),
    folders: () => (held ??= holdFolders(home())),
  };
}
