// Another process that has a file locked with flock, as a running Codex has the locks of its threads. Linux only: it
// needs the programs flock and cat.
import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import path from 'node:path';
import { eventually } from './eventually';

export interface FlockHolder {
  /** The process calls itself `cat`, or as the copy of cat that was asked for. */
  readonly pid: number;
  /** Ends the process, and with it the lock. */
  release: () => Promise<void>;
}

type Mode = '--exclusive' | '--shared';

/** The writer lock of a thread: Codex holds it while it has the thread loaded. */
export function threadLockOf(home: string, threadId: string): string {
  return path.join(home, 'thread-writer-locks', `${threadId}.lock`);
}

/** Locks a file in a new process, which the caller has to end. Makes the file and its folder when they are missing. */
export async function holdFlock(file: string, mode: Mode = '--exclusive', cat = 'cat'): Promise<FlockHolder> {
  mkdirSync(path.dirname(file), { recursive: true });
  // With --no-fork it becomes cat, which keeps the open file.
  const child = spawn('/usr/bin/flock', ['--no-fork', mode, file, cat], { stdio: ['pipe', 'pipe', 'inherit'] });
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
}

/** Resolves when a process is kept waiting for the lock on a file: the kernel's table of locks tells. */
export function untilAwaited(file: string): Promise<void> {
  return eventually(() => {
    const waiting = new RegExp(`-> FLOCK .*:${statSync(file).ino} `);
    assert.match(readFileSync('/proc/locks', 'utf8'), waiting);
  });
}

/** Resolves when a process has a file open, as it has before it asks for the lock, again and again or waiting. */
export function untilOpen(pid: number, file: string): Promise<void> {
  const descriptors = `/proc/${pid}/fd`;
  const opened = (): string[] =>
    readdirSync(descriptors).flatMap(name => {
      try {
        return [readlinkSync(path.join(descriptors, name))];
      } catch {
        // Closed since.
        return [];
      }
    });
  return eventually(() => assert.ok(opened().includes(file), `${file} is not open`), 10_000, 5);
}

/** Holds the writer lock of a thread while `use` runs. */
export async function whileLoaded(home: string, threadId: string, use: () => Promise<void>): Promise<void> {
  const holder = await holdFlock(threadLockOf(home, threadId));
  try {
    await use();
  } finally {
    await holder.release();
  }
}

/** Registers a hook that ends what is left after each test. The function is `holdFlock`. */
export function flockHolders(): typeof holdFlock {
  const running = new Set<FlockHolder>();
  afterEach(async () => {
    await Promise.all([...running].map(holder => holder.release()));
    running.clear();
  });
  return async (...parameters) => {
    const holder = await holdFlock(...parameters);
    running.add(holder);
    return holder;
  };
}
