// What the user can do behind an operation: the buttons of its closing message, and the requests that they stand for.
import { t } from '@vscode/l10n';
import { operationKindOf, type OperationRequest } from './operationRunner';
import { mergedRetries, retryOf } from './retries';
import { weigh, type Outcome } from './threadStatuses';
import { changedThreads, refusesBranch, worstReport } from './closingMessage';

export type ClosingChoice = 'archiveOthers' | 'show' | 'retry' | 'undo';

/** The buttons that fit, in their order. */
export function closingChoices(outcome: Outcome): ClosingChoice[] {
  const { request, reports } = outcome;
  const worst = worstReport(outcome);
  return [
    ...(worst !== null && refusesBranch(request, worst) ? (['archiveOthers'] as const) : []),
    ...(worst !== null ? (['show'] as const) : []),
    ...(reports.some(({ status }) => weigh(status) === 'failed') ? (['retry'] as const) : []),
    ...(changedThreads(reports) > 0 && operationKindOf(request) !== 'undo' ? (['undo'] as const) : []),
  ];
}

/** What the button says. */
export function closingChoiceTitle(choice: ClosingChoice): string {
  switch (choice) {
    case 'archiveOthers':
      return t('Archive the Others');
    case 'show':
      return t('Show');
    case 'retry':
      return t('Retry');
    case 'undo':
      return t('Undo');
  }
}

/** What to run for a choice. */
export function requestsFor(choice: 'archiveOthers' | 'retry', { request, reports }: Outcome): OperationRequest[] {
  switch (choice) {
    case 'archiveOthers':
      return request.kind === 'archive' ? [{ ...request, leaveInUse: true }] : [];
    case 'retry':
      return mergedRetries(
        reports.filter(({ status }) => weigh(status) === 'failed').map(report => retryOf(request, report)),
      );
  }
}
