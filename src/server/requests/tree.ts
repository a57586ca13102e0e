// The tree's requests that only read, and the news that the tree has changed.
import { ThreadTreeMethod, type ChangedNotification, type HomeProblem, type TreeListResponse } from '../../protocol/threadTree';
import { NoCodexHome, NoStateDb } from '../codexHome';
import { watchStateDb, type Watch } from '../stateDb/watch';
import type { ThreadHome } from '../threadHome';
import type { RequestHandler } from '../threadServer';
import type { TreeModel } from '../treeModel';
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
  let last: { content: TreeModel | string; revision: number } = { content: '', revision: 0 };
  // What the client was last told. A list that came before the news has answered the change to its own asker only.
  let told = 0;
  let watch: Watch | undefined;

  /** The newest model, or what is wrong; with a revision that is new whenever either is. */
  const current = async (): Promise<{ model: TreeModel; problem?: undefined; revision: number } | { problem: HomeProblem; revision: number }> => {
    const answer = await home.model().then(model => ({ model }), (error: unknown) => ({ problem: problemOf(error) }));
    const content = 'model' in answer ? answer.model : answer.problem.message;
    if (content !== last.content) last = { content, revision: last.revision + 1 };
    return { ...answer, revision: last.revision };
  };

  const tellChange = async (): Promise<void> => {
    const { revision } = await current();
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
        const now = await current();
        if (now.problem) return { revision: now.revision, rows: [], total: 0, orphans: 0, problem: now.problem };
        return listRows(now.model, now.revision, listed);
      },
      [ThreadTreeMethod.path]: async params => pathRows(await home.model(), decodeTreePath(params)),
      [ThreadTreeMethod.details]: async params => threadDetails(home, decodeTreeDetails(params).threadId),
      [ThreadTreeMethod.plan]: async params => {
        const { operation, threadIds } = decodeTreePlan(params);
        return planOperation(await home.model(), operation, threadIds);
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
