// What a thread's row says, as pure functions of the row, its status and the time.
import { l10n } from 'vscode';
import { RowContext } from '../../manifest';
import type { TreeRow } from '../../protocol/methods';
import type { RowStatus } from '../operations/threadStatuses';
import { descendantsInWords, liveStatuses } from '../words/liveStatuses';
import { timeAgo } from '../words/relativeTime';
import { statuses, statusInWords, weigh } from '../words/statuses';
import { threadKinds } from '../words/threadKinds';
import { grouped, listed, subAgentsInWords } from '../words/sentences';

/** The grey text beside the name. What matters most comes first, as a narrow side bar cuts the end. */
export interface Description {
  /** `2 failed · 2 h · 7`: states, age and number of sub-agents; empty while there is a status. */
  main: string;
  /** The states at its beginning, or the status in a word: readable beside the buttons of a row that is selected. */
  states: string;
  /** Why a filter shows the row: `match: Singer: Give each test a database`; or the status. May be cut. */
  more: string;
}

/** `now` in Unix seconds. */
export function description(
  row: TreeRow,
  status: RowStatus | undefined,
  now: number,
  failedDescendants = 0,
): Description {
  if (status !== undefined) {
    const { words, weight } = statuses[status.status];
    return { main: '', states: weight === 'busy' ? '' : words(), more: statusInWords(status) };
  }
  const first = [failedInWords(failedDescendants), ownState(row, 'short'), ...statesBelow(row, 'short'), ...marks(row)];
  return {
    states: joined(first),
    main: joined([
      ...first,
      row.between ? location(row) : !isBusy(row) && timeAgo(activityOf(row), now).short,
      row.descendants > 0 && grouped(row.descendants),
    ]),
    more: row.matchesBelow === null ? '' : matchInWords(row.matchesBelow),
  };
}

/**
 * The grey text beside the name in a picker, which shows threads of both views: `archived yesterday · 7 sub-agents`.
 */
export function pickerDescription(row: TreeRow, now: number): string {
  const { text, onlyCounts } = subAgents(row, 0);
  return joined([
    ownState(row, 'full'),
    !onlyCounts && text,
    ...marks(row),
    row.archived ? archivedWhen(row, now) : timeAgo(row.newestAt, now).short,
    onlyCounts && text,
    parentElsewhere(row),
    row.gitBranch,
  ]);
}

/** Everything about the row except its name, in words that can be read aloud: what waits for the listener first. */
export function facts(row: TreeRow, now: number, failedDescendants = 0): string {
  const { text, onlyCounts } = subAgents(row, failedDescendants);
  return listed(
    parts([
      threadKinds[row.kind].words(),
      ownState(row, 'full'),
      !onlyCounts && text,
      ...marks(row),
      ...(row.archived
        ? [archivedWhen(row, now)]
        : isBusy(row)
          ? []
          : [l10n.t('active'), timeAgo(row.newestAt, now).spoken]),
      onlyCounts && text,
      parentElsewhere(row),
      row.gitBranch !== null && row.gitBranch !== '' && l10n.t('branch {0}', row.gitBranch),
      row.matchesBelow && matchInWords(row.matchesBelow),
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
  const canRetry = status !== undefined && status.retry !== null;
  if (row.archived) {
    const parent = canRetry ? RowContext.archivedParentFailed : RowContext.archivedParent;
    return row.descendants > 0 ? parent : canRetry ? RowContext.archivedFailed : RowContext.archived;
  }
  if (row.descendants > 0) {
    return canRetry ? RowContext.activeParentFailed : RowContext.activeParent;
  }
  return canRetry ? RowContext.activeFailed : RowContext.active;
}

/** The time by which the row's view sorts it. */
function activityOf({ archived, archivedAt, newestAt }: TreeRow): number {
  return archived ? (archivedAt ?? newestAt) : newestAt;
}

function archivedWhen(row: TreeRow, now: number): string {
  return row.archivedAt === null ? location(row) : l10n.t('archived {0}', timeAgo(row.archivedAt, now).spoken);
}

function location({ archived }: TreeRow): string {
  return archived ? l10n.t('archived') : l10n.t('active');
}

/** `short`: for a row, where age and number of sub-agents need the room. */
type Form = 'full' | 'short';

/** What the thread itself does. */
function ownState({ live, loaded }: TreeRow, form: Form): Part {
  const status = live?.status ?? (loaded && 'open');
  if (status === false) {
    return false;
  }
  const { short, words } = liveStatuses[status];
  return form === 'short' && short ? short() : words();
}

/** What descendants do that blocks the subtree, or waits for the user: a collapsed row hides them. */
function statesBelow(row: TreeRow, form: Form): Part[] {
  const open = row.loadedDescendants;
  const active = descendantsInWords(row.liveDescendants);
  if (active.length > 0 || open === 0 || ownState(row, form) !== false) {
    return active;
  }
  return [form === 'short' ? l10n.t('{0} open', grouped(open)) : l10n.t('{0} open in Codex', grouped(open))];
}

function failedInWords(count: number): Part {
  return count > 0 && l10n.t('{0} failed', grouped(count));
}

function marks({ pinned, attached }: TreeRow): Part[] {
  return [pinned && l10n.t('pinned'), attached && l10n.t('attached')];
}

/** `7 sub-agents (1 waits, 3 run)`, or only their number, which can then come later. */
function subAgents(row: TreeRow, failedDescendants: number): { text: Part; onlyCounts: boolean } {
  const states = parts([failedInWords(failedDescendants), ...statesBelow(row, 'full')]);
  const count = row.descendants > 0 && subAgentsInWords(row.descendants);
  return states.length === 0 || count === false
    ? { text: count, onlyCounts: true }
    : { text: l10n.t('{0} ({1})', count, listed(states)), onlyCounts: false };
}

/** A thread that runs or waits is active now. */
function isBusy({ live }: TreeRow): boolean {
  return live !== null && liveStatuses[live.status].isBusy;
}

function parentElsewhere({ detached, archived }: TreeRow): Part {
  return detached && (archived ? l10n.t('parent is active') : l10n.t('parent is archived'));
}

function matchInWords({ name, total }: NonNullable<TreeRow['matchesBelow']>): string {
  return total === 1
    ? l10n.t('match: {0}', name)
    : l10n.t('{count} matches: {name}, …', { count: grouped(total), name });
}

/** What a row may say. */
type Part = string | false | null;

function parts(list: Part[]): string[] {
  return list.filter(part => part !== false && part !== null && part !== '') as string[];
}

function joined(list: Part[]): string {
  return parts(list).join(' · ');
}
