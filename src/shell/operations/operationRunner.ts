// Operations that change threads, as everybody in the window runs them, by click or by API: the rows' statuses follow.
import type { CancellationToken, Event } from 'vscode';
import type { JournalledKind, OperationResult, OperationSummary } from '../../protocol/methods';
import { Emitter } from '../emitter';
import type { ThreadService } from '../connection/threadService';
import type { ThreadStatuses } from './threadStatuses';

/** What the window asks the server to do. */
export type OperationRequest =
  | { kind: 'archive'; threadIds: readonly string[]; leaveInUse?: true; keepRoots?: true }
  | { kind: 'unarchive' | 'repair'; threadIds: readonly string[] }
  | { kind: 'undo' | 'finish'; target: OperationTarget };

/** An operation of the journal, to be undone or finished. */
export type OperationTarget = Pick<OperationSummary, 'operation' | 'kind' | 'threads' | 'left'>;

/** What is done to the threads: a finished archive is an archive. */
export function operationKindOf(request: OperationRequest): JournalledKind {
  return request.kind === 'finish' ? request.target.kind : request.kind;
}

/** How the threads are archived, as `threadTree/archive` takes it. */
export function flagsOf(request: OperationRequest): { leaveInUse?: true; keepRoots?: true } {
  return {
    ...('leaveInUse' in request ? { leaveInUse: true } : {}),
    ...('keepRoots' in request ? { keepRoots: true } : {}),
  };
}

export interface OperationRunner {
  /** Every thread of the operation once, in the order handled. A cancelled operation reports what it did. */
  run(request: OperationRequest, token?: CancellationToken): Promise<OperationResult>;
  /** While this is true the tree is repainted, not read again: rows keep their place until all is done. */
  readonly running: boolean;
  readonly onDidEnd: Event<void>;
}

/**
 * Runs operations through the server and keeps `statuses` up to date; rejects as the request does, with nothing left
 * under way.
 */
export function createOperationRunner(service: Pick<ThreadService, 'run'>, statuses: ThreadStatuses): OperationRunner {
  const ended = new Emitter<void>();
  let running = 0;
  return {
    run: async (request, token) => {
      running++;
      try {
        const result = await send(service, request, token);
        statuses.finish({ request, reports: result.reports, cancelled: token?.isCancellationRequested ?? false });
        return result;
      } catch (error) {
        statuses.abandon();
        throw error;
      } finally {
        running--;
        ended.fire();
      }
    },
    get running() {
      return running > 0;
    },
    onDidEnd: ended.event,
  };
}

function send(
  service: Pick<ThreadService, 'run'>,
  request: OperationRequest,
  token: CancellationToken | undefined,
): Promise<OperationResult> {
  switch (request.kind) {
    case 'archive':
      return service.run('archive', { ...flagsOf(request), threadIds: [...request.threadIds] }, token);
    case 'unarchive':
    case 'repair':
      return service.run(request.kind, { threadIds: [...request.threadIds] }, token);
    case 'undo':
    case 'finish':
      return service.run(request.kind, { operation: request.target.operation }, token);
  }
}
