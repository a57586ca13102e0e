// The last status of each thread that an operation touched. Rows show it instead of their description. A failure stays
// until it is retried, refreshed or done; everything else disappears when its operation ends.
import type { Event } from 'vscode';
import type { Failure } from '../../protocol/failures';
import type { OperationReport } from '../../protocol/methods';
import { Emitter } from '../emitter';
import { weigh, type ThreadStatus } from '../words/statuses';
import type { OperationRequest } from './operationRequest';
import { cureOf } from './cures';
import { retryOf } from './retries';

export interface RowStatus extends ThreadStatus {
  /** What to run to try again; null when that would not help. */
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
  /** A running Codex has closed these threads: forgets what they blocked. */
  unload(threadIds: ReadonlySet<string>): void;
  /** Threads that failed, oldest first: those of one kind of request, or all. */
  failures(kind?: OperationRequest['kind']): string[];
  /** The threads whose status has changed. */
  readonly onDidChange: Event<readonly string[]>;
}

interface Entry extends RowStatus {
  /** The kind of request that failed, or null. */
  failed: OperationRequest['kind'] | null;
  /** The operation that is working on the thread, or null. */
  token: string | null;
}

/** Knows no statuses yet. */
export function createThreadStatuses(): ThreadStatuses {
  const byThread = new Map<string, Entry>();
  const changed = new Emitter<readonly string[]>();

  const forget = (which: (entry: Entry, threadId: string) => boolean) => {
    const gone = [...byThread].filter(([threadId, entry]) => which(entry, threadId)).map(([threadId]) => threadId);
    gone.forEach(threadId => byThread.delete(threadId));
    changed.fire(gone);
  };

  return {
    get: threadId => byThread.get(threadId),
    record: (token, reports) => {
      for (const { threadId, status, failure, waitsFor } of reports) {
        byThread.set(threadId, {
          status,
          failure: failure ?? null,
          waitsFor: waitsFor ?? null,
          retry: null,
          failed: null,
          token,
        });
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
          const again = weight === 'failed' ? retryOf(request, report) : null;
          byThread.set(threadId, {
            status,
            failure: failure ?? null,
            waitsFor: null,
            retry: cureOf(failure) === 'retry' ? again : null,
            failed: again?.kind ?? null,
            token: null,
          });
        }
      }
      changed.fire(touched);
    },
    abandon: token => forget(entry => entry.token === token),
    clear: () => forget(() => true),
    unload: threadIds =>
      forget(({ token, failure }, threadId) => token === null && threadIds.has(blockerOf(threadId, failure) ?? '')),
    failures: kind => {
      const found: string[] = [];
      // Called often while an operation on thousands of threads runs: copies nothing.
      byThread.forEach(
        ({ failed }, threadId) => failed !== null && (kind ?? failed) === failed && found.push(threadId),
      );
      return found;
    },
    onDidChange: changed.event,
  };
}

/** The thread that is open in Codex and therefore kept this one from moving; null if there is none. */
function blockerOf(threadId: string, failure: Failure | null): string | null {
  if (failure?.code === 'subtreeLoaded') {
    return failure.thread.threadId;
  }
  return failure?.code === 'loaded' ? threadId : null;
}

/**
 * Follows which threads are open in Codex, and forgets what a thread blocked when it is closed. Passes each list of
 * `threadTree/changed`, the first of which closes nothing.
 */
export function followLoaded(statuses: Pick<ThreadStatuses, 'unload'>): (loaded: readonly string[]) => void {
  let before: readonly string[] = [];
  return loaded => {
    const now = new Set(loaded);
    const closed = new Set(before.filter(threadId => !now.has(threadId)));
    before = loaded;
    if (closed.size > 0) {
      statuses.unload(closed);
    }
  };
}
