// Which threads a running Codex has loaded, and how to keep it from loading more while threads are moved.
//
// In `thread-writer-locks/`, a Codex holds an exclusive lock (flock; LockFileEx on Windows) on `<thread id>.lock` while
// it has the thread loaded, and removes the file when it unloads the thread. A Codex that is killed leaves an unlocked
// file, which the next Codex that loads a thread removes. Codex takes and removes these only while it holds
// `.coordination.lock` there, for a moment. Observed on Linux with strace:
//
// - 0.125 and before: no locks. Nothing shows what it has loaded or keeps it from loading more: close it first.
// - 0.148 and 0.158: flock(LOCK_EX) on the coordination lock; they wait for it without limit.
// - 0.169: LOCK_SH or LOCK_EX, tried every 50 ms for 30 seconds; then loading, archiving or starting a thread fails.
// - All three: if a thread was archived while Codex waited to load it, Codex answers with an error and changes neither
//   file nor row.
//
// So if we hold the coordination lock while we check the locks and move the threads that are free, no Codex from 0.148
// on can load one of them in between. That is what `hold` is for, on Linux with flock(1), macOS and Windows. Elsewhere
// Codex may load a thread between the check and the move.
import path from 'node:path';
import type { LockHolder } from '../../protocol/failures';
import { namesIn } from '../files/folders';
import { FailureError } from '../failure';
import { isThreadId } from '../threads/threadId';
import { coordinationFile, takeCoordinationLock } from './coordinationLock';
import type { HeldLock } from './lockSystem';
import { platformLocks } from './platformLocks';
import { cannotTell, requireInHome } from './lockFile';

/** The writer locks of one home. Other objects and processes may use them at the same time. */
export interface WriterLocks {
  /**
   * Until `release`, no Codex from 0.148 on loads or unloads a thread of this home: it waits, 0.169 for 30 seconds, so
   * hold for a few seconds only. If already held, makes sure that it still is. Does nothing where there is no safe way:
   * on Linux without flock(1). Ends with this process. Throws FailureError if another program keeps the coordination
   * lock for more than 5 seconds, or if its file cannot be created. Must not be called again before it has settled.
   */
  hold: () => Promise<void>;
  /** Makes the next `hold` quicker, where that is possible. Does not throw: `hold` says what is wrong. */
  prepare: () => void;
  /** Releases the lock, if held. */
  release: () => void;
  /**
   * Those of these threads that a running Codex has loaded, with its process. While the lock is held, an answer stays
   * true until a Codex is killed; otherwise it is true for that moment. Ignores anything that is not a thread id.
   * Throws FailureError if the system does not say.
   */
  holders: (threadIds: Iterable<string>) => Promise<ReadonlyMap<string, LockHolder>>;
  /**
   * The threads with a lock file that no process holds; none if the system does not say. Throws as `holders` does.
   */
  stale: () => Promise<string[]>;
}

/** The writer locks of the home at this canonical path. Looks at nothing and holds nothing yet. */
export function createWriterLocks(home: string): WriterLocks {
  const folder = writerLockFolder(home);
  const system = platformLocks(process.platform, process.env.PATH);
  let held: HeldLock | undefined;
  /** A thread that is free while the lock is held stays free until it is released. */
  const knownFree = new Set<string>();

  const holdersAmong = async (threadIds: readonly string[]): Promise<Map<string, LockHolder>> => {
    const files = new Map(threadIds.filter(id => !knownFree.has(id)).map(id => [path.join(folder, `${id}.lock`), id]));
    if (files.size === 0) return new Map();
    // Checking takes each lock for an instant. Codex does not notice, as it takes the coordination lock first.
    const borrowed = held === undefined ? await takeCoordinationLock(system, folder) : undefined;
    try {
      const found = await system.heldAmong([...files.keys()]);
      if (held !== undefined) for (const [file, id] of files) if (!found.has(file)) knownFree.add(id);
      return new Map([...found].map(([file, holder]) => [files.get(file) as string, holder]));
    } finally {
      borrowed?.release();
    }
  };

  const release = (): void => {
    held?.release();
    held = undefined;
    knownFree.clear();
  };

  return {
    hold: async () => {
      if (held?.isCurrent() === true) return;
      release();
      held = await takeCoordinationLock(system, folder);
    },
    prepare: () => {
      try {
        requireInHome(folder);
        system.prepare?.(coordinationFile(folder));
      } catch (error) {
        if (!(error instanceof FailureError)) throw error;
      }
    },
    release,
    holders: async threadIds => {
      const asked = new Set(threadIds);
      return holdersAmong(lockFileIds(folder).filter(id => asked.has(id)));
    },
    stale: async () => {
      const threadIds = lockFileIds(folder);
      const loaded = await holdersAmong(threadIds);
      return threadIds.filter(id => !loaded.has(id));
    },
  };
}

/** Where the writer locks of a home are, or would be. */
export function writerLockFolder(home: string): string {
  return path.join(home, 'thread-writer-locks');
}

/** The threads that have a lock file: usually none or a few. Throws `writerLocksUnreadable`, `folderLeadsOutside`. */
export function lockFileIds(folder: string): string[] {
  requireInHome(folder);
  try {
    return (namesIn(folder) ?? [])
      .filter(name => name.endsWith('.lock'))
      .map(name => name.slice(0, -'.lock'.length))
      .filter(isThreadId);
  } catch (error) {
    throw cannotTell(folder, error);
  }
}
