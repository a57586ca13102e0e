// Shows that an operation runs, and lets the user cancel it.
import { t } from '@vscode/l10n';
import { ProgressLocation, StatusBarAlignment, window, type CancellationTokenSource } from 'vscode';
import { inMessage, inQuickPick } from '../words/escape';
import { weigh } from './threadStatuses';
import type { ThreadService } from '../connection/threadService';
import type { ViewId } from '../../manifest';
import { grouped } from '../words/words';

/** Before others of the left side: it is there for moments. */
const PRIORITY = 100;

/**
 * The bar of a view shows any operation but has no button. One that takes longer than this gets a notification as well,
 * with a count and Cancel: users know it from everywhere else, it can be reached by keyboard, and it goes by itself.
 */
const SLOW_MS = 1000;

export interface ProgressOptions {
  viewId: ViewId;
  /** E.g. `Archiving 12 threads`. */
  title: string;
  /** Null: not counted. */
  threads: number | null;
  service: Pick<ThreadService, 'onStatus'>;
  cancel: CancellationTokenSource;
}

/** Resolves or rejects as `work` does. */
export async function withProgress<T>(
  work: Promise<T>,
  { viewId, title, threads, service, cancel }: ProgressOptions,
): Promise<T> {
  const ended = work.then(
    () => undefined,
    () => undefined,
  );
  const item = window.createStatusBarItem('codexThreadTree.operation', StatusBarAlignment.Left, PRIORITY);
  item.name = t('Codex thread operation');
  item.command = `${viewId}.focus`;
  const tellItem = (): void => {
    const text =
      message === undefined
        ? title
        : t({ message: '{0}: {1}', args: [title, message], comment: 'An operation and how far it is' });
    item.text = `$(sync~spin) ${inQuickPick(text)}`;
  };
  let done = 0;
  let message: string | undefined;
  let report: ((increment: number) => void) | undefined;
  const counter = service.onStatus(reports => {
    if (threads === null) {
      return;
    }
    const ended = reports.filter(({ status }) => weigh(status) !== 'busy').length;
    const waitsFor = reports.find(({ status, reason }) => weigh(status) === 'busy' && reason !== undefined)?.reason;
    if (ended === 0 && waitsFor === undefined) {
      return;
    }
    const before = done;
    done = Math.min(done + ended, threads);
    message = waitsFor === undefined ? t('{0} of {1}', grouped(done), grouped(threads)) : inMessage(waitsFor);
    report?.((100 * (done - before)) / Math.max(1, threads));
    tellItem();
  });
  tellItem();
  item.show();
  void window.withProgress({ location: { viewId } }, () => ended);
  const slow = setTimeout(
    () =>
      void window.withProgress(
        { location: ProgressLocation.Notification, title, cancellable: true },
        (progress, token) => {
          token.onCancellationRequested(() => cancel.cancel());
          report = increment => progress.report({ ...(message === undefined ? {} : { message }), increment });
          // What came before the notification did.
          report((100 * done) / Math.max(1, threads ?? 1));
          return ended;
        },
      ),
    SLOW_MS,
  );
  try {
    return await work;
  } finally {
    clearTimeout(slow);
    counter.dispose();
    item.dispose();
  }
}
