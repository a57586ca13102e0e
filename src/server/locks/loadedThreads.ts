// Which threads a running Codex has loaded, for display: a quick look, kept for some seconds. Operations find out for
// certain (writerLocks.ts).
import path from 'node:path';
import { FailureError } from '../failure';
import { platformLocks } from './platformLocks';
import { lockFileIds, writerLockFolder } from './writerLocks';

export interface LoadedThreads {
  /** At most about three seconds old. The same set as long as nothing has changed. Does not throw. */
  recent(): ReadonlySet<string>;
  /** As of now. */
  look(): ReadonlySet<string>;
}

/** Longer than the interval of the watch (requests/changes.ts), so that nothing else looks while the watch runs. */
const BELIEVED_MS = 3000;
/** A slow look is repeated less often: looking takes at most a twentieth of the time. */
const REST = 20;

/** Looks at nothing yet. `home` returns the path of the Codex home. */
export function createLoadedThreads(home: () => string): LoadedThreads {
  const system = platformLocks(process.platform, process.env.PATH);
  let last: { threads: ReadonlySet<string>; until: number } = { threads: new Set(), until: 0 };

  const look = (): ReadonlySet<string> => {
    const started = performance.now();
    const found = seenIn(writerLockFolder(home())) ?? last.threads;
    const threads =
      found.size === last.threads.size && [...found].every(id => last.threads.has(id)) ? last.threads : found;
    const now = performance.now();
    last = { threads, until: now + Math.max(BELIEVED_MS, (now - started) * REST) };
    return threads;
  };

  const seenIn = (folder: string): ReadonlySet<string> | undefined => {
    try {
      const files = new Map(lockFileIds(folder).map(id => [path.join(folder, `${id}.lock`), id]));
      const held = files.size > 0 ? system.seemHeld([...files.keys()]) : [];
      return held && new Set(held.map(file => files.get(file) as string));
    } catch (error) {
      // Show them as not loaded; an operation reports what is wrong.
      if (error instanceof FailureError) return new Set();
      throw error;
    }
  };

  return { look, recent: () => (performance.now() < last.until ? last.threads : look()) };
}
