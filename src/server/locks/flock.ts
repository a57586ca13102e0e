// flock(2) without a native build: the program flock(1) of util-linux or busybox locks a descriptor that it inherits.
// An flock belongs to the open file, which parent and child share: it outlives the child, and ends when our descriptor
// is closed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';

/**
 * Locks an open file exclusively, with the flock program at `program`. False if another process still has the lock
 * after `patienceMs`. Rejects with an Error if the program cannot be run or the file cannot be locked. Takes about 2
 * ms.
 */
export async function flock(program: string, descriptor: number, patienceMs = 0): Promise<boolean> {
  // Busybox has no time limit, so the child is killed. If it got the lock at that instant, closing the file releases
  // it.
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
