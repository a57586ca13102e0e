// The last status of each thread that an operation touched. Rows show it instead of their description. A failure stays
// until it is retried, refreshed or done; everything else disappears when its operation ends.
import type { Event } from 'vscode';
import type { OperationReport } from '../../protocol/methods';
import { Emitter } from '../emitter';
import { weigh, type ThreadStatus } from '../words/statuses';
import type { OperationRequest } from './operationRequest';
import { retryOf } from './retries';

export interface RowStatus extends ThreadStatus {
  /** What to run to try again; null when there is nothing to retry. */
  retry: OperationRequest | null;
}

/** How an operation ended. */
export interface Outcome {
  request: OperationRequest;
  reports: readonly OperationReport[];
  /** The user cancelled it: what it did not reach was skipped. */
  cancelled: boolean;
}

/** `token` is the operation's (see operationRunner.ts): it cannot change the statuses of another that is running. */
export interface ThreadStatuses {
  get(threadId: string): RowStatus | undefined;
  /** Statuses of threads while their operation runs. */
  record(token: string, reports: readonly OperationReport[]): void;
  /** The end of an operation: keeps what the user has to see of its reports, and forgets the rest. */
  finish(token: string, outcome: Outcome): void;
  /** The end of an operation without an answer: forgets its statuses. */
  abandon(token: string): void;
  /** Forgets everything. */
  clear(): void;
  /** Threads that failed and can be tried again, oldest first: those of one kind of request, or all. */
  failures(kind?: OperationRequest['kind']): string[];
  /** The threads whose status has changed. */
  readonly onDidChange: Event<readonly string[]>;
}

interface Entry extends RowStatus {
  /** The operation that is working on the thread, or null. */
  token: string | null;
}

/** Knows no statuses yet. */
export function createThreadStatuses(): ThreadStatuses {
  const byThread = new Map<string, Entry>();
  const changed = new Emitter<readonly string[]>();

  const forget = (which: (entry: Entry) => boolean) => {
    const gone = [...byThread].filter(([, entry]) => which(entry)).map(([threadId]) => threadId);
    gone.forEach(threadId => byThread.delete(threadId));
    changed.fire(gone);
  };

  return {
    get: threadId => byThread.get(threadId),
    record: (token, reports) => {
      for (const { threadId, status, failure, waitsFor } of reports) {
        byThread.set(threadId, { status, failure: failure ?? null, waitsFor: waitsFor ?? null, retry: null, token });
      }
      changed.fire(reports.map(({ threadId }) => threadId));
    },
    finish: (token, { request, reports, cancelled }) => {
      const touched: string[] = [];
      for (const report of reports) {
        const { threadId, status, failure } = report;
        const other = byThread.get(threadId)?.token ?? token;
        if (other !== token) {
          continue;
        }
        touched.push(threadId);
        byThread.delete(threadId);
        const weight = weigh(status);
        if (weight === 'failed' || (weight === 'kept' && !cancelled)) {
          const retry = weight === 'failed' ? retryOf(request, report) : null;
          byThread.set(threadId, { status, failure: failure ?? null, waitsFor: null, retry, token: null });
        }
      }
      changed.fire(touched);
    },
    abandon: token => forget(entry => entry.token === token),
    clear: () => forget(() => true),
    failures: kind => {
      const found: string[] = [];
      // Called often while an operation on thousands of threads runs: copies nothing.
      byThread.forEach(
        ({ retry }, threadId) => retry !== null && (kind ?? retry.kind) === retry.kind && found.push(threadId),
      );
      return found;
    },
    onDidChange: changed.event,
  };
}
