// Runs operations that change threads, for commands and for the public API; the rows' statuses follow them.
import type { CancellationToken, Event } from 'vscode';
import type { OperationReport, OperationResult } from '../../protocol/methods';
import { Emitter } from '../emitter';
import type { ThreadService } from '../connection/threadService';
import { flagsOf, type OperationRequest } from './operationRequest';
import type { ThreadStatuses } from './threadStatuses';

export interface OperationOptions {
  /** The id of the plan that the user confirmed, of an archive or unarchive: nothing else is moved. */
  plan?: string;
  token?: CancellationToken;
  /** Gets what this operation reports while it runs. */
  onReports?: (reports: readonly OperationReport[]) => void;
}

export interface OperationRunner {
  /** Every thread of the operation once, in the order handled. A cancelled operation reports what it did. */
  run(request: OperationRequest, options?: OperationOptions): Promise<OperationResult>;
  /** While this is true the tree is repainted, not read again: rows keep their place until all is done. */
  readonly running: boolean;
  readonly onDidEnd: Event<void>;
  /** Whether this window has run the operation with this id. */
  hasRun(operation: string): boolean;
}

/**
 * Runs operations through the server and keeps `statuses` up to date. Several may run at once: a token in each report
 * says whose it is. Rejects as the request does; then no thread of the operation is left with a status.
 */
export function createOperationRunner(
  service: Pick<ThreadService, 'request' | 'onNotification'>,
  statuses: ThreadStatuses,
): OperationRunner {
  const ended = new Emitter<void>();
  const done = new Set<string>();
  let running = 0;
  let started = 0;
  return {
    run: async (request, { plan, token: cancelToken, onReports } = {}) => {
      running++;
      const token = String(++started);
      const subscription = service.onNotification('threadTree/status', notification => {
        if (notification.token === token) {
          statuses.record(token, notification.reports);
          onReports?.(notification.reports);
        }
      });
      try {
        const result = await send(service, request, { token, ...(plan === undefined ? {} : { plan }) }, cancelToken);
        done.add(result.operation);
        const cancelled = cancelToken?.isCancellationRequested ?? false;
        statuses.finish(token, { request, reports: result.reports, cancelled });
        return result;
      } catch (error) {
        statuses.abandon(token);
        throw error;
      } finally {
        subscription.dispose();
        running--;
        ended.fire();
      }
    },
    get running() {
      return running > 0;
    },
    onDidEnd: ended.event,
    hasRun: operation => done.has(operation),
  };
}

function send(
  service: Pick<ThreadService, 'request'>,
  request: OperationRequest,
  { token, ...plan }: { token: string; plan?: string },
  cancelToken: CancellationToken | undefined,
): Promise<OperationResult> {
  switch (request.kind) {
    case 'archive': {
      const { threadIds } = request;
      const params = { ...flagsOf(request), threadIds: [...threadIds], ...plan, token };
      return service.request('threadTree/archive', params, cancelToken);
    }
    case 'unarchive':
      return service.request(
        'threadTree/unarchive',
        { threadIds: [...request.threadIds], ...plan, token },
        cancelToken,
      );
    case 'repair':
      return service.request('threadTree/repair', { threadIds: [...request.threadIds], token }, cancelToken);
    case 'undo':
      return service.request('threadTree/undo', { operation: request.operation, token }, cancelToken);
    case 'finish':
      return service.request('threadTree/finish', { operation: request.operation, token }, cancelToken);
  }
}
