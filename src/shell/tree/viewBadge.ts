// The badge of a view: how many threads failed, and how many wait for the user.
import { l10n, type Disposable, type TreeView, type ViewBadge } from 'vscode';
import type { ThreadService } from '../connection/threadService';
import type { ThreadStatuses } from '../operations/threadStatuses';
import type { OperationKind } from '../../protocol/methods';
import { liveStatuses } from '../words/liveStatuses';
import { grouped, listed } from '../words/sentences';

/** Keeps the badge current. `kind`: the operation whose failures the view counts; archive: it also counts who waits. */
export function keepBadge(
  kind: OperationKind,
  tree: Pick<TreeView<unknown>, 'badge'>,
  service: Pick<ThreadService, 'onDidChange' | 'onNotification'>,
  statuses: Pick<ThreadStatuses, 'failures'>,
): Disposable & { show(): void } {
  let waiting = 0;
  const show = () => {
    tree.badge = viewBadge(kind, statuses.failures(kind).length, waiting);
  };
  const subscriptions = [
    service.onDidChange(revision => {
      if (revision === null) {
        // Another server, which has told nothing yet.
        waiting = 0;
        show();
      }
    }),
    service.onNotification('threadTree/live', ({ threads }) => {
      // A thread that a Codex has loaded is active.
      waiting = kind === 'archive' ? threads.filter(({ status }) => liveStatuses[status].waits).length : 0;
      show();
    }),
  ];
  return {
    show,
    dispose: () => {
      subscriptions.forEach(subscription => {
        subscription.dispose();
      });
    },
  };
}

/** The badge of a view for so many failed threads, and threads that wait for the user; undefined for none. */
function viewBadge(kind: OperationKind, failures: number, waiting: number): ViewBadge | undefined {
  if (failures + waiting === 0) {
    return undefined;
  }
  const parts = [
    ...(waiting > 0 ? [waitingInWords(waiting)] : []),
    ...(failures > 0 ? [failuresInWords(kind, failures)] : []),
  ];
  return { value: failures + waiting, tooltip: listed(parts) };
}

function waitingInWords(waiting: number): string {
  return waiting === 1 ? l10n.t('1 thread waits for you') : l10n.t('{0} threads wait for you', grouped(waiting));
}

function failuresInWords(kind: OperationKind, failures: number): string {
  if (kind === 'archive') {
    return failures === 1
      ? l10n.t('1 thread could not be archived')
      : l10n.t('{0} threads could not be archived', grouped(failures));
  }
  return failures === 1
    ? l10n.t('1 thread could not be unarchived')
    : l10n.t('{0} threads could not be unarchived', grouped(failures));
}
