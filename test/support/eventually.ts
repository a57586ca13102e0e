// Waiting for what VS Code or another process does in its own time.
import { setTimeout as sleep } from 'node:timers/promises';

/** Runs `check` every `pauseMs` until it no longer throws. Rejects with its last error after `limitMs`. */
export async function eventually<T>(check: () => T | Promise<T>, limitMs = 10_000, pauseMs = 50): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await sleep(pauseMs);
  }
}
