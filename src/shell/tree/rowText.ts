// What a thread's row says, as pure functions of the row, its status and the time.
import { l10n } from 'vscode';
import { RowContext } from '../../manifest';
import type { TreeRow } from '../../protocol/methods';
import type { RowStatus } from '../operations/threadStatuses';
import { timeAgo } from '../words/relativeTime';
import { statuses, statusInWords, weigh } from '../words/statuses';
import { threadKinds } from '../words/threadKinds';
import { grouped, listed, subAgentsInWords } from '../words/sentences';

/**
 * The grey text beside the name: `2 failed · 2 h · 7 sub-agents · main`, or the status while there is one. `now` in
 * Unix seconds.
 */
export function description(row: TreeRow, status: RowStatus | undefined, now: number, failedDescendants = 0): string {
  if (status !== undefined) {
    return statusInWords(status);
  }
  // Most important first: a narrow side bar cuts the end.
  return parts([
    ...trouble(row, failedDescendants),
    row.archived ? archivedWhen(row, now) : timeAgo(row.recencyAt, now).short,
    ...relations(row),
    row.gitBranch,
  ]).join(' · ');
}

/** Everything about the row except its name, in words that can be read aloud. */
export function facts(row: TreeRow, now: number, failedDescendants = 0): string {
  return listed(
    parts([
      threadKinds[row.kind].words(),
      ...(row.archived ? [archivedWhen(row, now)] : [l10n.t('active'), timeAgo(row.recencyAt, now).spoken]),
      ...trouble(row, failedDescendants),
      ...relations(row),
      row.gitBranch !== null && row.gitBranch !== '' && l10n.t('branch {0}', row.gitBranch),
      !row.matches && l10n.t('ancestor of a match'),
    ]),
  );
}

/** The whole row in words, for screen readers: an icon or a colour never says something alone. */
export function spokenLabel(row: TreeRow, status: RowStatus | undefined, now: number, failedDescendants = 0): string {
  const label = listed([row.name, facts(row, now, failedDescendants)]);
  return status === undefined
    ? label
    : l10n.t({
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
  return row.archivedAt === null ? l10n.t('archived') : l10n.t('archived {0}', timeAgo(row.archivedAt, now).spoken);
}

/** What blocks a subtree also shows on its ancestors: a collapsed row hides its descendants. */
function trouble({ loaded, loadedDescendants }: TreeRow, failedDescendants: number): (string | false)[] {
  return [
    failedDescendants > 0 && l10n.t('{0} failed', grouped(failedDescendants)),
    loaded ? statuses.loaded.words() : loadedDescendants > 0 && l10n.t('{0} open in Codex', grouped(loadedDescendants)),
  ];
}

function relations({ descendants, detached, archived }: TreeRow): (string | false)[] {
  return [
    descendants > 0 && subAgentsInWords(descendants),
    detached && (archived ? l10n.t('parent is active') : l10n.t('parent is archived')),
  ];
}

function parts(list: (string | false | null)[]): string[] {
  return list.filter(part => part !== false && part !== null && part !== '') as string[];
}
