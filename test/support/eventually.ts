// Waiting for what VS Code or another process does in its own time.
import { setTimeout as sleep } from 'node:timers/promises';

/** How many times longer than usual tests wait: the environment says it where everything is slow, as under Wine. */
export const patience = Number(process.env.PATIENCE ?? 1);

/**
 * Runs `check` every `pauseMs` until it no longer throws. Rejects with its last error after `limitMs`, times
 * `patience`.
 */
export async function eventually<T>(check: () => T | Promise<T>, limitMs = 10_000, pauseMs = 50): Promise<T> {
  const end = Date.now() + limitMs * patience;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await sleep(pauseMs);
  }
}
