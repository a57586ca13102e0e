// Archive and unarchive from a click to the closing message.
import { CancellationTokenSource, window } from 'vscode';
import { inMessage } from '../client/plainText';
import { showError } from '../client/showError';
import type { Outcome } from '../client/threadStatuses';
import { ViewId } from '../manifest';
import type { OperationKind, ThreadReport } from '../protocol/threadTree';
import { counted } from '../views/words';
import { closingMessage, worstReport } from './closingMessage';
import type { CommandContext } from './commandContext';
import { confirm } from './confirm';
import { withProgress } from './progress';
import type { Target } from './targets';

/**
 * Plans, asks unless the user has agreed before, runs, and tells. Resolves when the work is done, not when the user has read
 * the message; to an empty list when the user said no.
 */
export async function operate(context: CommandContext, kind: OperationKind, targets: readonly Target[], { ask }: { ask: boolean }): Promise<ThreadReport[]> {
  const { service, operations } = context;
  const roots = targets.map(({ threadId }) => threadId);
  const plan = await service.plan({ operation: kind, threadIds: roots });
  if (ask && !await confirm(kind, targets, plan)) {
    return [];
  }
  const cancel = new CancellationTokenSource();
  try {
    const reports = await withProgress(operations.run(kind, roots, cancel.token), {
      viewId: kind === 'archive' ? ViewId.threads : ViewId.archived,
      title: `${kind === 'archive' ? 'Archiving' : 'Unarchiving'} ${counted(plan.threads, 'thread')}`,
      threads: plan.threads,
      service,
      cancel,
    });
    tell(context, targets, { kind, roots, reports, cancelled: cancel.token.isCancellationRequested })
      .catch((error: unknown) => showError(error, context.log));
    return reports;
  } finally {
    cancel.dispose();
  }
}

async function tell(context: CommandContext, targets: readonly Target[], outcome: Outcome): Promise<void> {
  const worst = worstReport(outcome.reports);
  if (worst === null) {
    await window.showInformationMessage(inMessage(closingMessage(outcome, '')));
    return;
  }
  const message = closingMessage(outcome, await nameOf(context, worst.threadId));
  context.log.warn(message);
  const choice = await window.showWarningMessage(inMessage(message), 'Show', 'Retry');
  if (choice === 'Show') {
    await context.views.of(outcome.kind).reveal(worst.threadId);
  } else if (choice === 'Retry') {
    await operate(context, outcome.kind, targets, { ask: false });
  }
}

/** The thread's name, or its id when the server does not know it: the edge may name a thread that is not there. */
async function nameOf({ service }: CommandContext, threadId: string): Promise<string> {
  const details = await service.details({ threadId }).catch(() => null);
  return details?.name ?? threadId;
}
