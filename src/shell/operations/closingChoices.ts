// What the user can do after an operation: the buttons of its closing message, and the requests that they stand for.
import { l10n } from 'vscode';
import { weigh } from '../words/statuses';
import { changedThreads, refusesSubtree, worstReport } from './closingMessage';
import { operationKindOf, type OperationRequest } from './operationRequest';
import { mergedRetries, retryOf } from './retries';
import type { Outcome } from './threadStatuses';

export type ClosingChoice = 'archiveOthers' | 'show' | 'retry' | 'undo';

/** The buttons that fit, in their order. */
export function closingChoices(outcome: Outcome): ClosingChoice[] {
  const { request, reports } = outcome;
  const worst = worstReport(outcome);
  return [
    ...(worst !== null && refusesSubtree(request, worst) ? (['archiveOthers'] as const) : []),
    ...(worst !== null ? (['show'] as const) : []),
    ...(reports.some(({ status }) => weigh(status) === 'failed') ? (['retry'] as const) : []),
    ...(changedThreads(reports) > 0 && operationKindOf(request) !== 'undo' ? (['undo'] as const) : []),
  ];
}

/** What the button says. */
export function closingChoiceTitle(choice: ClosingChoice): string {
  switch (choice) {
    case 'archiveOthers':
      return l10n.t('Archive the Others');
    case 'show':
      return l10n.t('Show');
    case 'retry':
      return l10n.t('Retry');
    case 'undo':
      return l10n.t('Undo');
  }
}

/** What to run for a choice. */
export function requestsFor(choice: 'archiveOthers' | 'retry', { request, reports }: Outcome): OperationRequest[] {
  switch (choice) {
    case 'archiveOthers':
      return request.kind === 'archive' ? [{ ...request, leaveLoaded: true }] : [];
    case 'retry':
      return mergedRetries(
        reports.filter(({ status }) => weigh(status) === 'failed').map(report => retryOf(request, report)),
      );
  }
}
