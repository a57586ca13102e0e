// Another process that has a file locked with flock, as a running Codex has. Linux: flock(1) and cat.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface FlockHolder {
  /** Of a process that calls itself `cat`. */
  readonly pid: number;
  /** Ends the process, and with it the lock. */
  release: () => Promise<void>;
}

/**
 * Registers a hook that ends what is left after each test; the function locks a file, made if need be, in a process of
 * its own.
 */
export function flockHolders(): (file: string, mode?: '--exclusive' | '--shared') => Promise<FlockHolder> {
  const running = new Set<{ kill(): void }>();
  afterEach(() => {
    for (const holder of running) holder.kill();
    running.clear();
  });
  return async (file, mode = '--exclusive') => {
    // With --no-fork it becomes cat, which keeps the open file.
    const child = spawn('/usr/bin/flock', ['--no-fork', mode, file, 'cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
    running.add({ kill: () => child.kill('SIGKILL') });
    const ended = once(child, 'exit');
    child.stdin.write('locked\n');
    await once(child.stdout, 'data');
    return {
      pid: child.pid ?? 0,
      release: async () => {
        child.kill('SIGKILL');
        await ended;
      },
    };
  };
}
