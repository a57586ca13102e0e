// What the user can do behind an operation: the buttons of its closing message, and the requests that they stand for.
import { kindOf, type OperationRequest } from '../client/operations';
import { mergedRetries, retryOf } from '../client/retries';
import { weigh, type Outcome } from '../client/threadStatuses';
import { changedThreads, refusesBranch, worstReport } from './closingMessage';

export type ClosingChoice = 'Archive the Others' | 'Show' | 'Retry' | 'Undo';

/** The buttons that fit, in their order. */
export function closingChoices(outcome: Outcome): ClosingChoice[] {
  const { request, reports } = outcome;
  const worst = worstReport(outcome);
  return [
    ...worst !== null && refusesBranch(request, worst) ? ['Archive the Others'] as const : [],
    ...worst !== null ? ['Show'] as const : [],
    ...reports.some(({ status }) => weigh(status) === 'failed') ? ['Retry'] as const : [],
    ...changedThreads(reports) > 0 && kindOf(request) !== 'undo' ? ['Undo'] as const : [],
  ];
}

/** What to run for a choice. */
export function requestsFor(choice: 'Archive the Others' | 'Retry', { request, reports }: Outcome): OperationRequest[] {
  switch (choice) {
    case 'Archive the Others':
      return request.kind === 'archive' ? [{ ...request, leaveInUse: true }] : [];
    case 'Retry':
      return mergedRetries(reports.filter(({ status }) => weigh(status) === 'failed').map(report => retryOf(request, report)));
  }
}
