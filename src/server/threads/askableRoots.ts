// Decides whether a running Codex can be asked to archive a subtree. Pure. Codex archives a thread with all of its
// descendants, interrupts their turns, and refuses if another process has one of them loaded (0.148 to 0.171).
import type { LockHolder } from '../../protocol/failures';
import type { ThreadLocation } from './cascadePlan';
import { descendantsOf, parentOf, type SpawnForest } from './spawnForest';
import { subtreeRoots } from './subtreeRoots';

export interface AskableInput {
  forest: SpawnForest;
  /** The threads that are to be archived. */
  moves: readonly string[];
  /** The loaded threads, among these and others, and the process that has each loaded. */
  holders: ReadonlyMap<string, LockHolder>;
  /** The process of the Codex that can be asked; undefined if there is none. */
  server: number | undefined;
  locationOf: (threadId: string) => ThreadLocation;
}

/**
 * The threads that Codex would have to be asked to archive, so that exactly these threads move. Undefined if it must
 * not be asked: none of them is loaded; one is loaded by another process, or nobody knows by which; Codex would also
 * archive a thread that is to stay; or the edges are such that Codex fails or never answers (a cycle, an id that is no
 * thread's).
 */
export function askableRoots({ forest, moves, holders, server, locationOf }: AskableInput): string[] | undefined {
  if (server === undefined || moves.length === 0) return undefined;
  const roots = subtreeRoots(forest, moves);
  const moving = new Set(moves);
  let isLoaded = false;
  for (const root of roots) {
    const subtree = [root, ...descendantsOf(forest, root)];
    // Each thread has one parent, so a cycle below a thread leads back to the thread itself.
    if (subtree.includes(parentOf(forest, root) ?? '')) return undefined;
    for (const threadId of subtree) {
      const location = locationOf(threadId);
      if (location === 'invalidId' || (location === 'active' && !moving.has(threadId))) return undefined;
      const holder = holders.get(threadId);
      if (holder && holder.pid !== server) return undefined;
      isLoaded ||= holder !== undefined;
    }
  }
  return isLoaded ? roots : undefined;
}
