// A second file system, for tests of moves between two of them. Such a test fails where there is none.
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { folderLinks } from './folderLinks';
import { makeTemporaryFolder, removeFolder, type Folder } from './temporaryFolder';

export interface OtherFileSystem {
  /** A path in the current test's folder there. */
  readonly at: Folder;
  /** Makes the path `link` lead to a folder there. */
  readonly link: (link: string, target: string) => void;
}

/**
 * Registers hooks in the calling suite that make a folder for each test on another file system than the temporary
 * folder's. It is removed after each test, since that file system may be the memory's.
 */
export function otherFileSystem(): OtherFileSystem {
  const link = folderLinks();
  let folder = '';
  beforeEach(() => {
    folder = makeTemporaryFolder(elsewhere());
  });
  afterEach(() => removeFolder(folder));
  return { at: (...names) => path.join(folder, ...names), link };
}

function elsewhere(): string {
  const candidates = [
    process.env.OTHER_FILE_SYSTEM ?? '',
    '/dev/shm',
    `/run/user/${process.getuid?.()}`,
    homedir(),
    process.cwd(),
  ];
  const found = candidates.find(folder => folder !== '' && existsSync(folder) && isElsewhere(folder));
  if (found === undefined)
    throw new Error(`This test needs a folder on another file system than ${tmpdir()}: name one in OTHER_FILE_SYSTEM.`);
  return found;
}

/** Whether no file can be renamed to there. The drives of Wine have different devices, but may be one file system. */
function isElsewhere(folder: string): boolean {
  const here = makeTemporaryFolder();
  let there = '';
  try {
    there = makeTemporaryFolder(folder);
    writeFileSync(path.join(here, 'file'), '');
    renameSync(path.join(here, 'file'), path.join(there, 'file'));
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EXDEV';
  } finally {
    removeFolder(here);
    if (there !== '') removeFolder(there);
  }
}
