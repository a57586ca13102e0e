// `threadTree/oldThreads`: what a clean-up would archive, with what it would free.
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { OldSubtree, OldThreadsParams, OldThreadsResponse } from '../../protocol/methods';
import { rolloutSizes } from '../rollouts/rolloutSizes';
import { readUnfinishedChildren } from '../home/openEdges';
import type { StateDb } from '../sqlite/stateDb';
import type { HomeState, ThreadHome } from '../home/threadHome';
import { findOldSubtrees, type OldSubtreeOf } from '../threads/oldSubtrees';
import type { ModelThread } from '../home/homeModel';
import { lookAtWorkspaces } from '../workspaces/workspaces';
import type { LoadedMarks } from './loadedMarks';
import { rowsOf } from './levelRows';

const DAY_SECONDS = 86_400;
/** Rows that are read before others have their turn: some milliseconds. */
const BATCH = 500;

/**
 * Answers as of the newest commit. Rejects with UserError when the home or its rollouts cannot be read, and with the
 * signal's reason.
 */
export async function oldThreads(
  home: ThreadHome,
  marks: (state: HomeState) => LoadedMarks,
  params: OldThreadsParams,
  signal: AbortSignal,
): Promise<OldThreadsResponse> {
  const { branches, inUse } = await home.read((db, state) => {
    const found = findBranches(home, db, state, marks(state).threads, params);
    const idOf = (number: number): string => (state.model.list[number] as ModelThread).id;
    return {
      ...found,
      branches: found.branches.map(({ root, members, newestAt }) => ({
        root: idOf(root),
        threadIds: members.map(idOf),
        newestAt,
      })),
    };
  });
  const sizes = await rolloutSizes(
    path.join(home.path(), 'sessions'),
    new Set(branches.flatMap(({ threadIds }) => threadIds)),
    signal,
  );
  const answer: OldSubtree[] = [];
  for (let from = 0; from < branches.length; from += BATCH) {
    await nextTurn();
    signal.throwIfAborted();
    const batch = branches.slice(from, from + BATCH);
    // One that is gone by now, or was put away, is none that a clean-up would archive.
    const rows = await home.read((db, state) => {
      const numbers = batch.flatMap(({ root }) =>
        state.model.threads.get(root)?.archived === false ? (state.model.forest.numbers.get(root) ?? []) : [],
      );
      return new Map(rowsOf(db, state, marks(state), numbers).map(row => [row.threadId, row]));
    });
    for (const { root, threadIds, newestAt } of batch) {
      const row = rows.get(root);
      if (row)
        answer.push({
          row,
          threads: threadIds.length,
          bytes: threadIds.reduce((sum, id) => sum + (sizes.get(id) ?? 0), 0),
          newestAt,
        });
    }
  }
  return { subtrees: answer, loaded: inUse };
}

function findBranches(
  home: ThreadHome,
  db: StateDb,
  { model }: HomeState,
  threadsInUse: ReadonlySet<string>,
  { days, folders, finishedOnly, withChildrenOnly, excludePinned }: OldThreadsParams,
): { branches: OldSubtreeOf[]; inUse: number } {
  const unfinished = new Set(finishedOnly ? readUnfinishedChildren(db) : []);
  const inFolders = folders && lookAtWorkspaces(home.path()).scopeOf(folders);
  const scope = inFolders && model.cwds.map(inFolders);
  const threadAt = (number: number): ModelThread => model.list[number] as ModelThread;
  return findOldSubtrees(model.list, model.forest, model.places(false), {
    until: Math.floor(Date.now() / 1000) - days * DAY_SECONDS,
    withChildrenOnly,
    isWanted: root => (scope?.[threadAt(root).cwd] ?? true) && !(excludePinned && threadAt(root).isPinned),
    isUnfinished: child => unfinished.has(threadAt(child).id),
    isLoaded: number => threadsInUse.has(threadAt(number).id),
  });
}
