// `threadTree/oldThreads` and `subAgents`: what a clean-up would archive, what each entry consists of, and how much
// disk space it takes.
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { OldSubtree, OldThreadsParams, OldThreadsResponse, SubAgentsResponse } from '../../protocol/find';
import { rolloutSizes } from '../rollouts/rolloutSizes';
import { readUnfinishedSubAgents } from '../home/spawnEdges';
import type { StateDb } from '../sqlite/stateDb';
import type { HomeState, ThreadHome } from '../home/threadHome';
import { findOldSubtrees, subtreesWithin, type FoundSubtree } from '../threads/oldSubtrees';
import type { ModelThread } from '../home/homeModel';
import { lookAtWorkspaces } from '../workspaces/workspaces';
import type { LoadedMarks } from './loadedMarks';
import { rowsOf } from './levelRows';

const DAY_SECONDS = 86_400;
/** Rows to read, in a few milliseconds, before other requests get their turn. */
const BATCH = 500;

/** A subtree by the ids of its threads. */
interface NamedSubtree {
  root: string;
  threadIds: string[];
  newestAt: number;
}

type Marks = (state: HomeState) => LoadedMarks;

/** As of the newest commit. Rejects with FailureError, or with the signal's reason when it is aborted. */
export async function oldThreads(
  home: ThreadHome,
  marks: Marks,
  params: OldThreadsParams,
  signal: AbortSignal,
): Promise<OldThreadsResponse> {
  const found = await home.read((db, state) => {
    const { subtrees, loaded } = findSubtrees(home, db, state, marks(state).threads, params);
    const idsOf = (archived: boolean): string[] =>
      state.model.list.filter(thread => thread.archived === archived).map(({ id }) => id);
    return { subtrees: subtrees.map(named(state)), loaded, active: idsOf(false), archived: idsOf(true) };
  });
  const active = await sizesOf(home, 'sessions', found.active, signal);
  const archived = await sizesOf(home, 'archived_sessions', found.archived, signal);
  return {
    subtrees: await withRows(home, marks, found.subtrees, active, signal),
    loaded: found.loaded,
    home: {
      active: { threads: found.active.length, bytes: bytesOf(found.active, active) },
      archived: { threads: found.archived.length, bytes: bytesOf(found.archived, archived) },
    },
  };
}

/** What the subtree of a thread consists of. None if the thread is gone. Rejects as `oldThreads` does. */
export async function subAgents(
  home: ThreadHome,
  marks: Marks,
  threadId: string,
  signal: AbortSignal,
): Promise<SubAgentsResponse> {
  const found = await home.read((_, state) => {
    const { list, forest, threads } = state.model;
    const root = forest.numbers.get(threadId);
    return root === undefined || threads.get(threadId) === undefined
      ? []
      : subtreesWithin(list, forest, root).map(named(state));
  });
  const threadIds = found.flatMap(subtree => subtree.threadIds);
  const sizes = await sizesOf(home, 'sessions', threadIds, signal);
  return { subtrees: await withRows(home, marks, found, sizes, signal) };
}

function named({ model }: HomeState): (subtree: FoundSubtree) => NamedSubtree {
  const idOf = (number: number): string => (model.list[number] as ModelThread).id;
  return ({ root, members, newestAt }) => ({ root: idOf(root), threadIds: members.map(idOf), newestAt });
}

function sizesOf(
  home: ThreadHome,
  folder: 'sessions' | 'archived_sessions',
  threadIds: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, number>> {
  return rolloutSizes(path.join(home.path(), folder), new Set(threadIds), signal);
}

function bytesOf(threadIds: readonly string[], sizes: ReadonlyMap<string, number>): number {
  return threadIds.reduce((sum, id) => sum + (sizes.get(id) ?? 0), 0);
}

/** Skips roots that are gone or archived by now. */
async function withRows(
  home: ThreadHome,
  marks: Marks,
  subtrees: readonly NamedSubtree[],
  sizes: ReadonlyMap<string, number>,
  signal: AbortSignal,
): Promise<OldSubtree[]> {
  const answer: OldSubtree[] = [];
  for (let from = 0; from < subtrees.length; from += BATCH) {
    await nextTurn();
    signal.throwIfAborted();
    const batch = subtrees.slice(from, from + BATCH);
    const rows = await home.read((db, state) => {
      const numbers = batch.flatMap(({ root }) =>
        state.model.threads.get(root)?.archived === false ? (state.model.forest.numbers.get(root) ?? []) : [],
      );
      return new Map(rowsOf(db, state, marks(state), numbers).map(row => [row.threadId, row]));
    });
    for (const { root, threadIds, newestAt } of batch) {
      const row = rows.get(root);
      if (row) answer.push({ row, threads: threadIds.length, bytes: bytesOf(threadIds, sizes), newestAt });
    }
  }
  return answer;
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
