// Runs what was asked for, shows that it runs, and tells how it ended.
import { t } from '@vscode/l10n';
import { CancellationTokenSource, window } from 'vscode';
import { flagsOf, operationKindOf, type OperationRequest } from './operationRunner';
import { inMessage } from '../words/escape';
import { showError } from '../showError';
import type { Outcome } from './threadStatuses';
import { ViewId } from '../../manifest';
import type { OperationReport } from '../../protocol/methods';
import { sentences } from '../words/words';
import { closingChoiceTitle, closingChoices, requestsFor } from './closingChoices';
import { closingMessage, worstReport } from './closingMessage';
import type { CommandContext } from '../commandContext';
import { operationWords } from './operationWords';
import { withProgress } from './progress';

/** Asks nothing. Resolves when the work is done, not when the user has read the message, which ends with `more`. */
export async function runOperation(
  context: CommandContext,
  request: OperationRequest,
  more: readonly string[] = [],
): Promise<OperationReport[]> {
  const { service, operations } = context;
  const threads = await threadsOf(context, request);
  const cancel = new CancellationTokenSource();
  try {
    const { operation, reports } = await withProgress(operations.run(request, cancel.token), {
      viewId: request.kind === 'unarchive' ? ViewId.archived : ViewId.threads,
      title: operationWords[operationKindOf(request)].doing(threads),
      threads,
      service,
      cancel,
    });
    tell(context, { request, reports, cancelled: cancel.token.isCancellationRequested }, operation, more).catch(
      (error: unknown) => showError(error, context.log),
    );
    return reports;
  } finally {
    cancel.dispose();
  }
}

/** Undoes the operation with this id, if that has not been done meanwhile. */
export async function undoById(context: CommandContext, id: string): Promise<OperationReport[]> {
  const { operations } = await context.service.operations();
  const target = operations.find(({ operation }) => operation === id);
  if (target === undefined) {
    void window.showInformationMessage(
      t('Nothing to undo: it has been undone already, perhaps in another window, or is too old.'),
    );
    return [];
  }
  return runOperation(context, { kind: 'undo', target });
}

/** How many threads it will be about, for the progress. */
async function threadsOf({ service }: CommandContext, request: OperationRequest): Promise<number> {
  switch (request.kind) {
    case 'archive':
    case 'unarchive': {
      const { keepRoots } = flagsOf(request);
      const { threads } = await service.plan({
        operation: request.kind,
        threadIds: [...request.threadIds],
        ...(keepRoots === true ? { keepRoots } : {}),
      });
      return threads;
    }
    case 'repair':
      return request.threadIds.length;
    case 'undo':
      return request.target.threads;
    case 'finish':
      return request.target.left;
  }
}

async function tell(
  context: CommandContext,
  outcome: Outcome,
  operation: string,
  more: readonly string[],
): Promise<void> {
  const worst = worstReport(outcome);
  const message = sentences([
    closingMessage(outcome, worst === null ? '' : await nameOf(context, worst.threadId)),
    ...more,
  ]);
  const buttons = closingChoices(outcome).map(choice => ({ title: closingChoiceTitle(choice), choice }));
  if (worst !== null) {
    context.log.warn(message);
  }
  const choice = (
    await (worst === null ? window.showInformationMessage : window.showWarningMessage)(inMessage(message), ...buttons)
  )?.choice;
  if (choice === 'show') {
    await context.views.reveal(worst?.threadId ?? '');
  } else if (choice === 'undo') {
    await undoById(context, operation);
  } else if (choice !== undefined) {
    for (const next of requestsFor(choice, outcome)) {
      await runOperation(context, next);
    }
  }
}

/** The thread's name, or its id when the server does not know it: the edge may name a thread that is not there. */
async function nameOf({ service }: CommandContext, threadId: string): Promise<string> {
  const details = await service.details({ threadId }).catch(() => null);
  return details?.name ?? threadId;
}
