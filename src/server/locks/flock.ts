// flock(2) without a native build: the program flock(1) of util-linux or busybox locks a descriptor that it inherits.
// An flock belongs to the open file, which parent and child share: it stays with our descriptor when the child has
// ended, and goes with it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';

/**
 * Locks an open file exclusively, with the flock program at `program`; false when another has the lock: at once, or
 * still after `patienceMs`. Rejects with an Error when the program cannot be run or the file cannot be locked. About 2
 * ms.
 */
export async function flock(program: string, descriptor: number, patienceMs = 0): Promise<boolean> {
  // Busybox knows no time limit: whoever waits is ended. Should it get the lock that instant, closing the file lets it
  // go.
  const limit = patienceMs > 0 ? { timeout: patienceMs, killSignal: 'SIGKILL' as const } : {};
  const child = spawn(program, patienceMs > 0 ? ['-x', '3'] : ['-x', '-n', '3'], {
    stdio: ['ignore', 'ignore', 'pipe', descriptor],
    env: {},
    ...limit,
  });
  const [[code, signal], complaint] = await Promise.all([
    once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
    text(child.stderr as Readable),
  ]);
  if (code === 0) return true;
  if (signal === 'SIGKILL' || (code === 1 && complaint === '')) return false;
  throw new Error(complaint.trim() || `${program} ended with ${code ?? signal}`);
}
