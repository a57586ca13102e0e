// What the user can do after an operation: the buttons of its closing message, and the requests that they stand for.
import { l10n } from 'vscode';
import { weigh } from '../words/statuses';
import { changedThreads, refusesSubtree, wantedThreads, worstReport } from './closingMessage';
import { cureOf, type Cure } from './cures';
import { operationKindOf, withoutCodex, type OperationRequest } from './operationRequest';
import { mergedRetries } from './mergedRetries';
import { retryOf } from './retries';
import type { Outcome } from './threadStatuses';

export type ClosingChoice = 'archiveOthers' | 'finish' | 'show' | 'retry' | 'repair' | 'undo';

/** The buttons that fit, in their order. */
export function closingChoices(outcome: Outcome): ClosingChoice[] {
  const { request, reports, cancelled } = outcome;
  const worst = worstReport(outcome);
  const done = changedThreads(reports);
  const fails = (cure: Cure) =>
    reports.some(({ status, failure }) => weigh(status) === 'failed' && cureOf(failure) === cure);
  const undo = done > 0 && operationKindOf(request) !== 'undo' ? (['undo'] as const) : [];
  if (cancelled && done > 0 && done < wantedThreads(reports)) {
    return ['finish', ...undo];
  }
  return [
    ...(worst !== null && refusesSubtree(request, worst) ? (['archiveOthers'] as const) : []),
    ...(worst !== null ? (['show'] as const) : []),
    ...(fails('retry') ? (['retry'] as const) : []),
    ...(fails('repair') ? (['repair'] as const) : []),
    ...undo,
  ];
}

/** What the button says. */
export function closingChoiceTitle(choice: ClosingChoice): string {
  switch (choice) {
    case 'archiveOthers':
      return l10n.t('Archive the Others');
    case 'finish':
      return l10n.t('Finish');
    case 'show':
      return l10n.t('Show');
    case 'retry':
      return l10n.t('Retry');
    case 'repair':
      return l10n.t('Find and Repair…');
    case 'undo':
      return l10n.t('Undo');
  }
}

/** What to run for a choice. `operation` is the id of the one that has ended. */
export function requestsFor(
  choice: 'archiveOthers' | 'retry' | 'finish' | 'undo',
  { request, reports }: Outcome,
  operation: string,
): OperationRequest[] {
  switch (choice) {
    case 'archiveOthers':
      return request.kind === 'archive' ? [withoutCodex({ ...request, leaveLoaded: true })] : [];
    case 'retry':
      return mergedRetries(
        reports
          .filter(({ status, failure }) => weigh(status) === 'failed' && cureOf(failure) === 'retry')
          .map(report => retryOf(request, report)),
      );
    case 'finish':
      // A cancelled undo has no entry of its own to continue: the same undo restores the rest.
      return request.kind === 'undo' ? [request] : [{ kind: 'finish', operation, of: operationKindOf(request) }];
    case 'undo':
      return [{ kind: 'undo', operation }];
  }
}
