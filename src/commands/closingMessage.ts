// What the user is told when an operation has ended: one message.
import { kindOf, type OperationRequest } from '../client/operations';
import { weigh, type Outcome } from '../client/threadStatuses';
import type { OperationStatus, ThreadReport } from '../protocol/threadTree';
import { inUseInWords } from '../views/rowText';
import { counted, grouped, midSentence, sentence } from '../views/words';
import { operationWords, threadsAre } from './operationWords';

/** How many of the threads the operation changed. */
export function changedThreads(reports: readonly ThreadReport[]): number {
  return count(reports, 'archived', 'unarchived', 'repaired', 'restored');
}

/** The report to tell of and to show: a thread in use first, as it is why the others of its branch were skipped. */
export function worstReport({ request, reports, cancelled }: Outcome): ThreadReport | null {
  return reports.find(({ status }) => status === 'inUse')
    ?? reports.find(({ status }) => weigh(status) === 'failed')
    // An undo leaves threads alone for reasons of their own, and the user did not choose them one by one.
    ?? (kindOf(request) === 'undo' && !cancelled ? reports.find(({ status }) => status === 'skipped') : undefined)
    ?? null;
}

/** `worstName` is the name of `worstReport`'s thread, for when there is one. */
export function closingMessage(outcome: Outcome, worstName: string): string {
  const { request, reports, cancelled } = outcome;
  const { nothing, already } = operationWords[kindOf(request)];
  const done = changedThreads(reports);
  const open = reports.length - count(reports, 'alreadyArchived', 'alreadyActive');
  const counts = countsInWords(request, done, open);
  const worst = worstReport(outcome);

  if (reports.length === 0 && 'target' in request) {
    return `${nothing}: it has been done meanwhile, perhaps by another window.`;
  }
  if (cancelled && done < open) {
    return `Cancelled. ${counts}`;
  }
  if (worst !== null) {
    return [
      // That nothing was moved is said with the reason.
      ...done === 0 && refusesBranch(request, worst) ? [] : [counts],
      whatWentWrong(request, worst, worstName),
      ...others(outcome, worst),
    ].join(' ');
  }
  if (open === 0) {
    return `${nothing}: ${reports.length === 1 ? 'the thread is' : 'the threads are'} ${already}.`;
  }
  const skipped = reports.filter(({ status }) => status === 'skipped');
  if (skipped.length > 0) {
    const reason = skipped[0]?.reason;
    return `${counts} ${grouped(skipped.length)} skipped${reason === undefined ? '.' : `: ${sentence(reason)}`}`;
  }
  return counts;
}

function countsInWords(request: OperationRequest, done: number, open: number): string {
  if (kindOf(request) === 'undo') {
    const undone = request.kind === 'undo' ? request.target.kind : 'undo';
    return `${threadsAre(done, open, operationWords[undone].undone)}.`;
  }
  const { did } = operationWords[kindOf(request)];
  return done === open ? `${did} ${counted(done, 'thread')}.` : `${did} ${grouped(done)} of ${counted(open, 'thread')}.`;
}

/** As Codex does, an archive is refused for the whole branch, unless the user wants the others; everything else leaves out what is in use. */
export function refusesBranch(request: OperationRequest, { status }: ThreadReport): boolean {
  return status === 'inUse' && request.kind === 'archive' && request.leaveInUse !== true;
}

function whatWentWrong(request: OperationRequest, report: ThreadReport, name: string): string {
  const { status, reason } = report;
  if (status === 'inUse') {
    const inUse = `“${name}” is ${inUseInWords(reason ?? null)}`;
    return refusesBranch(request, report) ? `${inUse}: nothing of its branch was moved.` : `${inUse} and was left alone. Close it there, then retry.`;
  }
  const what = status === 'skipped' ? 'was left alone' : 'failed';
  return reason === undefined ? `“${name}” ${what}.` : `“${name}” ${what}: ${sentence(midSentence(reason))}`;
}

/** What is to be said of the other threads that were not done. */
function others({ reports }: Outcome, worst: ThreadReport): string[] {
  const leftAlone = worst.status === 'skipped';
  const more = reports.filter(({ status }) => weigh(status) === 'failed' || (leftAlone && status === 'skipped')).length - 1;
  if (more <= 0) {
    return [];
  }
  const who = more === 1 ? 'One more' : `${grouped(more)} more`;
  return [leftAlone ? `${who} ${more === 1 ? 'was' : 'were'} left alone too.` : `${who} could not be done either.`];
}

function count(reports: readonly ThreadReport[], ...statuses: OperationStatus[]): number {
  return reports.filter(({ status }) => statuses.includes(status)).length;
}
