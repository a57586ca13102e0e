// The view "Clean Up": a preview of what will be archived, with a check box for each subtree. It exists only while a
// clean-up is open.
import {
  commands,
  EventEmitter,
  l10n,
  ThemeIcon,
  TreeItem,
  TreeItemCheckboxState,
  TreeItemCollapsibleState,
  window,
  type Disposable,
  type TreeDataProvider,
} from 'vscode';
import { judge } from '../errors';
import type { ThreadService } from '../connection/threadService';
import { CommandId, ContextKey, RowContext, ViewId } from '../../manifest';
import type { OldThreadsParams, OldThreadsResponse } from '../../protocol/methods';
import { tooltip } from '../tree/tooltip';
import { setContext } from '../viewOptions/viewContext';
import { threadKinds } from '../words/threadKinds';
import { grouped, listed } from '../words/sentences';
import {
  createCleanUpModel,
  type CleanUpSubtreeNode,
  type CleanUpMoreNode,
  type CleanUpNode,
  type CleanUpTotals,
} from './cleanUpModel';
import { subtreeDescription, criteriaInWords, spokenSubtree, totalsInWords } from './cleanUpText';

export interface CleanUpView extends Disposable {
  /** The criteria. */
  readonly params: OldThreadsParams;
  checkAll(checked: boolean): void;
  showMore(): void;
  totals(): CleanUpTotals;
  /** Ids of the checked roots. */
  checkedRoots(): string[];
}

/** Shows the view, with everything checked, and moves the focus there. Its `dispose` removes the view. */
export function showCleanUp(
  params: OldThreadsParams,
  answer: OldThreadsResponse,
  service: Pick<ThreadService, 'request'>,
): CleanUpView {
  const model = createCleanUpModel(answer);
  const changed = new EventEmitter<CleanUpNode | undefined>();
  const provider: TreeDataProvider<CleanUpNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: node => (node === undefined ? model.nodes() : []),
    getParent: () => null,
    getTreeItem: node =>
      node.kind === 'more' ? moreItem(node) : subtreeItem(node, model.isChecked(node), nowInSeconds()),
    resolveTreeItem: async (item, node, token) => {
      if (node.kind === 'thread') {
        try {
          item.tooltip = tooltip(
            node.row,
            await service.request('threadTree/details', { threadId: node.row.threadId }, token),
            undefined,
            nowInSeconds(),
          );
        } catch (error) {
          const verdict = judge(error);
          item.tooltip = verdict.kind === 'cancelled' ? node.row.name : `${node.row.name}\n\n${verdict.message}`;
        }
      }
      return item;
    },
  };
  setContext(ContextKey.cleaningUp, true);
  const tree = window.createTreeView(ViewId.cleanUp, {
    treeDataProvider: provider,
    canSelectMany: true,
    manageCheckboxStateManually: true,
  });
  const tell = () => {
    tree.message = totalsInWords(model.totals());
  };
  tree.description = criteriaInWords(params);
  tell();
  const boxes = tree.onDidChangeCheckboxState(({ items }) => {
    for (const [node, state] of items) {
      if (node.kind === 'thread') {
        model.check(node, state === TreeItemCheckboxState.Checked);
      }
    }
    tell();
  });
  void commands.executeCommand(`${ViewId.cleanUp}.focus`);

  return {
    params,
    checkAll: checked => {
      model.checkAll(checked);
      changed.fire(undefined);
      tell();
    },
    showMore: () => {
      model.showMore();
      changed.fire(undefined);
    },
    totals: () => model.totals(),
    checkedRoots: () => model.checkedRoots(),
    dispose: () => {
      setContext(ContextKey.cleaningUp, false);
      [boxes, tree, changed].forEach(disposable => {
        disposable.dispose();
      });
    },
  };
}

function subtreeItem({ id, row, subtree }: CleanUpSubtreeNode, checked: boolean, now: number): TreeItem {
  const item = new TreeItem(row.name, TreeItemCollapsibleState.None);
  item.id = id;
  item.description = subtreeDescription(subtree, now);
  item.contextValue = RowContext.oldSubtree;
  item.iconPath = new ThemeIcon(threadKinds[row.kind].icon);
  item.accessibilityInformation = { label: spokenSubtree(subtree, now) };
  item.checkboxState = {
    state: checked ? TreeItemCheckboxState.Checked : TreeItemCheckboxState.Unchecked,
    tooltip: checked ? l10n.t('Will be archived') : l10n.t('Will be kept'),
  };
  return item;
}

function moreItem({ shown, total }: CleanUpMoreNode): TreeItem {
  const item = new TreeItem(l10n.t('Show more…'), TreeItemCollapsibleState.None);
  const range = l10n.t('{0} of {1} shown', grouped(shown), grouped(total));
  item.id = 'more';
  item.description = range;
  item.tooltip = '';
  item.iconPath = new ThemeIcon('ellipsis');
  // Empty, as it could only repeat the label, and a screen reader would read it instead of the label.
  item.accessibilityInformation = { label: listed([l10n.t('Show more…'), range]) };
  item.command = { command: CommandId.cleanUpShowMore, title: l10n.t('Show More') };
  return item;
}

function nowInSeconds(): number {
  return Date.now() / 1000;
}
