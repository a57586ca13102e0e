// `thread/archive` and `thread/unarchive`: the cascade under Codex's contract.
import type { OperationKind } from '../../protocol/operations';
import { FailureError, isFailure } from '../failure';
import { defaultConfig } from '../home/codexHome';
import type { ThreadHome } from '../home/threadHome';
import { runCascades } from '../operations/cascades';
import { operationId, type HomeOperations, type Lease } from '../operations/lease';
import { newestForest } from '../operations/newestForest';
import type { Notify, RequestContext } from '../rpc';
import { threadOfRow, type ThreadRowContext } from '../threads/threadOfRow';
import { canonicalId, decodeThreadId } from './params';
import type { ThreadResponse } from './protocol';
import { readThread } from './threadRead';
import { codexError, descendantsError } from './words';

export interface ThreadArchiving {
  archive: (params: unknown, context: RequestContext) => Promise<object>;
  unarchive: (params: unknown, context: RequestContext) => Promise<ThreadResponse>;
}

/** Both throw ResponseError if the root did not move. As in Codex, it is no error if descendants did not. */
export function createThreadArchiving(home: ThreadHome, operations: HomeOperations, notify: Notify): ThreadArchiving {
  const cascade = async (
    lease: Lease,
    kind: OperationKind,
    threadId: string,
    { signal, afterReply }: RequestContext,
  ): Promise<void> => {
    const model = await newestForest(home, lease.dbPath).catch((error: unknown) => {
      throw error instanceof FailureError ? descendantsError(threadId, error.failure) : error;
    });
    const [result] = await runCascades(lease, model, [threadId], {
      operation: operationId(kind),
      kind,
      finishLeftovers: false,
      leaveLoaded: false,
      onStatus: () => undefined,
      signal,
    });
    if (result?.rootFailure) throw new FailureError(result.rootFailure);
    const done = kind === 'archive' ? 'archived' : 'unarchived';
    const moved = (result?.reports ?? []).filter(({ status }) => status === done);
    afterReply(() => moved.forEach(({ threadId }) => notify(`thread/${done}`, { threadId })));
  };

  const run = (kind: OperationKind, threadId: string, context: RequestContext): Promise<void> =>
    operations
      .run(lease => cascade(lease, kind, threadId, context), { onWait: () => undefined, signal: context.signal })
      .catch((error: unknown) => {
        throw error instanceof FailureError ? codexError(kind, threadId, error.failure) : error;
      });

  return {
    archive: async (params, context) => {
      const threadId = canonicalId(decodeThreadId('ThreadArchiveParams', params).threadId, 'session id');
      await run('archive', threadId, context);
      return {};
    },
    unarchive: async (params, context) => {
      const threadId = canonicalId(decodeThreadId('ThreadUnarchiveParams', params).threadId, 'session id');
      await run('unarchive', threadId, context);
      return unarchivedThread(home, threadId);
    },
  };
}

/** As `thread/read` returns it. Only the id is known of a thread without a row, which Codex's next scan creates. */
function unarchivedThread(home: ThreadHome, threadId: string): Promise<ThreadResponse> {
  const withoutRow = (context: ThreadRowContext): ThreadResponse => ({
    thread: threadOfRow({ id: threadId }, context),
  });
  return home
    .read(
      (db, state) =>
        state.model.threads.get(threadId) ? readThread(db, state, home.path(), threadId) : withoutRow(state),
      undefined,
      { wholeValues: true },
    )
    .catch((error: unknown) => {
      if (isFailure(error, 'stateDbMissing'))
        return withoutRow({ defaultProvider: defaultConfig.modelProvider, nameOf: () => undefined });
      throw error instanceof FailureError ? codexError('unarchive', threadId, error.failure) : error;
    });
}
