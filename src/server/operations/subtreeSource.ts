// What a cascade is planned from: the model of the newest commit, the rollouts as they lie on disk, and who has which
// thread open.
import path from 'node:path';
import { inUse } from './moveFailures';
import { openRolloutFolder, type RolloutFolder } from '../rollouts/threadRollouts';
import type { LockHolder } from '../locks/writerLocks';
import type { BranchSource } from '../threads/cascade';
import { descendantsOf } from '../threads/spawnForest';
import { isThreadId } from '../threads/threadId';
import type { TreeModel } from '../home/homeModel';

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
export function branchSource(
  { threads, forest }: Pick<TreeModel, 'threads' | 'forest'>,
  folders: SessionFolders,
  held: ReadonlyMap<string, LockHolder>,
): BranchSource {
  const hasRollout = (folder: string, threadId: string): boolean => folders.open(folder).index.has(threadId);
  return {
    descendants: root => descendantsOf(forest, root),
    placeOf: threadId => {
      if (!isThreadId(threadId)) return 'invalidId';
      const thread = threads.get(threadId);
      if (thread) return thread.archived ? 'archived' : 'active';
      if (hasRollout(folders.sessions, threadId)) return 'active';
      return hasRollout(folders.archivedSessions, threadId) ? 'archived' : 'missing';
    },
    heldByWriter: threadId => {
      const holder = held.get(threadId);
      return holder && inUse(threadId, holder);
    },
  };
}
