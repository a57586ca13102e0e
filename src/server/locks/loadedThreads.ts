// Which threads a running Codex has loaded, for show: at a glance, and not looked at again for a second. An operation
// asks for certain (writerLocks.ts).
import path from 'node:path';
import { UserError } from '../userError';
import { lockSystem } from './lockSystem';
import { lockFileIds, writerLockFolder } from './writerLocks';

export interface LoadedThreads {
  /** As of about a second ago at most. The same set as long as nothing has changed. Does not throw. */
  recent(): ReadonlySet<string>;
  /** As of now. */
  look(): ReadonlySet<string>;
}

const BELIEVED_MS = 1000;
/** What takes long is looked at more rarely: a twentieth of the time at most goes into it. */
const REST = 20;

/** Looks at nothing yet. `home` tells the path of the Codex home. */
export function createLoadedThreads(home: () => string): LoadedThreads {
  const system = lockSystem(process.platform, process.env.PATH);
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
      // What cannot be looked at is not shown; an operation says what is wrong with it.
      if (error instanceof UserError) return new Set();
      throw error;
    }
  };

  return { look, recent: () => (performance.now() < last.until ? last.threads : look()) };
}
