// Rows as VS Code wants them. The only place where a TreeItem is made.
import { t } from '@vscode/l10n';
import { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { RowStatus } from '../client/threadStatuses';
import { CommandId } from '../manifest';
import type { MoreNode, OrphansNode, ThreadNode, TreeNode } from './nodes';
import { grouped, listed, threadsInWords } from './words';
import { rowIcon } from './rowIcon';
import { description, rowContext, spokenLabel } from './rowText';

/** `now` in Unix seconds. The tooltip is left out: it is looked up when it is shown. */
export function treeItem(node: TreeNode, statusOf: (threadId: string) => RowStatus | undefined, now: number): TreeItem {
  switch (node.kind) {
    case 'thread': return threadItem(node, statusOf(node.row.threadId), now);
    case 'orphans': return orphansItem(node);
    case 'more': return moreItem(node);
  }
}

function threadItem({ id, row, parent }: ThreadNode, status: RowStatus | undefined, now: number): TreeItem {
  const item = new TreeItem(row.name, row.children > 0 ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None);
  const icon = rowIcon(row.kind, status?.status);
  item.id = id;
  // A sub-agent mostly works on the branch of the thread above: there it is said once.
  const branch = parent?.kind === 'thread' && parent.row.branch === row.branch ? null : row.branch;
  item.description = description({ ...row, branch }, status, now);
  item.contextValue = rowContext(row, status);
  item.iconPath = new ThemeIcon(icon.id, icon.color === undefined ? undefined : new ThemeColor(icon.color));
  item.accessibilityInformation = { label: spokenLabel(row, status, now) };
  return item;
}

function orphansItem({ id, count }: OrphansNode): TreeItem {
  const item = new TreeItem(t('Sub-agents without a known parent'), TreeItemCollapsibleState.Collapsed);
  item.id = id;
  item.description = grouped(count);
  item.tooltip = t('Codex recorded no parent for these sub-agents. They are archived one by one.');
  item.iconPath = new ThemeIcon('question');
  item.accessibilityInformation = { label: listed([t('Sub-agents without a known parent'), threadsInWords(count)]) };
  return item;
}

function moreItem(node: MoreNode): TreeItem {
  const item = new TreeItem(t('Show more…'), TreeItemCollapsibleState.None);
  item.id = node.id;
  item.description = t('{0} of {1} shown', grouped(node.shown), grouped(node.total));
  item.tooltip = '';
  item.iconPath = new ThemeIcon('ellipsis');
  item.command = { command: CommandId.showMore, title: t('Show More'), arguments: [node] };
  return item;
}
