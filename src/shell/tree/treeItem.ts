// Turns the rows of the trees into VS Code's TreeItems.
import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { RowStatus } from '../operations/threadStatuses';
import { CommandId, RowContext } from '../../manifest';
import { groupDescription, groupLabel, spokenGroup } from './groupText';
import { highlights } from './highlights';
import type { GroupNode, MoreNode, OrphansNode, ThreadNode, TreeNode } from './nodes';
import { statuses } from '../words/statuses';
import { threadKinds } from '../words/threadKinds';
import { grouped, listed, threadsInWords } from '../words/sentences';
import { description, rowContext, spokenLabel } from './rowText';
import { decoratedUri } from './statusDecorations';
import type { ViewChoices } from '../viewOptions/viewChoices';

/** What rows show in addition to what is in the tree. */
export interface RowSurroundings {
  choices: ViewChoices;
  statusOf: (threadId: string) => RowStatus | undefined;
  /** How many descendants of this thread have failed. */
  failedDescendants: (threadId: string) => number;
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
  { id, row, parent, expanded }: ThreadNode,
  { choices, statusOf, failedDescendants, now }: RowSurroundings,
): TreeItem {
  const label = { label: row.name, highlights: row.matches ? highlights(row.name, choices.filter) : [] };
  const status = statusOf(row.threadId);
  const failed = failedDescendants(row.threadId);
  const item = new TreeItem(label, row.children > 0 ? stateOf(expanded) : TreeItemCollapsibleState.None);
  const { icon, color }: { icon: string; color?: string } =
    status === undefined ? threadKinds[row.kind] : statuses[status.status];
  item.id = id;
  // Most sub-agents work on their parent's git branch, which the parent's row already shows.
  const branch = parent?.kind === 'thread' && parent.row.gitBranch === row.gitBranch ? null : row.gitBranch;
  item.description = description({ ...row, gitBranch: branch }, status, now, failed);
  item.contextValue = rowContext(row, status);
  item.iconPath = new ThemeIcon(icon, color === undefined ? undefined : new ThemeColor(color));
  item.accessibilityInformation = { label: spokenLabel(row, status, now, failed) };
  item.resourceUri = decoratedUri(row.threadId);
  return item;
}

function groupItem({ id, group, expanded }: GroupNode, choices: ViewChoices): TreeItem {
  const by = choices.group === 'workspace' ? 'workspace' : 'date';
  const item = new TreeItem(groupLabel(group, by), stateOf(expanded));
  item.id = id;
  item.description = groupDescription(group);
  item.tooltip = spokenGroup(group, by);
  item.contextValue = RowContext.group;
  item.iconPath = new ThemeIcon(by === 'workspace' ? 'folder' : 'calendar');
  item.accessibilityInformation = { label: spokenGroup(group, by) };
  return item;
}

function orphansItem({ id, count, expanded }: OrphansNode): TreeItem {
  const item = new TreeItem(l10n.t('Sub-agents without a known parent'), stateOf(expanded));
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
