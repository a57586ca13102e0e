// Another process that holds a thread's writer lock, as a Codex does that has the thread loaded. By flock(1), so on
// Linux alone.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { storedSubtree } from '../codexHome';

/** Holds the lock of the thread with this name (or nickname) while `use` runs. */
export async function whileInUse(home: string, name: string, use: () => Promise<void>): Promise<void> {
  const folder = path.join(home, 'thread-writer-locks');
  mkdirSync(folder, { recursive: true });
  const codex = spawn(
    'flock',
    [path.join(folder, `${storedSubtree(home, name)[0]?.id}.lock`), 'sh', '-c', 'echo held; exec cat'],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  try {
    await once(codex.stdout, 'data');
    await use();
  } finally {
    const ended = once(codex, 'exit');
    codex.stdin.end();
    await ended;
  }
}
