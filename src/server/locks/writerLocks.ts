// Which threads a running Codex has loaded, and how it is kept from loading more while threads are moved.
//
// In `thread-writer-locks/` a Codex holds an exclusive lock (flock; LockFileEx on Windows) on `<thread id>.lock` while
// it has the thread loaded, and removes the file as it lets go; what a killed one leaves is unlocked, and the next to
// load a thread removes it. It takes and removes any of these only while it holds `.coordination.lock` there, for a
// moment. Observed on Linux with strace:
//
// - 0.125 and before: no locks. Nothing tells what it has loaded, and nothing keeps it from loading: close it first.
// - 0.148 and 0.158: flock(LOCK_EX) on the coordination lock; they wait as long as it is another's.
// - 0.169: LOCK_SH or LOCK_EX, tried each 50 ms for 30 seconds; then loading, archiving or starting a thread fails with
// an error.
// - All three: one that waited to load a thread that was archived meanwhile answers an error, and leaves file and row
// alone.
//
// So whoever holds the coordination lock, looks, moves what is free and lets go, leaves no window to 0.148 and later.
// That is what `hold` does on Linux, with flock(1), and on macOS. Elsewhere a Codex may load a thread between the look
// and the move.
import { closeSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { isAbsent } from '../home/codexHome';
import { isThreadId } from '../threads/threadId';
import { isCoordinationLock, takeCoordinationLock } from './coordinationLock';
import type { LockHolder } from './lockHolder';
import { lockSystem } from './lockSystem';
import { cannotTell } from './lockFile';

export type { LockHolder } from './lockHolder';

/** The writer locks of one home. Other objects and other processes may be at it too. */
export interface WriterLocks {
  /**
   * From now on until `release`, no Codex from 0.148 on loads or lets go of a thread of this home: it waits, 0.169 for
   * 30 seconds, so hold on for seconds only. Held already, it is only made sure that it still is. Does nothing where
   * there is no sound way: on Windows, and on Linux without flock(1). Ends with this process. Throws UserError when
   * another program keeps the coordination lock for more than 5 seconds, or its file cannot be made. Not to be called
   * again before it has answered.
   */
  hold: () => Promise<void>;
  /** Lets go, if held. */
  release: () => void;
  /**
   * Those of these threads that a running Codex has loaded, with who. While held, an answer stays true until a Codex is
   * killed; else it is of that moment. Ids that are none lead nowhere. Throws UserError when it cannot be told.
   */
  holders: (threadIds: Iterable<string>) => Promise<ReadonlyMap<string, LockHolder>>;
  /**
   * The threads with a lock file that no process holds; where that cannot be told, none. Throws UserError as `holders`
   * does.
   */
  stale: () => Promise<string[]>;
}

/** The writer locks of the home at this canonical path. Nothing is looked at or held yet. */
export function createWriterLocks(home: string): WriterLocks {
  const folder = writerLockFolder(home);
  const system = lockSystem(process.platform, process.env.PATH);
  let held: number | undefined;
  /** What was found free while held stays free until it is released. */
  const knownFree = new Set<string>();

  const holdersAmong = async (threadIds: readonly string[]): Promise<Map<string, LockHolder>> => {
    const files = new Map(threadIds.filter(id => !knownFree.has(id)).map(id => [path.join(folder, `${id}.lock`), id]));
    if (files.size === 0) return new Map();
    // To look is to take a lock for an instant. No Codex sees that, as it first takes the coordination lock.
    const borrowed = held === undefined ? await takeCoordinationLock(system, folder) : undefined;
    try {
      const found = await system.heldAmong([...files.keys()]);
      if (held !== undefined) for (const [file, id] of files) if (!found.has(file)) knownFree.add(id);
      return new Map([...found].map(([file, holder]) => [files.get(file) as string, holder]));
    } finally {
      if (borrowed !== undefined) closeSync(borrowed);
    }
  };

  const release = (): void => {
    if (held !== undefined) closeSync(held);
    held = undefined;
    knownFree.clear();
  };

  return {
    hold: async () => {
      if (held !== undefined && isCoordinationLock(held, folder)) return;
      release();
      held = await takeCoordinationLock(system, folder);
    },
    release,
    holders: async threadIds => {
      const asked = new Set(threadIds);
      return holdersAmong(lockFileIds(folder).filter(id => asked.has(id)));
    },
    stale: async () => {
      const threadIds = lockFileIds(folder);
      const inUse = await holdersAmong(threadIds);
      return threadIds.filter(id => !inUse.has(id));
    },
  };
}

/** Where the writer locks of a home are, or would be. */
export function writerLockFolder(home: string): string {
  return path.join(home, 'thread-writer-locks');
}

/** The threads that have a lock file: mostly none or a few. Throws UserError when the folder cannot be read. */
export function lockFileIds(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter(name => name.endsWith('.lock'))
      .map(name => name.slice(0, -'.lock'.length))
      .filter(isThreadId);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw cannotTell(folder, error);
  }
}
