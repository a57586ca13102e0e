// What a cascade is planned from: the model of the newest commit, the rollouts as they lie on disk, and who has which
// thread open.
import path from 'node:path';
import { loadedFailure } from './moveFailures';
import { openRolloutFolder, type RolloutFolder } from '../rollouts/threadRollouts';
import type { LockHolder } from '../locks/writerLocks';
import type { SubtreeSource } from '../threads/cascade';
import { descendantsOf } from '../threads/spawnForest';
import { isThreadId } from '../threads/threadId';
import type { HomeModel } from '../home/homeModel';

/** The two folders of a home; each is listed once, when it is first needed. */
export interface SessionFolders {
  readonly sessions: string;
  readonly archivedSessions: string;
  /** What lies in one of them. Throws UserError when it cannot be read. */
  open(folder: string): RolloutFolder;
}

/** Opens nothing yet. Made for one operation: what it has listed it does not list again. */
export function sessionFolders(home: string): SessionFolders {
  const opened = new Map<string, RolloutFolder>();
  return {
    sessions: path.join(home, 'sessions'),
    archivedSessions: path.join(home, 'archived_sessions'),
    open: folder => {
      const known = opened.get(folder) ?? openRolloutFolder(folder);
      opened.set(folder, known);
      return known;
    },
  };
}

/**
 * A thread without a row is where a rollout of its name lies. `held` are the threads that a running Codex has loaded.
 */
export function subtreeSource(
  { threads, forest }: Pick<HomeModel, 'threads' | 'forest'>,
  folders: SessionFolders,
  held: ReadonlyMap<string, LockHolder>,
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
      const holder = held.get(threadId);
      return holder && loadedFailure(threadId, holder);
    },
  };
}
