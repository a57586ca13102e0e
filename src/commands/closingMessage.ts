// What the user is told when an archive or unarchive has ended: one message.
import { weigh, type Outcome } from '../client/threadStatuses';
import type { OperationKind, ThreadReport } from '../protocol/threadTree';
import { counted, grouped, sentence } from '../views/words';

const words = {
  archive: { did: 'Archived', nothing: 'Nothing to archive', already: 'archived already' },
  unarchive: { did: 'Unarchived', nothing: 'Nothing to unarchive', already: 'active already' },
} as const;

/** The report to tell of and to show: a thread in use first, as it is why the others of its branch were skipped. */
export function worstReport(reports: readonly ThreadReport[]): ThreadReport | null {
  return reports.find(({ status }) => status === 'inUse') ?? reports.find(({ status }) => weigh(status) === 'failed') ?? null;
}

/** `worstName` is the name of `worstReport`'s thread, for when there is one. */
export function closingMessage({ kind, reports, cancelled }: Omit<Outcome, 'roots'>, worstName: string): string {
  const { did, nothing, already } = words[kind];
  const count = (...statuses: ThreadReport['status'][]) => reports.filter(({ status }) => statuses.includes(status)).length;
  const done = count('archived', 'unarchived');
  const open = reports.length - count('alreadyArchived', 'alreadyActive');
  const skipped = count('skipped');
  const worst = worstReport(reports);

  const counts = done === open ? `${did} ${counted(done, 'thread')}.` : `${did} ${grouped(done)} of ${counted(open, 'thread')}.`;
  if (cancelled && done < open) {
    return `Cancelled. ${counts}`;
  }
  if (worst !== null) {
    return `${counts} ${whatWentWrong(kind, worst, worstName)}${others(reports.filter(({ status }) => weigh(status) === 'failed').length - 1)}`;
  }
  if (open === 0) {
    return `${nothing}: ${reports.length === 1 ? 'the thread is' : 'the threads are'} ${already}.`;
  }
  if (skipped > 0) {
    const reason = reports.find(({ status }) => status === 'skipped')?.reason;
    return `${counts} ${grouped(skipped)} skipped${reason === undefined ? '.' : `: ${sentence(reason)}`}`;
  }
  return counts;
}

function whatWentWrong(kind: OperationKind, { status, reason }: ThreadReport, name: string): string {
  if (status === 'inUse') {
    // As Codex does, an archive is refused for the whole branch; an unarchive leaves out what is in use.
    return `“${name}” is in use by Codex${kind === 'archive' ? ': nothing of its branch was moved' : ''}. Close it there, then retry.`;
  }
  return reason === undefined ? `“${name}” failed.` : `“${name}” failed: ${sentence(reason)}`;
}

function others(count: number): string {
  return count <= 0 ? '' : ` ${count === 1 ? 'One more' : `${grouped(count)} more`} could not be done either.`;
}
