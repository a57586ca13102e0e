// Shows that an operation is running, and lets the user cancel it.
import { l10n, ProgressLocation, window, type CancellationTokenSource, type Event } from 'vscode';
import type { ViewId } from '../../manifest';
import type { OperationReport } from '../../protocol/methods';
import { waitInWords, weigh } from '../words/statuses';
import { grouped } from '../words/sentences';

/**
 * The bar of a view shows any operation, but has no button. An operation that takes longer than this has a notification
 * instead, with a count and Cancel, which users know, can reach by keyboard, and need not close.
 */
const SLOW_MS = 1000;

export interface ProgressOptions {
  viewId: ViewId;
  /** E.g. `Archiving 12 threads`. */
  title: string;
  cancel: CancellationTokenSource;
  counted?: Counted;
}

/** What an operation on threads reports. */
export interface Counted {
  onReports: Event<readonly OperationReport[]>;
  /** How many threads it is about; null: those that it reports. */
  threads: number | null;
}

/** Resolves or rejects as `work` does. */
export async function withProgress<T>(
  work: Promise<T>,
  { viewId, title, cancel, counted }: ProgressOptions,
): Promise<T> {
  const ended = work.then(
    () => undefined,
    () => undefined,
  );
  let percent = 0;
  let message: string | undefined;
  let report: ((increment: number) => void) | undefined;
  const count = createCount(counted?.threads ?? null);
  const subscription = counted?.onReports(reports => {
    const next = count(reports);
    if (next !== null) {
      message = next.message;
      report?.(next.percent - percent);
      percent = next.percent;
    }
  });
  const slow = Promise.withResolvers<void>();
  void window.withProgress({ location: { viewId }, title }, () => Promise.race([ended, slow.promise]));
  const timer = setTimeout(() => {
    slow.resolve();
    void window.withProgress(
      { location: ProgressLocation.Notification, title, cancellable: true },
      (progress, token) => {
        token.onCancellationRequested(() => cancel.cancel());
        report = increment => progress.report({ ...(message === undefined ? {} : { message }), increment });
        // Begin with what is done already.
        report(percent);
        return ended;
      },
    );
  }, SLOW_MS);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    subscription?.dispose();
  }
}

interface Step {
  message: string;
  percent: number;
}

/** Takes reports, and returns how far the operation is; null while there is nothing to say. */
function createCount(threads: number | null): (reports: readonly OperationReport[]) => Step | null {
  const seen = new Set<string>();
  let done = 0;
  return reports => {
    reports.forEach(({ threadId }) => seen.add(threadId));
    const ended = reports.filter(({ status }) => weigh(status) !== 'busy').length;
    const waitsFor = reports.find(({ status, waitsFor }) => weigh(status) === 'busy' && waitsFor)?.waitsFor;
    if (ended === 0 && waitsFor === undefined) {
      return null;
    }
    const all = threads ?? seen.size;
    done = Math.min(done + ended, all);
    return {
      message: waitsFor === undefined ? l10n.t('{0} of {1}', grouped(done), grouped(all)) : waitInWords(waitsFor),
      percent: (100 * done) / Math.max(1, all),
    };
  };
}
