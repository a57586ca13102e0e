// Waiting for something that VS Code or another process does in its own time.
import { setTimeout as sleep } from 'node:timers/promises';

/** Runs `check` until it throws no more; after `limitMs` rejects with what it threw last. */
export async function eventually<T>(check: () => T | Promise<T>, limitMs = 10_000): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await sleep(50);
  }
}
