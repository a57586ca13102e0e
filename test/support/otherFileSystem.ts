// A second file system, for tests of moves between two of them. Such a test fails where there is none.
import { accessSync, constants, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { makeTemporaryFolder, removeFolder } from './temporaryFolder';

/**
 * Registers hooks in the calling suite; the function answers the current test's folder on another file system than the
 * temporary folder's. It is removed after each test, since that file system may be the memory's.
 */
export function folderElsewhere(): () => string {
  let folder = '';
  beforeEach(() => {
    folder = makeTemporaryFolder(elsewhere());
  });
  afterEach(() => removeFolder(folder));
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
