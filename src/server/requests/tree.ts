// The tree's requests that only read, and the news that the tree has changed.
import { ThreadTreeMethod, type ChangedNotification, type HomeProblem, type TreeListResponse } from '../../protocol/threadTree';
import { NoCodexHome, NoStateDb } from '../codexHome';
import { watchStateDb, type Watch } from '../stateDb/watch';
import type { StateDb } from '../stateDb/stateDb';
import type { HomeState, ThreadHome } from '../threadHome';
import type { RequestHandler } from '../threadServer';
import { UserError } from '../userError';
import { decodeTreeDetails, decodeTreeList, decodeTreePath, decodeTreePlan } from './params';
import { threadDetails } from './treeDetails';
import { planOperation } from './treeOperations';
import { listRows, pathRows } from './treeRows';

export interface TreeRequests {
  handlers: Record<string, RequestHandler>;
  close(): void;
}

/** The handlers, by method. The first `threadTree/list` begins the watch: from then on `threadTree/changed` is sent. */
export function createTreeRequests(home: ThreadHome, notify: (method: string, params: object) => void, log: (level: 'error', message: string) => void): TreeRequests {
  let last: { content: HomeState | string; revision: number } = { content: '', revision: 0 };
  // What the client was last told. A list that came before the news has answered the change to its own asker only.
  let told = 0;
  let watch: Watch | undefined;

  /** A revision that is new whenever the home's state, or what is wrong with it, is another than last time. */
  const revisionOf = (content: HomeState | string): number => {
    if (content !== last.content) last = { content, revision: last.revision + 1 };
    return last.revision;
  };

  /** Calls `use` with the newest commit and its revision, or answers what is wrong. */
  const current = <T>(use: (db: StateDb, state: HomeState, revision: number) => T): Promise<T | { problem: HomeProblem; revision: number }> =>
    home.read((db, state) => use(db, state, revisionOf(state))).catch((error: unknown) => {
      const problem = problemOf(error);
      return { problem, revision: revisionOf(problem.message) };
    });

  const tellChange = async (): Promise<void> => {
    const { revision } = await current((_db, _state, revision) => ({ revision }));
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
        const answer = await current((db, state, revision) => listRows(db, state, revision, listed));
        return 'rows' in answer ? answer : { ...answer, rows: [], total: 0, groups: [], orphans: 0, hidden: 0 };
      },
      [ThreadTreeMethod.path]: params => {
        const asked = decodeTreePath(params);
        return home.read((db, state) => pathRows(db, state, asked));
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
