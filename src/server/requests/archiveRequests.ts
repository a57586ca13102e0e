// `thread/archive` and `thread/unarchive` with Codex's contract, and `threadTree/archive` and `threadTree/unarchive`,
// which the window calls. Both run the same cascade.
import { ResponseError } from 'vscode-jsonrpc/node';
import { CodexMethod, type ThreadResponse } from '../../protocol/codex';
import { ErrorCode } from '../../protocol/errorCodes';
import {
  ThreadTreeMethod,
  type OperationKind,
  type OperationResult,
  type TreeArchiveParams,
} from '../../protocol/methods';
import { defaultConfig, NoStateDb } from '../home/codexHome';
import { runCascades } from '../operations/cascades';
import { operationId, type HomeOperations } from '../operations/lease';
import type { ThreadHome } from '../home/threadHome';
import type { RequestContext, RequestHandler } from '../server';
import { buildSpawnForest } from '../threads/spawnForest';
import { threadOfRow, type ThreadRowContext } from '../threads/threadOfRow';
import type { HomeModel } from '../home/homeModel';
import { UserError } from '../userError';
import { canonicalId, decodeThreadId, decodeTreeArchive, decodeTreeUnarchive } from '../codex/params';
import { reported } from './statusFeed';
import { readThread } from '../codex/threadRead';
import { subtreeRoots, keptThreads } from './planOperation';

/** The handlers, by method. Operations on a home run one after the other. */
export function createArchiveRequests(home: ThreadHome, operations: HomeOperations): Record<string, RequestHandler> {
  const codexOperation = (
    kind: OperationKind,
    root: string,
    { signal, notifyAfterReply }: RequestContext,
  ): Promise<void> =>
    operations.run(
      async session => {
        const model = await newestModel(home).catch((error: unknown) => {
          if (!(error instanceof UserError)) throw error;
          throw new ResponseError(
            ErrorCode.internal,
            `failed to list spawned descendants for thread id ${root}: ${error.message}`,
          );
        });
        const [result] = await runCascades(session, model, [root], {
          operation: operationId(kind),
          kind,
          finishLeftovers: false,
          leaveLoaded: false,
          onStatus: () => undefined,
          signal,
        });
        if (result?.rootFailure) throw new ResponseError(result.rootFailure.code, result.rootFailure.message);
        const [method, done] =
          kind === 'archive' ? [CodexMethod.threadArchived, 'archived'] : [CodexMethod.threadUnarchived, 'unarchived'];
        notifyAfterReply(
          method,
          (result?.reports ?? []).filter(({ status }) => status === done).map(({ threadId }) => ({ threadId })),
        );
      },
      { onWait: () => undefined, signal },
    );

  const treeOperation = (
    kind: OperationKind,
    { threadIds, leaveLoaded, keepRoots }: Required<TreeArchiveParams>,
    context: RequestContext,
  ): Promise<OperationResult> =>
    reported(operationId(kind), context, (operation, onStatus) => {
      const onWait = (reason: string): void =>
        threadIds.slice(0, 1).forEach(threadId => onStatus({ threadId, status: 'queued', reason }));
      return operations.run(
        async session => {
          const model = await newestModel(home);
          const results = await runCascades(session, model, subtreeRoots(model.forest, threadIds), {
            operation,
            kind,
            finishLeftovers: true,
            leaveLoaded,
            keep: keptThreads(threadIds, keepRoots),
            onStatus,
            signal: context.signal,
          });
          // Branches may share threads below a cycle: the first report counts.
          const reports = new Map(
            results
              .flatMap(result => result.reports)
              .reverse()
              .map(report => [report.threadId, report]),
          );
          return { operation, reports: [...reports.values()].reverse() };
        },
        { onWait, signal: context.signal },
      );
    });

  return {
    [CodexMethod.threadArchive]: (params, context) => {
      const threadId = canonicalId(decodeThreadId('ThreadArchiveParams', params).threadId, 'session id');
      return codexOperation('archive', threadId, context).then(() => ({}));
    },
    [CodexMethod.threadUnarchive]: (params, context) => {
      const threadId = canonicalId(decodeThreadId('ThreadUnarchiveParams', params).threadId, 'session id');
      return codexOperation('unarchive', threadId, context).then(() => unarchivedThread(home, threadId));
    },
    [ThreadTreeMethod.archive]: (params, context) => treeOperation('archive', decodeTreeArchive(params), context),
    [ThreadTreeMethod.unarchive]: (params, context) =>
      treeOperation('unarchive', { ...decodeTreeUnarchive(params), leaveLoaded: false, keepRoots: false }, context),
  };
}

/**
 * The thread as `thread/read` answers it; without a row, which Codex's next scan makes, no more than its id is known.
 */
function unarchivedThread(home: ThreadHome, threadId: string): Promise<ThreadResponse> {
  const withoutRow = (context: ThreadRowContext): ThreadResponse => ({
    thread: threadOfRow({ id: threadId }, context),
  });
  return home
    .read((db, state) =>
      state.model.threads.get(threadId) ? readThread(db, state, home.path(), threadId) : withoutRow(state),
    )
    .catch((error: unknown) => {
      if (error instanceof NoStateDb)
        return withoutRow({ defaultProvider: defaultConfig.modelProvider, nameOf: () => undefined });
      throw error;
    });
}

/** Without a state DB a thread has no descendants and is found by its rollout's name. */
function newestModel(home: ThreadHome): Promise<Pick<HomeModel, 'threads' | 'forest'>> {
  return home
    .read<Pick<HomeModel, 'threads' | 'forest'>>((_, state) => state.model)
    .catch((error: unknown) => {
      if (error instanceof NoStateDb) return { threads: new Map(), forest: buildSpawnForest([], []) };
      throw error;
    });
}
