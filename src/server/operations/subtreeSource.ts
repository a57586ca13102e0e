// What a cascade is planned from: the model of the newest commit, the rollouts on disk, and which threads are loaded.
import path from 'node:path';
import type { LockHolder } from '../../protocol/failures';
import { openRolloutFolder, type RolloutFolder } from '../rollouts/threadRollouts';
import type { SubtreeSource } from '../threads/cascade';
import { descendantsOf } from '../threads/spawnForest';
import { isThreadId } from '../threads/threadId';
import type { HomeModel } from '../home/homeModel';

/** The two session folders of a home, each listed once, when it is first needed. */
export interface SessionFolders {
  readonly sessions: string;
  readonly archivedSessions: string;
  /** The rollouts of one of them. Throws FailureError when it cannot be read. */
  open(folder: string): RolloutFolder;
}

/**
 * Opens nothing yet. Make one for each operation: it never lists a folder again. With `only`, rollouts of other threads
 * are left out.
 */
export function sessionFolders(home: string, only?: ReadonlySet<string>): SessionFolders {
  const opened = new Map<string, RolloutFolder>();
  return {
    sessions: path.join(home, 'sessions'),
    archivedSessions: path.join(home, 'archived_sessions'),
    open: folder => {
      const known = opened.get(folder) ?? openRolloutFolder(folder, only);
      opened.set(folder, known);
      return known;
    },
  };
}

/**
 * A thread without a row is where a rollout with its id lies. `loaded`: the threads that a running Codex has loaded.
 */
export function subtreeSource(
  { threads, forest }: Pick<HomeModel, 'threads' | 'forest'>,
  folders: SessionFolders,
  loaded: ReadonlyMap<string, LockHolder>,
): SubtreeSource {
  const hasRollout = (folder: string, threadId: string): boolean => folders.open(folder).index.has(threadId);
  return {
    descendants: root => descendantsOf(forest, root),
    locationOf: threadId => {
      if (!isThreadId(threadId)) return 'invalidId';
      const thread = threads.get(threadId);
      if (thread) return thread.archived ? 'archived' : 'active';
      if (hasRollout(folders.sessions, threadId)) return 'active';
      return hasRollout(folders.archivedSessions, threadId) ? 'archived' : 'missing';
    },
    loadedBy: threadId => {
      const holder = loaded.get(threadId);
      return holder && { code: 'loaded', holder };
    },
  };
}
