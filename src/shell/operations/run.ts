// Runs an operation, shows its progress, and says how it ended.
import { CancellationTokenSource, window } from 'vscode';
import { ViewId } from '../../manifest';
import type { OperationReport, OperationResult, TreePlan } from '../../protocol/methods';
import type { CommandContext } from '../commandContext';
import { Emitter } from '../emitter';
import { showError } from '../showError';
import { inMessage } from '../words/escape';
import { sentences } from '../words/sentences';
import { closingChoiceTitle, closingChoices, requestsFor } from './closingChoices';
import { changedThreads, closingMessage, worstReport } from './closingMessage';
import { operationKindOf, type OperationRequest } from './operationRequest';
import { operationWords } from './operationWords';
import { withProgress } from './progress';
import type { Outcome } from './threadStatuses';

export interface RunDetails {
  /** The plan that the user confirmed: nothing else is moved. */
  plan?: TreePlan;
  /** How many threads it is about, if that is known without a plan. */
  threads?: number;
  /** Sentences to follow the closing message. */
  more?: readonly string[];
}

/** Asks nothing. Resolves when the work is done, not when the user has read the message. */
export async function runOperation(
  context: CommandContext,
  request: OperationRequest,
  { plan, threads = plan?.threads, more = [] }: RunDetails = {},
): Promise<OperationReport[]> {
  const cancel = new CancellationTokenSource();
  const reported = new Emitter<readonly OperationReport[]>();
  try {
    const running = context.operations.run(request, {
      token: cancel.token,
      onReports: reports => reported.fire(reports),
      ...(plan === undefined ? {} : { plan: plan.plan }),
    });
    const result = await withProgress(running, {
      viewId: request.kind === 'unarchive' ? ViewId.archived : ViewId.threads,
      title: operationWords[operationKindOf(request)].doing(threads ?? null),
      cancel,
      counted: { onReports: reported.event, threads: threads ?? null },
    });
    const outcome = { request, reports: result.reports, cancelled: cancel.token.isCancellationRequested };
    tell(context, outcome, result, more).catch((error: unknown) => showError(error, context.log));
    return result.reports;
  } finally {
    cancel.dispose();
  }
}

/** Shows the closing message, and does what the user chooses there. */
async function tell(
  context: CommandContext,
  outcome: Outcome,
  { operation, names }: OperationResult,
  more: readonly string[],
): Promise<void> {
  const worst = worstReport(outcome);
  const message = sentences([closingMessage(outcome, names), ...more]);
  const buttons = closingChoices(outcome).map(choice => ({ title: closingChoiceTitle(choice), choice }));
  if (worst !== null) {
    context.log.warn(message);
  }
  const show = worst === null ? window.showInformationMessage : window.showWarningMessage;
  const choice = (await show(inMessage(message), ...buttons))?.choice;
  if (choice === 'show') {
    await context.views.reveal(worst?.threadId ?? '');
  } else if (choice === 'undo') {
    // Undoing a finished operation also restores what it had done before the interruption.
    const details = outcome.request.kind === 'finish' ? {} : { threads: changedThreads(outcome.reports) };
    await runOperation(context, { kind: 'undo', operation }, details);
  } else if (choice !== undefined) {
    for (const next of requestsFor(choice, outcome)) {
      await runOperation(context, next);
    }
  }
}
