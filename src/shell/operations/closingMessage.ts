// What the user is told when an operation has ended: one message.
import { l10n } from 'vscode';
import type { OperationReport, OperationResult, OperationStatus } from '../../protocol/methods';
import { failureInBrief, failureInWords } from '../words/failureInWords';
import { holderInWords } from '../words/named';
import { weigh } from '../words/statuses';
import { grouped, sentence, sentences } from '../words/sentences';
import { operationKindOf, type OperationRequest } from './operationRequest';
import { namesOf, operationWords } from './operationWords';
import type { Outcome } from './threadStatuses';

const changes: readonly OperationStatus[] = ['archived', 'unarchived', 'repaired', 'restored'];

/** How many of the threads the operation changed. */
export function changedThreads(reports: readonly OperationReport[]): number {
  return count(reports, ...changes);
}

/** How many of the threads it should have changed. */
export function wantedThreads(reports: readonly OperationReport[]): number {
  return reports.length - count(reports, 'alreadyArchived', 'alreadyActive');
}

/** The report to mention and to show: a loaded thread first, because it made the rest of its subtree be skipped. */
export function worstReport({ request, reports, cancelled }: Outcome): OperationReport | null {
  return (
    reports.find(({ status }) => status === 'loaded') ??
    reports.find(({ status }) => weigh(status) === 'failed') ??
    // An undo skips each thread for its own reason, and the user did not choose them one by one.
    (operationKindOf(request) === 'undo' && !cancelled
      ? reports.find(({ status }) => status === 'skipped')
      : undefined) ??
    null
  );
}

/** `names` as in the operation's result. `named`: says which threads have changed, because the user was not asked. */
export function closingMessage(outcome: Outcome, names: OperationResult['names'], named = false): string {
  return sentences([whatBecame(outcome, names, named), ...spawnedLast(outcome, names)]);
}

function whatBecame(outcome: Outcome, names: OperationResult['names'], named: boolean): string {
  const { request, reports, cancelled } = outcome;
  const words = operationWords[operationKindOf(request)];
  const done = changedThreads(reports);
  const wanted = wantedThreads(reports);
  const first = named ? names[reports.find(({ status }) => changes.includes(status))?.threadId ?? ''] : undefined;
  const counts =
    first !== undefined
      ? sentence(words.didNames(namesOf(first, done)))
      : done === wanted
        ? words.did(done)
        : words.didSome(done, wanted);
  const worst = worstReport(outcome);

  if (reports.length === 0 && 'operation' in request) {
    return words.doneMeanwhile();
  }
  if (cancelled && done < wanted) {
    return l10n.t('Cancelled. {0}', counts);
  }
  if (worst !== null) {
    return sentences([
      // The reason already says that nothing was archived.
      ...(done === 0 && refusesSubtree(request, worst) ? [] : [counts]),
      ...whatWentWrong(request, worst, names[worst.threadId] ?? worst.threadId),
      ...others(outcome, worst),
    ]);
  }
  if (wanted === 0) {
    return words.doneAlready(reports.length);
  }
  const skipped = reports.filter(({ status }) => status === 'skipped');
  if (skipped.length > 0) {
    const failure = skipped[0]?.failure;
    const left = grouped(skipped.length);
    return sentences([
      counts,
      failure === undefined ? l10n.t('{0} skipped.', left) : l10n.t('{0} skipped: {1}.', left, failureInBrief(failure)),
    ]);
  }
  return counts;
}

/**
 * Like Codex, an archive leaves a whole subtree alone when one of its threads is loaded, unless the user wants the
 * others archived. Every other operation skips only the loaded thread.
 */
export function refusesSubtree(request: OperationRequest, { status }: OperationReport): boolean {
  return status === 'loaded' && request.kind === 'archive' && request.leaveLoaded !== true;
}

function whatWentWrong(request: OperationRequest, report: OperationReport, name: string): string[] {
  const { status, failure } = report;
  if (status === 'loaded') {
    const holder = failure?.code === 'loaded' ? holderInWords(failure.holder) : null;
    return [refusesSubtree(request, report) ? subtreeRefused(name, holder) : loadedSkipped(name, holder)];
  }
  return [
    status === 'skipped' ? l10n.t('“{name}” was skipped.', { name }) : l10n.t('“{name}” failed.', { name }),
    ...(failure === undefined ? [] : [failureInWords(failure)]),
  ];
}

function subtreeRefused(name: string, holder: string | null): string {
  return holder === null
    ? l10n.t(
        '“{name}” is open in Codex, so its tree was not archived. Close it there and retry, or archive the others.',
        { name },
      )
    : l10n.t(
        '“{name}” is open in Codex ({holder}), so its tree was not archived. Close it there and retry, or archive the others.',
        { name, holder },
      );
}

function loadedSkipped(name: string, holder: string | null): string {
  return holder === null
    ? l10n.t('“{name}” is open in Codex and was skipped. Close it there, then retry.', { name })
    : l10n.t('“{name}” is open in Codex ({holder}) and was skipped. Close it there, then retry.', { name, holder });
}

/** A sentence about threads that the user did not confirm, as they were spawned later: they make the count higher. */
function spawnedLast({ reports }: Outcome, names: OperationResult['names']): string[] {
  const [first, ...more] = reports.filter(report => report.spawnedLast);
  if (first === undefined) {
    return [];
  }
  const name = names[first.threadId] ?? first.threadId;
  return [
    more.length === 0
      ? l10n.t('“{name}” was spawned in the meantime, and Codex archived it too.', { name })
      : l10n.t('“{name}” and {more} more were spawned in the meantime, and Codex archived them too.', {
          name,
          more: grouped(more.length),
        }),
  ];
}

/** A sentence about the other threads that were not done. */
function others({ reports }: Outcome, worst: OperationReport): string[] {
  const skipped = worst.status === 'skipped';
  const more =
    reports.filter(({ status }) => weigh(status) === 'failed' || (skipped && status === 'skipped')).length - 1;
  if (more <= 0) {
    return [];
  }
  if (skipped) {
    return [more === 1 ? l10n.t('1 more was skipped.') : l10n.t('{0} more were skipped.', grouped(more))];
  }
  return [more === 1 ? l10n.t('1 more failed.') : l10n.t('{0} more failed.', grouped(more))];
}

function count(reports: readonly OperationReport[], ...statuses: OperationStatus[]): number {
  return reports.filter(({ status }) => statuses.includes(status)).length;
}
