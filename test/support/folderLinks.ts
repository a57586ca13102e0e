// Links to folders, which every system makes without a privilege: symbolic links, and junctions on Windows.
import { execFileSync } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import { patience } from './eventually';

/**
 * Registers a hook in the calling suite for links that this cannot remove with their folder. The function makes the
 * path `link` lead to a folder; both are absolute.
 */
export function folderLinks(): (link: string, target: string) => void {
  let madeByLinux: string[] = [];
  afterEach(() => {
    if (madeByLinux.length > 0) onLinux('rm', madeByLinux, () => !madeByLinux.some(link => existsSync(link)));
    madeByLinux = [];
  });
  return (link, target) => {
    try {
      symlinkSync(target, link, 'junction');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOTSUP') throw error;
      onLinux('ln', [target, link], () => existsSync(link));
      madeByLinux.push(link);
    }
  };
}

/**
 * Makes or removes symbolic links by a program of the Linux on which Wine runs, and waits until that is done, as Wine
 * does not. Wine 8 makes no links, but follows those that it finds. It cannot remove them either: it would remove their
 * targets.
 */
function onLinux(program: 'ln' | 'rm', files: readonly string[], isDone: () => boolean): void {
  const paths = execFileSync('winepath', ['-u', ...files], { encoding: 'utf8' })
    .trim()
    .split(/\r?\n/);
  execFileSync('start', ['/unix', `/bin/${program}`, program === 'ln' ? '-s' : '-f', ...paths]);
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (const end = Date.now() + 10_000 * patience; !isDone();) {
    if (Date.now() > end) throw new Error(`${program} did nothing to ${files.join(' and ')}`);
    Atomics.wait(clock, 0, 0, 5);
  }
}
