// Turns the rows of the trees into VS Code's TreeItems.
import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { RowStatus } from '../operations/threadStatuses';
import { CommandId, PINNED_CONTEXT, RowContext } from '../../manifest';
import { PINNED_SECTION, type TreeRow } from '../../protocol/methods';
import { groupDescription, groupLabel, spokenGroup } from './groupText';
import { highlights } from './highlights';
import type { GroupNode, MoreNode, OrphansNode, ThreadNode, TreeNode } from './nodes';
import { liveStatuses } from '../words/liveStatuses';
import { statuses } from '../words/statuses';
import { threadKinds } from '../words/threadKinds';
import { grouped, listed, threadsInWords } from '../words/sentences';
import { description, rowContext, spokenLabel } from './rowText';
import { uriOfTranscript } from '../transcript/transcriptUris';
import { shortName } from './rowWidth';
import { decoratedUri, GREY } from './statusDecorations';
import type { ViewChoices } from '../viewOptions/viewChoices';

/** What rows show in addition to what is in the tree. */
export interface RowSurroundings {
  choices: ViewChoices;
  statusOf: (threadId: string) => RowStatus | undefined;
  /** How many descendants of this thread have failed. */
  failedDescendants: (threadId: string) => number;
  /** In pixels. */
  viewWidth: number;
  /** Unix seconds. */
  now: number;
}

/** Leaves out the tooltip, which is looked up when it is shown. */
export function treeItem(node: TreeNode, surroundings: RowSurroundings): TreeItem {
  switch (node.kind) {
    case 'thread':
      return threadItem(node, surroundings);
    case 'group':
      return groupItem(node, surroundings.choices);
    case 'orphans':
      return orphansItem(node);
    case 'more':
      return moreItem(node);
  }
}

function threadItem(
  { id, row, depth, expanded }: ThreadNode,
  { choices, statusOf, failedDescendants, viewWidth, now }: RowSurroundings,
): TreeItem {
  const status = statusOf(row.threadId);
  const failed = failedDescendants(row.threadId);
  const said = description(row, status, now, failed);
  const marked = (text: string) => (row.matchesBelow === null ? highlights(text, choices.filter) : []);
  const name = shortName(row.name, depth, said, viewWidth, marked(row.name)[0]);
  const label = { label: name, highlights: marked(name) };
  const item = new TreeItem(label, row.children > 0 ? stateOf(expanded) : TreeItemCollapsibleState.None);
  const { icon, color } = status === undefined ? rowIcon(row) : statuses[status.status];
  item.id = id;
  item.description = [said.main, said.more].filter(Boolean).join(' · ');
  item.contextValue = rowContext(row, status) + (row.pinned ? PINNED_CONTEXT : '');
  item.iconPath = new ThemeIcon(icon, color === undefined ? undefined : new ThemeColor(color));
  item.accessibilityInformation = { label: spokenLabel(row, status, now, failed) };
  item.resourceUri = decoratedUri(row.threadId, row.between);
  // VS Code's own command knows a click, which opens a preview, from a double click, which keeps it.
  item.command = {
    command: 'vscode.open',
    title: l10n.t('Open Transcript'),
    arguments: [uriOfTranscript(row.threadId, row.name)],
  };
  return item;
}

/** Words for it would take the room of the name at 300 px: the tooltip and the label for screen readers have them. */
const PARENT_ELSEWHERE = { icon: 'type-hierarchy-super' };

function rowIcon(row: TreeRow): { icon: string; color?: string } {
  if (row.between) {
    return { icon: row.archived ? 'archive' : threadKinds[row.kind].icon, color: GREY };
  }
  if (row.live || row.loaded) {
    return liveStatuses[row.live?.status ?? 'open'];
  }
  return row.pinned
    ? { icon: 'pinned' }
    : row.attached
      ? { icon: 'link' }
      : row.detached
        ? PARENT_ELSEWHERE
        : threadKinds[row.kind];
}

const groupIcons: Record<ViewChoices['group'], string> = {
  none: 'pinned',
  date: 'calendar',
  workspace: 'folder',
  section: 'layers',
};

function groupItem({ id, group, expanded }: GroupNode, choices: ViewChoices): TreeItem {
  const by = choices.group;
  const isEmpty = group.rows === 0;
  const item = new TreeItem(groupLabel(group, by), isEmpty ? TreeItemCollapsibleState.None : stateOf(expanded));
  item.id = id;
  item.description = groupDescription(group);
  item.tooltip = spokenGroup(group, by);
  item.contextValue =
    group.section === undefined ? RowContext.group : isEmpty ? RowContext.emptySection : RowContext.section;
  item.iconPath = new ThemeIcon(group.key === PINNED_SECTION ? 'pinned' : groupIcons[by]);
  item.accessibilityInformation = { label: spokenGroup(group, by) };
  return item;
}

function orphansItem({ id, count, expanded }: OrphansNode): TreeItem {
  // In full it would cover their number at 300 px.
  const item = new TreeItem(l10n.t('Parent unknown'), stateOf(expanded));
  item.id = id;
  item.description = grouped(count);
  item.contextValue = RowContext.group;
  item.tooltip = l10n.t(
    'Codex recorded no parent for these sub-agents, so they are not archived with any other thread.',
  );
  item.iconPath = new ThemeIcon('question');
  item.accessibilityInformation = {
    label: listed([l10n.t('Sub-agents without a known parent'), threadsInWords(count)]),
  };
  return item;
}

function moreItem(node: MoreNode): TreeItem {
  const item = new TreeItem(l10n.t('Show more…'), TreeItemCollapsibleState.None);
  const shown = l10n.t('{0} of {1} shown', grouped(node.shown), grouped(node.total));
  item.id = node.id;
  item.description = shown;
  item.tooltip = '';
  item.iconPath = new ThemeIcon('ellipsis');
  // Empty, as it could only repeat the label, and a screen reader would read it instead of the label.
  item.accessibilityInformation = { label: listed([l10n.t('Show more…'), shown]) };
  item.command = { command: CommandId.showMore, title: l10n.t('Show More'), arguments: [node] };
  return item;
}

function stateOf(expanded: boolean): TreeItemCollapsibleState {
  return expanded ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
}
