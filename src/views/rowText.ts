// What a thread's row says, as pure functions of the row, its status and the time.
import type { RowStatus } from '../client/threadStatuses';
import { weigh } from '../client/threadStatuses';
import { RowContext } from '../manifest';
import type { OperationStatus, ThreadKind, TreeRow } from '../protocol/threadTree';
import { timeAgo } from './relativeTime';
import { grouped, midSentence } from './words';

const kindWords: Record<ThreadKind, string> = {
  main: 'thread', subAgent: 'sub-agent', exec: 'exec run', other: 'thread',
};

const statusWords: Record<OperationStatus, string> = {
  queued: 'queued',
  archiving: 'archiving',
  unarchiving: 'unarchiving',
  repairing: 'repairing',
  restoring: 'restoring',
  archived: 'archived',
  unarchived: 'unarchived',
  repaired: 'repaired',
  restored: 'restored',
  alreadyArchived: 'already archived',
  alreadyActive: 'already active',
  skipped: 'skipped',
  failed: 'failed',
  inUse: 'in use by Codex',
  rolloutMissing: 'rollout missing',
};

/** `archiving`, `failed: an archived file of that name exists`, `in use by Codex (process 4711, codex). Close the thread there.` */
export function statusInWords({ status, reason }: Pick<RowStatus, 'status' | 'reason'>): string {
  if (status === 'inUse' && reason !== null && saysInUse.test(reason)) {
    return midSentence(reason);
  }
  return reason === null ? statusWords[status] : `${statusWords[status]}: ${midSentence(reason)}`;
}

/** The server's reason for a thread in use mostly says so itself. */
const saysInUse = /^in use by /i;

/** `in use by Codex (process 4711, codex)`: what the first sentence of the reason says, for within a sentence. */
export function inUseInWords(reason: string | null): string {
  return reason !== null && saysInUse.test(reason) ? midSentence(reason).replace(/\.(\s.*)?$/s, '') : statusWords.inUse;
}

/** The grey text beside the name: `2 h · 7 below · main`, or the status while there is one. `now` in Unix seconds. */
export function description(row: TreeRow, status: RowStatus | undefined, now: number): string {
  if (status !== undefined) {
    return status.status === 'inUse' ? inUseInWords(status.reason) : statusInWords(status);
  }
  return parts([
    row.archived ? archivedWhen(row, now) : timeAgo(row.recencyAt, now).short,
    row.below > 0 && `${grouped(row.below)} below`,
    row.detached && (row.archived ? 'parent is active' : 'parent is archived'),
    row.branch,
  ]).join(' · ');
}

/** What is known of the row but its name, in words that can be read aloud. */
export function facts(row: TreeRow, now: number): string {
  return parts([
    kindWords[row.kind],
    row.archived ? archivedWhen(row, now) : `active, ${timeAgo(row.recencyAt, now).spoken}`,
    row.below > 0 && `${grouped(row.below)} below`,
    row.detached && (row.archived ? 'parent is active' : 'parent is archived'),
    row.branch !== null && row.branch !== '' && `branch ${row.branch}`,
  ]).join(', ');
}

/** The whole row in words, for screen readers; nothing is told by an icon or a colour alone. */
export function spokenLabel(row: TreeRow, status: RowStatus | undefined, now: number): string {
  const label = `${row.name}, ${facts(row, now)}`;
  return status === undefined ? label : `${label}; ${statusInWords(status)}`;
}

/** Decides which menus fit the row. */
export function rowContext(row: TreeRow, status: RowStatus | undefined): RowContext {
  const weight = status === undefined ? 'done' : weigh(status.status);
  if (weight === 'busy') {
    return row.archived ? RowContext.archivedBusy : RowContext.activeBusy;
  }
  if (weight === 'failed') {
    return row.archived ? RowContext.archivedFailed : RowContext.activeFailed;
  }
  return row.archived ? RowContext.archived : RowContext.active;
}

function archivedWhen(row: TreeRow, now: number): string {
  return row.archivedAt === null ? 'archived' : `archived ${timeAgo(row.archivedAt, now).spoken}`;
}

function parts(list: (string | false | null)[]): string[] {
  return list.filter(part => part !== false && part !== null && part !== '') as string[];
}
