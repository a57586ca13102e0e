// The tree's requests that only read, and the news that the tree has changed.
import {
  ThreadTreeMethod, type ChangedNotification, type HomeProblem, type TreeListResponse, type TreeMembersResponse, type TreeView, type ViewOptions,
} from '../../protocol/threadTree';
import { NoCodexHome, NoStateDb } from '../codexHome';
import { watchStateDb, type Watch } from '../stateDb/watch';
import type { StateDb } from '../stateDb/stateDb';
import type { HomeState, ThreadHome } from '../threadHome';
import type { RequestHandler } from '../threadServer';
import { UserError } from '../userError';
import { dateBounds } from '../threads/dateGroups';
import { decodeTreeDetails, decodeTreeList, decodeTreeMembers, decodeTreePath, decodeTreePlan } from './params';
import { threadDetails } from './treeDetails';
import { createTreeLevelsCache, type TreeLevels } from './treeLevels';
import { planOperation } from './treeOperations';
import { listRows, memberIds, pathRows } from './treeRows';

export interface TreeRequests {
  handlers: Record<string, RequestHandler>;
  close(): void;
}

/** The handlers, by method. The first `threadTree/list` begins the watch: from then on `threadTree/changed` is sent. */
export function createTreeRequests(home: ThreadHome, notify: (method: string, params: object) => void, log: (level: 'error', message: string) => void): TreeRequests {
  const levels = createTreeLevelsCache(() => home.path());
  let last: { content: HomeState | string; day: number; epoch: number; revision: number } = { content: '', day: 0, epoch: 0, revision: 0 };
  // What the client was last told. A list that came before the news has answered the change to its own asker only.
  let told = 0;
  let watch: Watch | undefined;

  /** A revision that is new whenever the home's state, or what is wrong with it, the day, or the folders of a view are others than last time. */
  const revisionOf = (content: HomeState | string): number => {
    const [day, { epoch }] = [dateBounds(new Date()).today, levels];
    if (content !== last.content || day !== last.day || epoch !== last.epoch) last = { content, day, epoch, revision: last.revision + 1 };
    return last.revision;
  };

  /** Calls `use` with the newest commit, or answers what is wrong. */
  const current = <T>(use: (db: StateDb, state: HomeState) => T): Promise<T | { problem: HomeProblem; revision: number }> =>
    home.read(use).catch((error: unknown) => {
      const problem = problemOf(error);
      return { problem, revision: revisionOf(problem.message) };
    });

  const viewOf = (state: HomeState, view: Exclude<TreeView, 'all'>, options: ViewOptions): TreeLevels =>
    levels.get(state, { archived: view === 'archived', options, matches: undefined, now: new Date() });
  const levelsOf = (state: HomeState, view: TreeView, options: ViewOptions): TreeLevels | undefined =>
    view === 'all' ? undefined : viewOf(state, view, options);

  const tellChange = async (): Promise<void> => {
    const { revision } = await current((_db, state) => ({ revision: revisionOf(state) }));
    if (revision === told) return;
    told = revision;
    notify(ThreadTreeMethod.changed, { revision } satisfies ChangedNotification);
  };

  const startWatch = (): Watch => watchStateDb(() => folderOf(home), () => {
    tellChange().catch((error: unknown) => log('error', `Looking for changes failed: ${error instanceof Error ? error.stack : String(error)}`));
  });

  return {
    handlers: {
      [ThreadTreeMethod.list]: async (params): Promise<TreeListResponse> => {
        const listed = decodeTreeList(params);
        watch ??= startWatch();
        const answer = await current((db, state) => {
          // In this order: looking at the folders can make it another revision.
          const levels = levelsOf(state, listed.view, listed.options);
          return listRows(db, state, revisionOf(state), levels, listed);
        });
        return 'rows' in answer ? answer : { ...answer, rows: [], total: 0, groups: [], orphans: 0, hidden: 0 };
      },
      [ThreadTreeMethod.path]: params => {
        const { view, threadId, options } = decodeTreePath(params);
        return home.read((db, state) => pathRows(db, state, viewOf(state, view, options), threadId));
      },
      [ThreadTreeMethod.members]: params => {
        const { view, parentId, options } = decodeTreeMembers(params);
        return home.read((db, state): TreeMembersResponse => ({ threadIds: memberIds(db, state, levelsOf(state, view, options), parentId) }));
      },
      [ThreadTreeMethod.details]: params => threadDetails(home, decodeTreeDetails(params).threadId),
      [ThreadTreeMethod.plan]: params => {
        const asked = decodeTreePlan(params);
        return home.read((_, { model }) => planOperation(model, asked));
      },
    },
    close: () => watch?.close(),
  };
}

function problemOf(error: unknown): HomeProblem {
  if (error instanceof NoCodexHome) return { code: 'noHome', message: error.message };
  if (error instanceof NoStateDb) return { code: 'noStateDb', message: error.message };
  if (error instanceof UserError) return { code: 'unreadable', message: error.message };
  throw error;
}

function folderOf(home: ThreadHome): string | undefined {
  try {
    return home.dbFolder();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
