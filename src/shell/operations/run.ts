// Runs an operation, shows its progress, and says how it ended.
import { CancellationTokenSource, commands, window } from 'vscode';
import { CommandId, ViewId } from '../../manifest';
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
  /** The user was not asked: the closing message names what has changed. */
  named?: boolean;
  /** Sentences to follow the closing message. */
  more?: readonly string[];
}

/** Asks nothing. Resolves when the work is done, not when the user has read the message. */
export async function runOperation(
  context: CommandContext,
  request: OperationRequest,
  { plan, threads = plan?.threads, named = false, more = [] }: RunDetails = {},
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
    tell(context, outcome, result, { named, more }).catch((error: unknown) => showError(error, context.log));
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
  { named, more }: Required<Pick<RunDetails, 'named' | 'more'>>,
): Promise<void> {
  const worst = worstReport(outcome);
  const message = sentences([closingMessage(outcome, names, named), ...more]);
  const buttons = closingChoices(outcome).map(choice => ({ title: closingChoiceTitle(choice), choice }));
  if (worst === null) {
    context.log.info(message);
  } else {
    context.log.warn(message);
  }
  const show = worst === null ? window.showInformationMessage : window.showWarningMessage;
  const choice = (await show(inMessage(message), ...buttons))?.choice;
  switch (choice) {
    case undefined:
      return;
    case 'show':
      await context.views.reveal(worst?.threadId ?? '');
      return;
    case 'repair':
      await commands.executeCommand(CommandId.checkRecords);
      return;
    case 'archiveOthers':
    case 'retry':
    case 'finish':
    case 'undo': {
      // Undoing a finished operation also restores what it had done before the interruption.
      const known = choice === 'undo' && outcome.request.kind !== 'finish';
      for (const next of requestsFor(choice, outcome, operation)) {
        await runOperation(context, next, known ? { threads: changedThreads(outcome.reports) } : {});
      }
    }
  }
}
