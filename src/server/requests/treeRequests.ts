// The tree's requests that only read, and the news that the tree has changed.
import {
  ThreadTreeMethod,
  type ChangedNotification,
  type HomeProblem,
  type TreeListResponse,
  type TreeMembersResponse,
  type TreeView,
  type ViewOptions,
} from '../../protocol/methods';
import { NoCodexHome, NoStateDb } from '../home/codexHome';
import { watchFolder, watchStateDb, type Watch } from '../files/watch';
import type { StateDb } from '../sqlite/stateDb';
import { createLoadedThreads } from '../locks/loadedThreads';
import { writerLockFolder } from '../locks/writerLocks';
import type { HomeState, ThreadHome } from '../home/threadHome';
import type { RequestHandler } from '../server';
import { UserError } from '../userError';
import { dateBounds } from '../threads/dateGroups';
import { createLoadedMarks } from './loadedMarks';
import { oldThreads } from './cleanUp';
import {
  decodeOldThreads,
  decodeTreeDetails,
  decodeTreeList,
  decodeTreeMembers,
  decodeTreePath,
  decodeTreePlan,
  decodeTreeSearch,
} from '../codex/params';
import { searchThreads } from './findThreads';
import { createSearchIndexCache } from './searchIndexCache';
import { threadDetails } from './threadDetails';
import { createTreeLevelsCache, type TreeLevels } from './treeLevels';
import { planOperation } from './planOperation';
import { listRows, memberIds, pathRows } from './levelRows';
import { createViewFilter } from './viewFilter';

export interface TreeRequests {
  handlers: Record<string, RequestHandler>;
  close(): void;
}

/** The handlers, by method. The first `threadTree/list` begins the watch: from then on `threadTree/changed` is sent. */
export function createTreeRequests(
  home: ThreadHome,
  notify: (method: string, params: object) => void,
  log: (level: 'error', message: string) => void,
): TreeRequests {
  const levels = createTreeLevelsCache(() => home.path());
  const threadsInUse = createLoadedThreads(() => home.path());
  const marksOf = createLoadedMarks(threadsInUse);
  const indexes = createSearchIndexCache(home, index => {
    filter.renew(index);
    onChange();
  });
  const filter = createViewFilter(indexes);
  let last: { marks: readonly unknown[]; revision: number } = { marks: [], revision: 0 };
  // What the client was last told. A list that came before the news has answered the change to its own asker only.
  let told = 0;
  let waiting = false;
  let watches: Watch[] | undefined;

  /**
   * A revision that is new whenever the home's state, or what is wrong with it, the day, the folders of a view, what a
   * filter finds, or the threads in use are others than last time.
   */
  const revisionOf = (content: HomeState | string, inUse: ReadonlySet<string>): number => {
    const marks = [content, dateBounds(new Date()).today, levels.epoch, filter.epoch, inUse];
    if (marks.some((mark, at) => mark !== last.marks[at])) last = { marks, revision: last.revision + 1 };
    return last.revision;
  };

  /** Calls `use` with the newest commit, or answers what is wrong. */
  const current = <T>(reading: Promise<T>): Promise<T | { problem: HomeProblem; revision: number }> =>
    reading.catch((error: unknown) => {
      const problem = problemOf(error);
      return { problem, revision: revisionOf(problem.message, threadsInUse.recent()) };
    });

  /** What makes the views with these options; waits until their filter can be answered. */
  const viewsWith = async (
    options: ViewOptions,
  ): Promise<(state: HomeState, view: Exclude<TreeView, 'all'>) => TreeLevels> => {
    const matchesIn = await filter.ready(options.filter);
    return (state, view) =>
      levels.get(state, { archived: view === 'archived', options, matches: matchesIn(state), now: new Date() });
  };
  /** Calls `use` with the newest commit and a view of it, or none for the view `all`. */
  const readView = async <T>(
    view: TreeView,
    options: ViewOptions,
    use: (db: StateDb, state: HomeState, levels: TreeLevels | undefined) => T,
  ): Promise<T> => {
    const viewOf = await viewsWith(options);
    return home.read((db, state) => use(db, state, view === 'all' ? undefined : viewOf(state, view)));
  };

  const tellChange = async (): Promise<void> => {
    const { revision } = await current(
      home.read((_db, state) => ({ revision: revisionOf(state, threadsInUse.recent()) })),
    );
    if (revision === told) return;
    told = revision;
    notify(ThreadTreeMethod.changed, { revision } satisfies ChangedNotification);
  };

  // Each transaction of an operation is a change: it is looked at once, when the operation has ended.
  const tellOnceSettled = async (): Promise<void> => {
    await home.settled();
    waiting = false;
    await tellChange();
  };
  const onChange = (): void => {
    if (waiting) return;
    waiting = true;
    tellOnceSettled().catch((error: unknown) =>
      log('error', `Looking for changes failed: ${error instanceof Error ? error.stack : String(error)}`),
    );
  };
  const startWatches = (): Watch[] => [
    watchStateDb(() => folderOf(home), onChange),
    watchFolder(
      () => writerLockFolder(home.path()),
      { isRelevant: name => name.endsWith('.lock'), signature: () => [...threadsInUse.look()].sort().join() },
      onChange,
    ),
  ];

  return {
    handlers: {
      [ThreadTreeMethod.list]: async (params): Promise<TreeListResponse> => {
        const listed = decodeTreeList(params);
        watches ??= startWatches();
        const answer = await current(
          readView(listed.view, listed.options, (db, state, levels) => {
            const inUse = marksOf(state);
            // Behind the view: looking at its folders can make it another revision.
            return listRows(db, state, inUse, revisionOf(state, inUse.threads), levels, listed);
          }),
        );
        return 'rows' in answer ? answer : { ...answer, rows: [], total: 0, groups: [], orphans: 0, hidden: 0 };
      },
      [ThreadTreeMethod.path]: async params => {
        const { view, threadId, options } = decodeTreePath(params);
        const viewOf = await viewsWith(options);
        return home.read((db, state) => pathRows(db, state, marksOf(state), viewOf(state, view), threadId));
      },
      [ThreadTreeMethod.members]: params => {
        const { view, parentId, options } = decodeTreeMembers(params);
        return readView(view, options, (db, state, levels): TreeMembersResponse => ({
          threadIds: memberIds(db, state, levels, parentId),
        }));
      },
      [ThreadTreeMethod.search]: params => searchThreads(home, indexes, marksOf, decodeTreeSearch(params)),
      [ThreadTreeMethod.oldThreads]: (params, { signal }) =>
        oldThreads(home, marksOf, decodeOldThreads(params), signal),
      [ThreadTreeMethod.details]: params => threadDetails(home, decodeTreeDetails(params).threadId),
      [ThreadTreeMethod.plan]: params => {
        const asked = decodeTreePlan(params);
        return home.read((_, { model }) => planOperation(model, asked));
      },
    },
    close: () => {
      for (const watch of watches ?? []) watch.close();
      indexes.close();
    },
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
