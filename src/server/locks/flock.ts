// flock(2) without a native build: the program flock(1) of util-linux or busybox locks a descriptor that it inherits.
// An flock belongs to the open file, which parent and child share: it outlives the child, and ends when our descriptor
// is closed.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';

/**
 * Locks an open file exclusively, with the flock program at `program`. False if another process still has the lock
 * after `patienceMs`. Rejects with an Error if the program cannot be run or the file cannot be locked. Takes as long as
 * a fork: 2 to 15 ms.
 */
export function flock(program: string, descriptor: number, patienceMs = 0): Promise<boolean> {
  return ended(
    program,
    spawn(program, patienceMs > 0 ? ['-x', '3'] : ['-x', '-n', '3'], {
      stdio: ['ignore', 'ignore', 'pipe', descriptor],
      env: {},
    }),
    patienceMs,
  );
}

/** A process that has a file open and is ready to lock it. */
export interface ReadyFlock {
  /** As `flock`, without its fork. Call it once. */
  lock: (patienceMs: number) => Promise<boolean>;
  /** Ends the process; call it unless you have called `lock`. */
  discard: () => void;
}

/**
 * Starts a shell that becomes the flock program at `program` when it is told to. It ends with this process, which it
 * does not keep alive while it waits.
 */
export function readyFlock(program: string, descriptor: number): ReadyFlock {
  const child = spawn('/bin/sh', ['-c', 'read -r go && exec "$0" -x 3', program], {
    stdio: ['pipe', 'ignore', 'pipe', descriptor],
    env: {},
  });
  // If it cannot be started or has ended, `lock` starts another.
  child.on('error', () => undefined);
  child.stdin?.on('error', () => undefined);
  const handles = [child, child.stdin as Socket | null, child.stderr as Socket | null];
  for (const handle of handles) handle?.unref();
  return {
    lock: patienceMs => {
      const isGone = child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
      if (isGone) return flock(program, descriptor, patienceMs);
      for (const handle of handles) handle?.ref();
      child.stdin?.end('go\n');
      return ended(program, child, patienceMs);
    },
    discard: () => void child.kill('SIGKILL'),
  };
}

async function ended(program: string, child: ChildProcess, patienceMs: number): Promise<boolean> {
  // Busybox has no time limit, so the child is killed. If it got the lock at that instant, closing the file releases
  // it.
  const limit = patienceMs > 0 ? setTimeout(() => child.kill('SIGKILL'), patienceMs) : undefined;
  const [[code, signal], complaint] = await Promise.all([
    once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
    text(child.stderr as Readable),
  ]).finally(() => clearTimeout(limit));
  if (code === 0) return true;
  if (signal === 'SIGKILL' || (code === 1 && complaint === '')) return false;
  throw new Error(complaint.trim() || `${program} ended with ${code ?? signal}`);
}
