// Which threads a running Codex has loaded, for show: at a glance, and not looked at again for some seconds. An
// operation asks for certain (writerLocks.ts).
import path from 'node:path';
import { FailureError } from '../failure';
import { platformLocks } from './platformLocks';
import { lockFileIds, writerLockFolder } from './writerLocks';

export interface LoadedThreads {
  /** As of about three seconds ago at most. The same set as long as nothing has changed. Does not throw. */
  recent(): ReadonlySet<string>;
  /** As of now. */
  look(): ReadonlySet<string>;
}

/** Longer than the pause between two looks of the watch (requests/changes.ts): while that runs, nobody else looks. */
const BELIEVED_MS = 3000;
/** A slow look is repeated less often, so that looking takes at most a twentieth of the time. */
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
      // Shown as not loaded; an operation says what is wrong.
      if (error instanceof FailureError) return new Set();
      throw error;
    }
  };

  return { look, recent: () => (performance.now() < last.until ? last.threads : look()) };
}
