// Which process has a lock file open, according to lsof(8), which comes with macOS.
import { execFile } from 'node:child_process';
import type { LockHolder } from '../../protocol/failures';
import { lookAtLock } from './lockFile';

/** Where macOS has it. */
const LSOF = '/usr/sbin/lsof';

/** lsof goes through all processes, usually within a second. Knowing who has a file open is not worth a longer wait. */
const PATIENCE_MS = 3000;

/**
 * For each of these files (absolute paths), one process that has it open, as far as lsof knows. They are compared by
 * inode, because lsof writes a path in another spelling than ours: canonical, with `\xc3` for what the locale lacks.
 */
export async function processesWith(files: readonly string[], lsof = LSOF): Promise<Map<string, LockHolder>> {
  const holders = parseLsof(await outputOf(lsof, files));
  const found = new Map<string, LockHolder>();
  for (const file of files) {
    const holder = holders.get(String(lookAtLock(file)?.ino));
    if (holder) found.set(file, holder);
  }
  return found;
}

function outputOf(lsof: string, files: readonly string[]): Promise<string> {
  return new Promise(resolve => {
    // It exits with 1 if one of the files is not open at all, so only its output counts.
    execFile(
      lsof,
      ['-w', '-F', 'pci', '--', ...files],
      // The locale is for the names of programs.
      { timeout: PATIENCE_MS, killSignal: 'SIGKILL', env: { LC_ALL: 'en_US.UTF-8' } },
      (_, output) => resolve(output),
    );
  });
}

/**
 * The first process with each file, by the file's inode, from the output of `lsof -F pci`: lines p<pid>, c<command>,
 * then f<descriptor> and i<inode> for each file. All the files are of one folder, so the inode is enough.
 */
export function parseLsof(output: string): Map<string, LockHolder> {
  const found = new Map<string, LockHolder>();
  let holder: LockHolder | undefined;
  for (const line of output.split('\n')) {
    const value = line.slice(1);
    if (line.startsWith('p')) holder = { pid: Number(value), command: null };
    else if (line.startsWith('c') && holder) holder = { ...holder, command: value };
    else if (line.startsWith('i') && holder && !found.has(value)) found.set(value, holder);
  }
  return found;
}
