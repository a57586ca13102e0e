// Temporary folders for tests and benches, always with their canonical paths.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The path of a folder, or of something in it. */
export type Folder = (...names: string[]) => string;

/** Makes a folder, which the caller has to remove. Its path is short: VS Code's sockets have a limit. */
export function makeTemporaryFolder(parent = tmpdir()): string {
  return realpathSync(mkdtempSync(path.join(parent, 'ctt-')));
}

/** Removes a folder. Retries for a second: a process that was just killed may still make files there. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}

/** Runs `use` with a folder that is removed afterwards. */
export async function withTemporaryFolder<T>(use: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = makeTemporaryFolder();
  try {
    return await use(folder);
  } finally {
    removeFolder(folder);
  }
}

/**
 * Registers hooks in the calling suite that make a folder for each test. They are removed at the end of the suite, not
 * after each test, as a later hook may end a process that writes there on its way out.
 */
export function temporaryFolder(): Folder {
  const folders: string[] = [];
  beforeEach(() => void folders.push(makeTemporaryFolder()));
  after(() => folders.forEach(removeFolder));
  return (...names) => path.join(folders.at(-1) ?? '', ...names);
}

/** Registers hooks in the calling suite that make one folder for all of its tests. */
export function suiteFolder(): Folder {
  let folder = '';
  before(() => {
    folder = makeTemporaryFolder();
  });
  after(() => removeFolder(folder));
  return (...names) => path.join(folder, ...names);
}
