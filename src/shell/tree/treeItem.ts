// Rows as VS Code wants them. The only place where a TreeItem is made.
import { t } from '@vscode/l10n';
import { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { RowStatus } from '../operations/threadStatuses';
import { CommandId, RowContext } from '../../manifest';
import { groupDescription, groupLabel, spokenGroup } from './groupText';
import { highlights } from './highlights';
import type { GroupNode, MoreNode, OrphansNode, ThreadNode, TreeNode } from './nodes';
import { grouped, listed, threadsInWords } from '../words/words';
import { rowIcon } from './rowIcon';
import { description, rowContext, spokenLabel } from './rowText';
import { decoratedUri } from './statusDecorations';
import type { ViewChoices } from '../viewOptions/viewChoices';

/** What rows say beyond what is in the tree. */
export interface RowSurroundings {
  choices: ViewChoices;
  statusOf: (threadId: string) => RowStatus | undefined;
  /** How many threads below this one have failed. */
  failedBelow: (threadId: string) => number;
  /** Unix seconds. */
  now: number;
}

/** The tooltip is left out: it is looked up when it is shown. */
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
  { choices, statusOf, failedBelow, now }: RowSurroundings,
): TreeItem {
  const label = { label: row.name, highlights: row.matches ? highlights(row.name, choices.filter) : [] };
  const status = statusOf(row.threadId);
  const failed = failedBelow(row.threadId);
  const item = new TreeItem(label, row.children > 0 ? stateOf(expanded) : TreeItemCollapsibleState.None);
  const icon = rowIcon(row.kind, status?.status);
  item.id = id;
  // A sub-agent mostly works on the branch of the thread above: there it is said once.
  const branch = parent?.kind === 'thread' && parent.row.gitBranch === row.gitBranch ? null : row.gitBranch;
  item.description = description({ ...row, gitBranch: branch }, status, now, failed);
  item.contextValue = rowContext(row, status);
  item.iconPath = new ThemeIcon(icon.id, icon.color === undefined ? undefined : new ThemeColor(icon.color));
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
  const item = new TreeItem(t('Sub-agents without a known parent'), stateOf(expanded));
  item.id = id;
  item.description = grouped(count);
  item.contextValue = RowContext.group;
  item.tooltip = t('Codex recorded no parent for these sub-agents, so no branch takes them along.');
  item.iconPath = new ThemeIcon('question');
  item.accessibilityInformation = { label: listed([t('Sub-agents without a known parent'), threadsInWords(count)]) };
  return item;
}

function moreItem(node: MoreNode): TreeItem {
  const item = new TreeItem(t('Show more…'), TreeItemCollapsibleState.None);
  const shown = t('{0} of {1} shown', grouped(node.shown), grouped(node.total));
  item.id = node.id;
  item.description = shown;
  item.tooltip = '';
  item.iconPath = new ThemeIcon('ellipsis');
  // The tooltip would be read in place of the label, and it is empty as it could only repeat it.
  item.accessibilityInformation = { label: listed([t('Show more…'), shown]) };
  item.command = { command: CommandId.showMore, title: t('Show More'), arguments: [node] };
  return item;
}

function stateOf(expanded: boolean): TreeItemCollapsibleState {
  return expanded ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
}
