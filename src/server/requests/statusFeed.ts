// Tells the window of statuses while an operation runs, at the pace at which somebody can look: a thread that is
// queued, archiving and archived within a moment is told of once.
import {
  ThreadTreeMethod,
  type OperationResult,
  type StatusNotification,
  type OperationReport,
} from '../../protocol/methods';
import type { RequestContext } from '../server';

/** Rows are repainted about as often. */
const PACE_MS = 50;

export interface StatusFeed {
  report: (status: OperationReport) => void;
  /** Sends what has not been sent yet. */
  end: () => void;
}

/** `send` gets the newest status of each thread that has a new one, in the order in which they came, every 50 ms. */
export function createStatusFeed(send: (reports: OperationReport[]) => void): StatusFeed {
  const unsent = new Map<string, OperationReport>();
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    timer = undefined;
    if (unsent.size > 0) send([...unsent.values()]);
    unsent.clear();
  };
  return {
    report: status => {
      unsent.delete(status.threadId);
      unsent.set(status.threadId, status);
      timer ??= setTimeout(flush, PACE_MS);
    },
    end: () => {
      clearTimeout(timer);
      flush();
    },
  };
}

/** Runs an operation of this name with its statuses told to the client, the last of them before the answer. */
export async function reported(
  operation: string,
  { notify }: RequestContext,
  run: (operation: string, onStatus: StatusFeed['report']) => Promise<OperationResult>,
): Promise<OperationResult> {
  const feed = createStatusFeed(reports =>
    notify(ThreadTreeMethod.status, { operation, reports } satisfies StatusNotification),
  );
  try {
    return await run(operation, feed.report);
  } finally {
    feed.end();
  }
}
