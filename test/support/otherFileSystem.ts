// A second file system, for what happens between two of them. A test that needs one fails where there is none.
import { accessSync, constants, mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Registers the hooks in the calling suite; the function gives a folder of the current test on another file system than
 * the temporary one.
 */
export function folderElsewhere(): () => string {
  let folder = '';
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(elsewhere(), 'ctt-')));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return () => folder;
}

function elsewhere(): string {
  const candidates = [
    process.env.OTHER_FILE_SYSTEM ?? '',
    '/dev/shm',
    `/run/user/${process.getuid?.()}`,
    homedir(),
    process.cwd(),
  ];
  const found = candidates.find(
    folder => folder !== '' && isWritable(folder) && statSync(folder).dev !== statSync(tmpdir()).dev,
  );
  if (found === undefined)
    throw new Error(`This test needs a folder on another file system than ${tmpdir()}: name one in OTHER_FILE_SYSTEM.`);
  return found;
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
