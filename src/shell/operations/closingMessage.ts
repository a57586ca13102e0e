// What the user is told when an operation has ended: one message.
import { t } from '@vscode/l10n';
import { operationKindOf, type OperationRequest } from './operationRunner';
import { weigh, type Outcome } from './threadStatuses';
import type { OperationStatus, OperationReport } from '../../protocol/methods';
import { loadedInWords } from '../tree/rowText';
import { grouped, midSentence, sentence, sentences } from '../words/words';
import { operationWords, undoneInWords } from './operationWords';

/** How many of the threads the operation changed. */
export function changedThreads(reports: readonly OperationReport[]): number {
  return count(reports, 'archived', 'unarchived', 'repaired', 'restored');
}

/** The report to tell of and to show: a thread in use first, as it is why the others of its branch were skipped. */
export function worstReport({ request, reports, cancelled }: Outcome): OperationReport | null {
  return (
    reports.find(({ status }) => status === 'inUse') ??
    reports.find(({ status }) => weigh(status) === 'failed') ??
    // An undo leaves threads alone for reasons of their own, and the user did not choose them one by one.
    (operationKindOf(request) === 'undo' && !cancelled
      ? reports.find(({ status }) => status === 'skipped')
      : undefined) ??
    null
  );
}

/** `worstName` is the name of `worstReport`'s thread, for when there is one. */
export function closingMessage(outcome: Outcome, worstName: string): string {
  const { request, reports, cancelled } = outcome;
  const words = operationWords[operationKindOf(request)];
  const done = changedThreads(reports);
  const open = reports.length - count(reports, 'alreadyArchived', 'alreadyActive');
  const counts = countsInWords(request, done, open);
  const worst = worstReport(outcome);

  if (reports.length === 0 && 'target' in request) {
    return words.doneMeanwhile();
  }
  if (cancelled && done < open) {
    return t('Cancelled. {0}', counts);
  }
  if (worst !== null) {
    return sentences([
      // That nothing was moved is said with the reason.
      ...(done === 0 && refusesBranch(request, worst) ? [] : [counts]),
      whatWentWrong(request, worst, worstName),
      ...others(outcome, worst),
    ]);
  }
  if (open === 0) {
    return words.doneAlready(reports.length);
  }
  const skipped = reports.filter(({ status }) => status === 'skipped');
  if (skipped.length > 0) {
    const reason = skipped[0]?.reason;
    const left = grouped(skipped.length);
    return sentences([
      counts,
      reason === undefined ? t('{0} skipped.', left) : t('{0} skipped: {1}', left, sentence(reason)),
    ]);
  }
  return counts;
}

function countsInWords(request: OperationRequest, done: number, open: number): string {
  if (operationKindOf(request) === 'undo') {
    return undoneInWords(request.kind === 'undo' ? request.target.kind : 'undo', done, open);
  }
  const words = operationWords[operationKindOf(request)];
  return done === open ? words.did(done) : words.didSome(done, open);
}

/**
 * As Codex does, an archive is refused for the whole branch, unless the user wants the others; everything else leaves
 * out what is in use.
 */
export function refusesBranch(request: OperationRequest, { status }: OperationReport): boolean {
  return status === 'inUse' && request.kind === 'archive' && request.leaveInUse !== true;
}

function whatWentWrong(request: OperationRequest, report: OperationReport, name: string): string {
  const { status, reason } = report;
  if (status === 'inUse') {
    const inUse = loadedInWords(reason ?? null);
    return refusesBranch(request, report)
      ? t('“{name}” is {inUse}: nothing of its branch was moved.', { name, inUse })
      : t('“{name}” is {inUse} and was left alone. Close it there, then retry.', { name, inUse });
  }
  const why = reason === undefined ? undefined : sentence(midSentence(reason));
  if (status === 'skipped') {
    return why === undefined
      ? t('“{name}” was left alone.', { name })
      : t('“{name}” was left alone: {why}', { name, why });
  }
  return why === undefined ? t('“{name}” failed.', { name }) : t('“{name}” failed: {why}', { name, why });
}

/** What is to be said of the other threads that were not done. */
function others({ reports }: Outcome, worst: OperationReport): string[] {
  const leftAlone = worst.status === 'skipped';
  const more =
    reports.filter(({ status }) => weigh(status) === 'failed' || (leftAlone && status === 'skipped')).length - 1;
  if (more <= 0) {
    return [];
  }
  if (leftAlone) {
    return [more === 1 ? t('One more was left alone too.') : t('{0} more were left alone too.', grouped(more))];
  }
  return [
    more === 1 ? t('One more could not be done either.') : t('{0} more could not be done either.', grouped(more)),
  ];
}

function count(reports: readonly OperationReport[], ...statuses: OperationStatus[]): number {
  return reports.filter(({ status }) => statuses.includes(status)).length;
}
