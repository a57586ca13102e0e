// The operations of the journal: their list, undo, and what to do with those that were interrupted.
import {
  ThreadTreeMethod,
  type OperationListResponse,
  type OperationResult,
  type OperationSummary,
  type UnfinishedNotification,
} from '../../protocol/methods';
import type { JournalledOperation } from '../operations/recovery';
import { operationId, type HomeOperations } from '../operations/lease';
import { findOperation, finishOperation, undoOperation } from '../operations/undo';
import { readTreeTexts } from '../home/threadsTable';
import type { ThreadHome } from '../home/threadHome';
import type { RequestContext, RequestHandler } from '../server';
import { displayName } from '../threads/names';
import { UserError } from '../userError';
import { decodeOperation } from '../codex/params';
import { reported } from './statusFeed';

export interface OperationRequests {
  handlers: Record<string, RequestHandler>;
  /**
   * Recovers what was interrupted and begins to look for more: another window may die. Resolves once the threads are
   * right, or after two seconds if the state DB is locked. Those that wait for the user's word are told by `notify`.
   */
  start(notify: (method: string, params: readonly object[]) => void): Promise<void>;
  close(): void;
}

const LOOK_MS = 2000;
/** How long `initialize` waits for a locked state DB; the next look goes on from there. */
const PATIENCE_MS = 2000;

/** The handlers, by method. */
export function createOperationRequests(
  home: ThreadHome,
  operations: HomeOperations,
  notify: (method: string, params: object) => void,
  log: (level: 'warning' | 'error', message: string) => void,
): OperationRequests {
  const told = new Set<string>();
  let looking: NodeJS.Timeout | undefined;
  let busy = false;

  const summaries = async (listed: readonly JournalledOperation[]): Promise<OperationSummary[]> => {
    const firsts = listed.map(({ recorded: { plan } }) => plan.roots[0] ?? plan.threads[0] ?? '');
    const names = await home
      .read((db, { nameOf }) => {
        const texts = readTreeTexts(db, firsts);
        return firsts.map(id => displayName({ ...texts.get(id), id }, nameOf));
      })
      .catch((error: unknown) => {
        if (!(error instanceof UserError)) throw error;
        return firsts;
      });
    return listed.map(({ file, recorded: { plan, made, left } }, at) => ({
      operation: file.operation,
      kind: plan.kind,
      startedAt: Math.floor(plan.startedAt / 1000),
      threads: made.length,
      left: file.state === 'open' ? left.length : 0,
      name: names[at] ?? '',
    }));
  };

  const recover = async (tell: (params: UnfinishedNotification) => void): Promise<void> => {
    try {
      const unfinished = await operations.recover(AbortSignal.timeout(PATIENCE_MS));
      const news = unfinished.filter(({ file }) => !told.has(file.operation));
      for (const { file } of news) told.add(file.operation);
      if (news.length > 0) tell({ operations: await summaries(news) });
    } catch (error) {
      // There is no home yet, or its state DB cannot be written now: the next look or operation comes here again.
      if (error instanceof UserError) return;
      log('error', `Recovery failed: ${error instanceof Error ? error.stack : String(error)}`);
    }
  };

  const isOpenSomewhere = (): boolean => {
    try {
      return operations.hasOpen(told);
    } catch (error) {
      if (error instanceof UserError) return false;
      throw error;
    }
  };
  const look = async (): Promise<void> => {
    if (busy || !isOpenSomewhere()) return;
    busy = true;
    await recover(params => notify(ThreadTreeMethod.unfinished, params));
    busy = false;
  };

  const onOperation =
    (run: typeof undoOperation, nameOf: (target: string) => string): RequestHandler =>
    (params, context: RequestContext) => {
      const { operation: target } = decodeOperation(params);
      const { signal } = context;
      return reported(nameOf(target), context, async (operation, onStatus): Promise<OperationResult> => ({
        operation,
        reports: await operations.run(
          session => run(session, findOperation(session, target), { operation, onStatus, signal }),
          { onWait: () => undefined, signal },
        ),
      }));
    };

  return {
    handlers: {
      [ThreadTreeMethod.operations]: async (): Promise<OperationListResponse> => {
        const listed = operations
          .list()
          .filter(({ recorded: { plan, made } }) => plan.kind !== 'undo' && made.length > 0);
        return { operations: await summaries(listed) };
      },
      [ThreadTreeMethod.undo]: onOperation(undoOperation, () => operationId('undo')),
      [ThreadTreeMethod.finish]: onOperation(finishOperation, target => target),
    },
    start: async tell => {
      await recover(params => tell(ThreadTreeMethod.unfinished, [params]));
      looking = setInterval(() => void look(), LOOK_MS).unref();
    },
    close: () => clearInterval(looking),
  };
}
