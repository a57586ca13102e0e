// The last status of each thread that an operation touched. Rows show it in place of their description. What went wrong
// stays until it is retried, refreshed or done; everything else goes when its operation ends.
import type { Event } from 'vscode';
import type { OperationStatus, OperationReport } from '../../protocol/methods';
import { Emitter } from '../emitter';
import type { OperationRequest } from './operationRunner';
import { retryOf } from './retries';

export interface RowStatus {
  readonly status: OperationStatus;
  readonly reason: string | null;
  /** Set once the operation has ended: what to run to try this thread again. */
  readonly retry: OperationRequest | null;
}

export interface Outcome {
  request: OperationRequest;
  reports: readonly OperationReport[];
  /** The user cancelled it on the way, and so knows why threads were skipped. */
  cancelled: boolean;
}

export interface ThreadStatuses {
  get(threadId: string): RowStatus | undefined;
  /** Statuses of threads while their operation runs. */
  record(reports: readonly OperationReport[]): void;
  /** The end of an operation: keeps what the user has to see of `reports`, and forgets the rest. */
  finish(outcome: Outcome): void;
  /** The end of an operation without an answer: forgets what was under way. */
  abandon(): void;
  /** Forgets everything. */
  clear(): void;
  /** Threads that failed and can be tried again, oldest first: those of one kind of request, or all. */
  failures(kind?: OperationRequest['kind']): string[];
  /** The threads whose status is another now. */
  readonly onDidChange: Event<readonly string[]>;
}

/**
 * How a status is to be treated: `busy` while an operation runs, `failed` when it can be retried, `kept` when only
 * shown.
 */
export function weigh(status: OperationStatus): 'busy' | 'failed' | 'kept' | 'done' {
  switch (status) {
    case 'queued':
    case 'archiving':
    case 'unarchiving':
    case 'repairing':
    case 'restoring':
      return 'busy';
    case 'failed':
    case 'inUse':
    case 'rolloutMissing':
      return 'failed';
    case 'skipped':
      return 'kept';
    case 'archived':
    case 'unarchived':
    case 'repaired':
    case 'restored':
    case 'alreadyArchived':
    case 'alreadyActive':
      return 'done';
  }
}

/** Knows no statuses yet. Every change is told by `onDidChange`, with the threads that it is about. */
export function createThreadStatuses(): ThreadStatuses {
  const byThread = new Map<string, RowStatus>();
  const changed = new Emitter<readonly string[]>();

  const forget = (which: (status: RowStatus) => boolean) => {
    const gone = [...byThread].filter(([, status]) => which(status)).map(([threadId]) => threadId);
    gone.forEach(threadId => byThread.delete(threadId));
    changed.fire(gone);
  };

  return {
    get: threadId => byThread.get(threadId),
    record: reports => {
      for (const { threadId, status, reason } of reports) {
        byThread.set(threadId, { status, reason: reason ?? null, retry: null });
      }
      changed.fire(reports.map(({ threadId }) => threadId));
    },
    finish: ({ request, reports, cancelled }) => {
      for (const report of reports) {
        const { threadId, status, reason } = report;
        const weight = weigh(status);
        byThread.delete(threadId);
        if (weight === 'failed' || (weight === 'kept' && !cancelled)) {
          byThread.set(threadId, {
            status,
            reason: reason ?? null,
            retry: weight === 'failed' ? retryOf(request, report) : null,
          });
        }
      }
      changed.fire(reports.map(report => report.threadId));
    },
    abandon: () => forget(({ retry, status }) => retry === null && weigh(status) !== 'kept'),
    clear: () => forget(() => true),
    failures: kind => {
      const found: string[] = [];
      // Asked again and again while an operation on thousands runs: no copies are made of all of them.
      byThread.forEach(
        ({ retry }, threadId) => retry !== null && (kind ?? retry.kind) === retry.kind && found.push(threadId),
      );
      return found;
    },
    onDidChange: changed.event,
  };
}
