// Disks that are mounted for one process only.
import { execFileSync } from 'node:child_process';

/** What to put before a command so that it may mount disks for itself only. */
export function withOwnMounts(): readonly string[] {
  const ways = [
    ['unshare', '-m'],
    ['unshare', '-rm'],
    ['sudo', '-n', 'unshare', '-m'],
  ];
  const works = ([program, ...parameters]: string[]): boolean => {
    try {
      execFileSync(program as string, [...parameters, 'sh', '-c', 'mount -t tmpfs none /mnt'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  };
  const way = ways.find(works);
  if (!way)
    throw new Error(
      'This test mounts disks for a process of its own: it needs root, user namespaces (unshare -rm) or sudo without a password.',
    );
  return way;
}
