// `threadTree/oldThreads`: what a clean-up would archive, and how much disk space it takes.
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { OldSubtree, OldThreadsParams, OldThreadsResponse } from '../../protocol/find';
import { rolloutSizes } from '../rollouts/rolloutSizes';
import { readUnfinishedSubAgents } from '../home/spawnEdges';
import type { StateDb } from '../sqlite/stateDb';
import type { HomeState, ThreadHome } from '../home/threadHome';
import { findOldSubtrees, type FoundSubtree } from '../threads/oldSubtrees';
import type { ModelThread } from '../home/homeModel';
import { lookAtWorkspaces } from '../workspaces/workspaces';
import type { LoadedMarks } from './loadedMarks';
import { rowsOf } from './levelRows';

const DAY_SECONDS = 86_400;
/** Rows to read, in a few milliseconds, before other requests get their turn. */
const BATCH = 500;

/** As of the newest commit. Rejects with FailureError, or with the signal's reason when it is aborted. */
export async function oldThreads(
  home: ThreadHome,
  marks: (state: HomeState) => LoadedMarks,
  params: OldThreadsParams,
  signal: AbortSignal,
): Promise<OldThreadsResponse> {
  const { subtrees, loaded } = await home.read((db, state) => {
    const found = findSubtrees(home, db, state, marks(state).threads, params);
    const idOf = (number: number): string => (state.model.list[number] as ModelThread).id;
    return {
      ...found,
      subtrees: found.subtrees.map(({ root, members, newestAt }) => ({
        root: idOf(root),
        threadIds: members.map(idOf),
        newestAt,
      })),
    };
  });
  const sizes = await rolloutSizes(
    path.join(home.path(), 'sessions'),
    new Set(subtrees.flatMap(({ threadIds }) => threadIds)),
    signal,
  );
  const answer: OldSubtree[] = [];
  for (let from = 0; from < subtrees.length; from += BATCH) {
    await nextTurn();
    signal.throwIfAborted();
    const batch = subtrees.slice(from, from + BATCH);
    // Skips roots that are gone or archived by now.
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
  return { subtrees: answer, loaded };
}

function findSubtrees(
  home: ThreadHome,
  db: StateDb,
  { model }: HomeState,
  loadedThreads: ReadonlySet<string>,
  { days, folders, finishedOnly, withChildrenOnly, excludePinned }: OldThreadsParams,
): { subtrees: FoundSubtree[]; loaded: number } {
  const unfinished = new Set(finishedOnly ? readUnfinishedSubAgents(db) : []);
  const inFolders = folders && lookAtWorkspaces(home.path()).scopeOf(folders);
  const scope = inFolders && model.cwds.map(inFolders);
  const threadAt = (number: number): ModelThread => model.list[number] as ModelThread;
  return findOldSubtrees(model.list, model.forest, model.forestOf(false), {
    until: Math.floor(Date.now() / 1000) - days * DAY_SECONDS,
    withChildrenOnly,
    isWanted: root => (scope?.[threadAt(root).cwd] ?? true) && !(excludePinned && threadAt(root).isPinned),
    isUnfinished: child => unfinished.has(threadAt(child).id),
    isLoaded: number => loadedThreads.has(threadAt(number).id),
  });
}
