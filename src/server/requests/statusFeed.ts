// Collects the statuses of a running operation and sends them as often as rows are repainted: a thread that is queued,
// archiving and archived within a moment is sent once.
import type { OperationReport } from '../../protocol/operations';

const PACE_MS = 50;

export interface StatusFeed {
  report: (status: OperationReport) => void;
  /** Sends what has not been sent yet. */
  end: () => void;
}

/** Every 50 ms, passes `send` the latest report of each thread that has a new one, in the order of arrival. */
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
