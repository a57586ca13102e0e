// The view "Clean Up": a preview of what will be archived, with a check box for each subtree. It exists only while a
// clean-up is open.
import {
  commands,
  EventEmitter,
  type LogOutputChannel,
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
import { showError } from '../showError';
import { shortName } from '../tree/rowWidth';
import { tooltip } from '../tree/tooltip';
import { followViewWidth } from '../tree/viewWidth';
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
import { subtreeDescription, criteriaInWords, homeInWords, spokenSubtree, totalsInWords } from './cleanUpText';

export interface CleanUpView extends Disposable {
  /** The criteria. */
  readonly params: OldThreadsParams;
  /** Checks or unchecks this root's row, and with it all selected rows if it is one of them. */
  toggle(threadId: string): void;
  checkAll(checked: boolean): void;
  /** Shows another page, and moves the focus to its first row. */
  showMore(): Promise<void>;
  totals(): CleanUpTotals;
  /** Ids of the checked roots. */
  checkedRoots(): string[];
}

/** Shows the view, with everything checked, and moves the focus there. Its `dispose` removes the view. */
export function showCleanUp(
  params: OldThreadsParams,
  answer: OldThreadsResponse,
  { service, log }: { service: Pick<ThreadService, 'request'>; log: LogOutputChannel },
): CleanUpView {
  const model = createCleanUpModel(
    answer,
    async threadId => (await service.request('threadTree/subAgents', { threadId })).subtrees,
  );
  const changed = new EventEmitter<CleanUpNode | CleanUpNode[] | undefined>();
  const width = followViewWidth(() => changed.fire(undefined));
  const provider: TreeDataProvider<CleanUpNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: async node => {
      if (node?.kind !== 'thread') {
        return node === undefined ? model.nodes() : [];
      }
      try {
        return await model.children(node);
      } catch (error) {
        showError(error, log);
        return [];
      }
    },
    getParent: node => (node.kind === 'thread' ? node.parent : null),
    getTreeItem: node =>
      node.kind === 'more' ? moreItem(node) : subtreeItem(node, model.isChecked(node), width.get(), nowInSeconds()),
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
    const totals = model.totals();
    tree.message = `${totalsInWords(totals)} · ${homeInWords(totals.home)}`;
  };
  tree.description = criteriaInWords(params);
  tell();
  const boxes = tree.onDidChangeCheckboxState(({ items }) => {
    for (const [node, state] of items) {
      if (node.kind === 'thread' && node.parent === null) {
        model.check(node, state === TreeItemCheckboxState.Checked);
      }
    }
    tell();
  });
  void commands.executeCommand(`${ViewId.cleanUp}.focus`);

  return {
    params,
    toggle: threadId => {
      const isIt = (node: CleanUpNode): node is CleanUpSubtreeNode =>
        node.kind === 'thread' && node.row.threadId === threadId;
      const row = model.nodes().find(isIt);
      if (row === undefined) {
        return;
      }
      const checked = !model.isChecked(row);
      const isEntry = (node: CleanUpNode): node is CleanUpSubtreeNode => node.kind === 'thread' && node.parent === null;
      const rows = tree.selection.includes(row) ? tree.selection.filter(isEntry) : [row];
      rows.forEach(node => model.check(node, checked));
      changed.fire(rows);
      tell();
    },
    checkAll: checked => {
      model.checkAll(checked);
      changed.fire(undefined);
      tell();
    },
    showMore: async () => {
      const first = model.showMore();
      changed.fire(undefined);
      if (first !== undefined) {
        await tree.reveal(first, { select: false, focus: true });
      }
    },
    totals: () => model.totals(),
    checkedRoots: () => model.checkedRoots(),
    dispose: () => {
      setContext(ContextKey.cleaningUp, false);
      [boxes, tree, width, changed].forEach(disposable => {
        disposable.dispose();
      });
    },
  };
}

/** A check box takes about as much of a row as three levels do. */
const BOX_LEVELS = 3;

function subtreeItem(
  { id, parent, depth, row, subtree }: CleanUpSubtreeNode,
  checked: boolean,
  viewWidth: number,
  now: number,
): TreeItem {
  const { None, Collapsed } = TreeItemCollapsibleState;
  const said = subtreeDescription(subtree, now);
  const name = shortName(row.name, depth + (parent === null ? BOX_LEVELS : 0), { ...said, more: '' }, viewWidth);
  const item = new TreeItem(name, subtree.threads > 1 ? Collapsed : None);
  item.id = id;
  item.description = said.more === '' ? said.main : `${said.main} · ${said.more}`;
  item.contextValue = RowContext.oldSubtree;
  item.iconPath = new ThemeIcon(threadKinds[row.kind].icon);
  item.accessibilityInformation = { label: spokenSubtree(subtree, now) };
  // A subtree is archived as a whole.
  if (parent === null) {
    item.checkboxState = {
      state: checked ? TreeItemCheckboxState.Checked : TreeItemCheckboxState.Unchecked,
      tooltip: checked ? l10n.t('Will be archived') : l10n.t('Will be kept'),
      // Without a label a screen reader calls each of them just "check box".
      accessibilityInformation: { label: l10n.t('Archive “{name}”', { name: row.name }) },
    };
  }
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
