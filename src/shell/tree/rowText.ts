// What a thread's row says, as pure functions of the row, its status and the time.
import { t } from '@vscode/l10n';
import type { RowStatus } from '../operations/threadStatuses';
import { weigh } from '../operations/threadStatuses';
import { RowContext } from '../../manifest';
import type { OperationStatus, ThreadKind, TreeRow } from '../../protocol/methods';
import { timeAgo } from '../words/relativeTime';
import { grouped, listed, midSentence } from '../words/words';

const kindWords: Record<ThreadKind, () => string> = {
  main: () => t('thread'),
  subAgent: () => t('sub-agent'),
  exec: () => t('exec run'),
  other: () => t('thread'),
};

const statusWords: Record<OperationStatus, () => string> = {
  queued: () => t('queued'),
  archiving: () => t('archiving'),
  unarchiving: () => t('unarchiving'),
  repairing: () => t('repairing'),
  restoring: () => t('restoring'),
  archived: () => t('archived'),
  unarchived: () => t('unarchived'),
  repaired: () => t('repaired'),
  restored: () => t('restored'),
  alreadyArchived: () => t('already archived'),
  alreadyActive: () => t('already active'),
  skipped: () => t('skipped'),
  failed: () => t('failed'),
  inUse: () => t('in use by Codex'),
  rolloutMissing: () => t('rollout missing'),
};

/**
 * `archiving`, `failed: an archived file of that name exists`, `in use by Codex (process 4711, codex). Close the thread
 * there.`
 */
export function statusInWords({ status, reason }: Pick<RowStatus, 'status' | 'reason'>): string {
  if (reason === null) {
    return statusWords[status]();
  }
  // The reason for a thread in use says so itself.
  return status === 'inUse'
    ? midSentence(reason)
    : t('{status}: {reason}', { status: statusWords[status](), reason: midSentence(reason) });
}

/** `in use by Codex (process 4711, codex)`: what the first sentence of the reason says, for within a sentence. */
export function loadedInWords(reason: string | null): string {
  return reason === null ? statusWords.inUse() : midSentence(reason).replace(/(\.(?=\s|$)|。).*$/s, '');
}

/**
 * The grey text beside the name: `2 h · 7 below · 2 failed · main`, or the status while there is one. `now` in Unix
 * seconds.
 */
export function description(row: TreeRow, status: RowStatus | undefined, now: number, failedBelow = 0): string {
  if (status !== undefined) {
    return status.status === 'inUse' ? loadedInWords(status.reason) : statusInWords(status);
  }
  // A narrow side bar shows the beginning.
  return parts([
    ...trouble(row, failedBelow),
    row.archived ? archivedWhen(row, now) : timeAgo(row.recencyAt, now).short,
    ...placeInTree(row),
    row.gitBranch,
  ]).join(' · ');
}

/** What is known of the row but its name, in words that can be read aloud. */
export function facts(row: TreeRow, now: number, failedBelow = 0): string {
  return listed(
    parts([
      kindWords[row.kind](),
      ...(row.archived ? [archivedWhen(row, now)] : [t('active'), timeAgo(row.recencyAt, now).spoken]),
      ...trouble(row, failedBelow),
      ...placeInTree(row),
      row.gitBranch !== null && row.gitBranch !== '' && t('branch {0}', row.gitBranch),
      !row.matches && t('above a match'),
    ]),
  );
}

/** The whole row in words, for screen readers; nothing is told by an icon or a colour alone. */
export function spokenLabel(row: TreeRow, status: RowStatus | undefined, now: number, failedBelow = 0): string {
  const label = listed([row.name, facts(row, now, failedBelow)]);
  return status === undefined
    ? label
    : t({
        message: '{0}; {1}',
        args: [label, statusInWords(status)],
        comment: 'What a thread is, and what happened to it',
      });
}

/** Decides which menus fit the row. */
export function rowContext(row: TreeRow, status: RowStatus | undefined): RowContext {
  const weight = status === undefined ? 'done' : weigh(status.status);
  if (weight === 'busy') {
    return row.archived ? RowContext.archivedBusy : RowContext.activeBusy;
  }
  if (row.archived) {
    return weight === 'failed' ? RowContext.archivedFailed : RowContext.archived;
  }
  if (row.descendants > 0) {
    return weight === 'failed' ? RowContext.activeParentFailed : RowContext.activeParent;
  }
  return weight === 'failed' ? RowContext.activeFailed : RowContext.active;
}

function archivedWhen(row: TreeRow, now: number): string {
  return row.archivedAt === null ? t('archived') : t('archived {0}', timeAgo(row.archivedAt, now).spoken);
}

/** What holds a branch up is said of each row above it too: a collapsed one hides the others. */
function trouble({ loaded, loadedDescendants }: TreeRow, failedBelow: number): (string | false)[] {
  return [
    failedBelow > 0 && t('{0} failed', grouped(failedBelow)),
    loaded ? statusWords.inUse() : loadedDescendants > 0 && t('{0} in use', grouped(loadedDescendants)),
  ];
}

function placeInTree({ descendants, detached, archived }: TreeRow): (string | false)[] {
  return [
    descendants > 0 && t('{0} below', grouped(descendants)),
    detached && (archived ? t('parent is active') : t('parent is archived')),
  ];
}

function parts(list: (string | false | null)[]): string[] {
  return list.filter(part => part !== false && part !== null && part !== '') as string[];
}
