// Runs an operation for the window: reports what happens to its threads and what it waits for, and names the threads
// that its failures are about.
import type { WaitsFor } from '../../protocol/failures';
import type { OperationReport, OperationResult } from '../../protocol/operations';
import type { ThreadHome } from '../home/threadHome';
import type { HomeOperations, Lease } from '../operations/lease';
import type { NotifyWindow } from './handlers';
import { nameThreads } from './nameThreads';
import { createStatusFeed } from './statusFeed';

/** What the operation is, and where its progress goes. */
export interface OperationStart {
  /** The operation's id. */
  operation: string;
  /** As in `TokenParams`. */
  token: string | null;
  /** The thread whose row shows that the operation waits for its turn. Called only if it does. */
  firstThread: () => string | undefined;
  signal: AbortSignal;
}

/** What the code that does the work gets. */
export interface OperationProgress {
  operation: string;
  onStatus: (report: OperationReport) => void;
  signal: AbortSignal;
}

export type RunOperation = (
  start: OperationStart,
  work: (lease: Lease, progress: OperationProgress) => Promise<OperationReport[]>,
) => Promise<OperationResult>;

/** Rejects with FailureError if the operation cannot begin. Its last reports are sent before it resolves. */
export function createRunOperation(home: ThreadHome, operations: HomeOperations, notify: NotifyWindow): RunOperation {
  return async ({ operation, token, firstThread, signal }, work) => {
    const feed = createStatusFeed(reports => notify('threadTree/status', { operation, token, reports }));
    const onWait = (waitsFor: WaitsFor): void => {
      const threadId = firstThread();
      if (threadId !== undefined) feed.report({ threadId, status: 'queued', waitsFor });
    };
    try {
      const reports = await operations.run(lease => work(lease, { operation, onStatus: feed.report, signal }), {
        onWait,
        signal,
      });
      return { operation, reports, names: await nameThreads(home, reports) };
    } finally {
      feed.end();
    }
  };
}
