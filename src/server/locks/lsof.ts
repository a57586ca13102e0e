// Which process has a file open, according to lsof(8), which comes with macOS.
import { execFile } from 'node:child_process';
import type { LockHolder } from '../../protocol/failures';

/** lsof goes through all processes, usually within a second. Knowing who has a file open is not worth a longer wait. */
const PATIENCE_MS = 3000;

/** For each of these files (canonical absolute paths), one process that has it open, as far as lsof knows. */
export function processesWith(files: readonly string[]): Promise<Map<string, LockHolder>> {
  return new Promise(resolve => {
    // It exits with 1 if one of the files is not open at all, so only its output counts.
    execFile(
      '/usr/sbin/lsof',
      ['-w', '-F', 'pcn', '--', ...files],
      { timeout: PATIENCE_MS, killSignal: 'SIGKILL', env: {} },
      (_, output) => resolve(parseLsof(output)),
    );
  });
}

/**
 * The first process with each file, from the output of `lsof -F pcn`: lines p<pid>, c<command>, then f<descriptor> and
 * n<path> for each file.
 */
export function parseLsof(output: string): Map<string, LockHolder> {
  const found = new Map<string, LockHolder>();
  let holder: LockHolder | undefined;
  for (const line of output.split('\n')) {
    const value = line.slice(1);
    if (line.startsWith('p')) holder = { pid: Number(value), command: null };
    else if (line.startsWith('c') && holder) holder = { ...holder, command: value };
    else if (line.startsWith('n') && holder && !found.has(value)) found.set(value, holder);
  }
  return found;
}
