// `thread/archive` and `thread/unarchive` with Codex's contract, and `threadTree/archive` and `threadTree/unarchive`, which the
// window calls. Both run the same cascade.
import { ResponseError } from 'vscode-jsonrpc/node';
import { CodexMethod, type ThreadResponse } from '../../protocol/codex';
import { ErrorCode } from '../../protocol/errors';
import { ThreadTreeMethod, type OperationKind, type OperationResult, type StatusNotification } from '../../protocol/threadTree';
import { defaultConfig, NoStateDb } from '../codexHome';
import { createHomeStore } from '../homeStore';
import type { ThreadHome } from '../threadHome';
import type { RequestContext, RequestHandler } from '../threadServer';
import { runCascade, type CascadeResult, type ThreadStore } from '../threads/cascade';
import { buildSpawnForest, type SpawnForest } from '../threads/spawnForest';
import { threadOfRow, type RowContext } from '../threads/threadOfRow';
import type { TreeModel } from '../treeModel';
import { UserError } from '../userError';
import { canonicalId, decodeThreadId, decodeTreeOperation } from './params';
import { createStatusFeed } from './statusFeed';
import { readThread } from './threadRead';
import { runOperation } from './treeOperations';

/** The handlers, by method. Operations on a home run one after the other. */
export function createArchiveRequests(home: ThreadHome): Record<string, RequestHandler> {
  let operations = 0;

  const codexOperation = async (operation: OperationKind, root: string, { signal, notifyAfterReply }: RequestContext): Promise<CascadeResult> => {
    const { store } = await openStore(home).catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      throw new ResponseError(ErrorCode.internal, `failed to list spawned descendants for thread id ${root}: ${error.message}`);
    });
    const result = await runCascade(store, root, { operation, finishLeftovers: false, onStatus: () => undefined, signal });
    if (result.rootFailure) throw new ResponseError(result.rootFailure.code, result.rootFailure.message);
    const [method, done] = operation === 'archive' ? [CodexMethod.threadArchived, 'archived'] : [CodexMethod.threadUnarchived, 'unarchived'];
    notifyAfterReply(method, result.reports.filter(({ status }) => status === done).map(({ threadId }) => ({ threadId })));
    return result;
  };

  const treeOperation = (operation: OperationKind): RequestHandler => (params, { signal, notify }) => {
    const { threadIds } = decodeTreeOperation(params);
    const name = `${operation}-${++operations}`;
    return home.exclusively(async (): Promise<OperationResult> => {
      const { store, forest } = await openStore(home);
      const feed = createStatusFeed(report => notify(ThreadTreeMethod.status, { operation: name, ...report } satisfies StatusNotification));
      try {
        return { operation: name, reports: await runOperation(store, forest, operation, threadIds, { signal, onStatus: feed.report }) };
      } finally {
        feed.end();
      }
    });
  };

  return {
    [CodexMethod.threadArchive]: (params, context) => {
      const threadId = canonicalId(decodeThreadId('ThreadArchiveParams', params).threadId, 'session id');
      return home.exclusively(async () => {
        await codexOperation('archive', threadId, context);
        return {};
      });
    },
    [CodexMethod.threadUnarchive]: (params, context) => {
      const threadId = canonicalId(decodeThreadId('ThreadUnarchiveParams', params).threadId, 'session id');
      return home.exclusively(async (): Promise<ThreadResponse> => {
        await codexOperation('unarchive', threadId, context);
        return unarchivedThread(home, threadId);
      });
    },
    [ThreadTreeMethod.archive]: treeOperation('archive'),
    [ThreadTreeMethod.unarchive]: treeOperation('unarchive'),
  };
}

/** The thread as `thread/read` answers it; without a row, which Codex's next scan makes, no more than its id is known. */
function unarchivedThread(home: ThreadHome, threadId: string): Promise<ThreadResponse> {
  const withoutRow = (context: RowContext): ThreadResponse => ({ thread: threadOfRow({ id: threadId }, context) });
  return home.read((db, state) => state.model.threads.get(threadId) ? readThread(db, state, threadId) : withoutRow(state)).catch((error: unknown) => {
    if (error instanceof NoStateDb) return withoutRow({ defaultProvider: defaultConfig.modelProvider, nameOf: () => undefined });
    throw error;
  });
}

/** Without a state DB a thread has no descendants and is found by its rollout's name. */
async function openStore(home: ThreadHome): Promise<{ store: ThreadStore; forest: SpawnForest }> {
  const model = await home.read((_, state) => state.model).catch((error: unknown): Pick<TreeModel, 'threads' | 'forest'> => {
    if (error instanceof NoStateDb) return { threads: new Map(), forest: buildSpawnForest([], []) };
    throw error;
  });
  return { store: createHomeStore(home.locate(), model), forest: model.forest };
}
