// One of the two trees: asks its model for rows, repaints them when statuses come in, and reads them again when Codex
// changes something, but only while the view is visible.
import {
  EventEmitter,
  l10n,
  window,
  workspace,
  type Disposable,
  type Event,
  type LogOutputChannel,
  type TreeDataProvider,
  type TreeView,
} from 'vscode';
import { judge } from '../errors';
import type { OperationRunner } from '../operations/operationRunner';
import type { ThreadService } from '../connection/threadService';
import type { ThreadStatuses } from '../operations/threadStatuses';
import type { ViewId } from '../../manifest';
import type { HomeProblem, OperationKind, ViewOptions } from '../../protocol/methods';
import { Coalescer } from '../coalescer';
import { createFailureCounts } from './failureCounts';
import type { MoreNode, ThreadNode, TreeNode, ViewName } from './nodes';
import { createReveal } from './reveal';
import { failureInWords } from '../words/failureInWords';
import { grouped, sentences } from '../words/sentences';
import { tooltip } from './tooltip';
import { treeItem } from './treeItem';
import { createTreeModel } from './treeModel';
import type { ViewChoicesStore } from '../viewOptions/choicesStore';
import { tellViewContext } from '../viewOptions/viewContext';
import { choicesInWords, optionsOf } from '../viewOptions/viewChoices';

export interface ThreadViewOptions {
  viewId: ViewId;
  view: ViewName;
  /** The operation whose failures this view counts. */
  kind: OperationKind;
  service: ThreadService;
  statuses: ThreadStatuses;
  operations: OperationRunner;
  choices: ViewChoicesStore;
  /** The open folders, absolute. */
  folders: () => string[];
  log: LogOutputChannel;
  /** Called after each read of the Codex home, with what is wrong with it, or null. */
  looked(problem: HomeProblem | null): void;
}

export interface ThreadView extends Disposable {
  /** The selected threads; none while the view is hidden, so that a forgotten selection is not archived. */
  selection(): ThreadNode[];
  /** The user has selected rows. */
  readonly onDidSelect: Event<void>;
  /** The choices made for the view, which follows every change. */
  readonly choices: ViewChoicesStore;
  /** The same, as requests for its rows take them. */
  options: () => ViewOptions;
  refresh(): void;
  showMore(node: MoreNode): void;
  /**
   * Opens the view and selects the thread's row, or its nearest ancestor's; false when the thread is not in this view.
   * If the view's options hide the thread, says so and offers to show it.
   */
  reveal(threadId: string): Promise<boolean>;
}

/** Registers the view. Reads nothing until VS Code asks for rows, which is when the view becomes visible. */
export function createThreadView(options: ThreadViewOptions): ThreadView {
  const { viewId, view, kind, service, statuses, operations, choices, folders, log } = options;
  const changed = new EventEmitter<TreeNode | TreeNode[] | undefined>();
  const selected = new EventEmitter<void>();
  let asked = false;
  let stale = false;
  let hidden = 0;
  let day = new Date().toDateString();

  const tellChoices = () => {
    tree.description = choicesInWords(choices.get(), folders(), hidden);
    tellViewContext(view, choices.get(), hidden);
  };
  const viewOptions = () => optionsOf(choices.get(), folders());
  const failureCounts = createFailureCounts(view, params => service.request('threadTree/path', params));

  const model = createTreeModel(
    view,
    {
      levels: params => service.request('threadTree/levels', params),
      path: params => service.request('threadTree/path', params),
    },
    {
      loaded: ({ problem, ...top }) => {
        if (top.hidden !== hidden) {
          hidden = top.hidden;
          tellChoices();
        }
        // A message hides the welcome text, which explains a missing home better.
        tree.message = problem?.code === 'unreadable' ? failureInWords(problem.failure) : '';
        options.looked(problem);
      },
      failed: error => {
        const verdict = judge(error);
        if (verdict.kind !== 'cancelled') {
          tree.message = sentences([verdict.message, l10n.t('Refresh to try again.')]);
          log.error(verdict.kind === 'bug' ? verdict.detail : verdict.message);
        }
      },
      grown: parent => changed.fire(parent ?? undefined),
    },
    viewOptions,
  );

  const provider: TreeDataProvider<TreeNode> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: node =>
      treeItem(node, {
        choices: choices.get(),
        statusOf: threadId => statuses.get(threadId),
        failedDescendants: failureCounts.descendants,
        now: nowInSeconds(),
      }),
    getParent: node => node.parent,
    getChildren: node => {
      asked = true;
      return node?.kind === 'more' ? [] : model.children(node ?? null);
    },
    resolveTreeItem: async (item, node, token) => {
      if (node.kind === 'thread') {
        const { row } = node;
        try {
          const details = await service.request('threadTree/details', { threadId: row.threadId }, token);
          item.tooltip = tooltip(row, details, statuses.get(row.threadId), nowInSeconds());
        } catch (error) {
          const verdict = judge(error);
          item.tooltip = verdict.kind === 'cancelled' ? row.name : `${row.name}\n\n${verdict.message}`;
        }
      }
      return item;
    },
  };
  const tree: TreeView<TreeNode> = window.createTreeView(viewId, {
    treeDataProvider: provider,
    canSelectMany: true,
    showCollapseAll: true,
  });
  tellChoices();

  // While VS Code waits for rows, it cannot tell which row is clicked. So read the rows first, and then tell it only
  // what is different.
  let reading: Promise<void> = Promise.resolve();
  const read = () => {
    stale = false;
    reading = model.refresh().then(different => {
      if (different?.length !== 0) {
        changed.fire(different ?? undefined);
      }
    });
  };
  const reload = () => {
    if (!asked) {
      return;
    }
    if (operations.running || !tree.visible) {
      stale = true;
    } else {
      read();
    }
  };
  // After an operation, the server reports the very change that is being read, or was read already: skip it.
  const reloadSoon = new Coalescer<number | null>(
    revisions => {
      const numbers = [...revisions].filter(revision => revision !== null);
      void reading.then(() => {
        if (numbers.length < revisions.size || !model.isAt(Math.max(...numbers))) {
          reload();
        }
      });
    },
    100,
    500,
  );
  const repaint = (threadIds: ReadonlySet<string>) => {
    const rows = model.rowsOf(threadIds);
    if (rows.length > 0) {
      changed.fire(rows);
    }
    const failed = statuses.failures(kind);
    tree.badge =
      failed.length === 0 ? undefined : { value: failed.length, tooltip: failuresInWords(kind, failed.length) };
    // While an operation runs, failures show on their own rows, and requests about them would slow it down.
    if (!operations.running) {
      // Rows already say that descendants are loaded.
      const counted = failed.filter(threadId => statuses.get(threadId)?.status !== 'loaded');
      failureCounts.update(counted).catch((error: unknown) => log.warn(String(error)));
    }
  };
  // Rows lose their statuses when an operation ends. By then they must show its result, so wait for the read.
  const repaintSoon = new Coalescer<string>(threadIds => void reading.then(() => repaint(threadIds)), 50, 50);
  // Keeps relative times current. Rows come from the model without a request, except when a new day changes the groups.
  const clock = setInterval(() => {
    const today = new Date().toDateString();
    if (today !== day && choices.get().group === 'date') {
      reload();
    }
    day = today;
    if (tree.visible) {
      changed.fire(undefined);
    }
  }, 60_000);
  // Even while an operation runs: these rows belong to another tree.
  const readAnew = () => {
    tellChoices();
    model.reset();
    if (asked) {
      stale = false;
      changed.fire(undefined);
    }
  };

  const reveal = createReveal({
    viewId,
    view,
    tree,
    model,
    service,
    choices,
    folders,
    log,
    readStale: () => {
      if (stale) {
        read();
      }
    },
  });

  const disposables = [
    service.onDidChange(revision => reloadSoon.trigger([revision])),
    operations.onDidEnd(reload),
    statuses.onDidChange(threadIds => repaintSoon.trigger(threadIds)),
    failureCounts.onDidChange(threadIds => repaintSoon.trigger(threadIds)),
    tree.onDidChangeVisibility(({ visible }) => visible && stale && reload()),
    // When selected rows disappear, VS Code fires an empty selection: ignore it.
    tree.onDidChangeSelection(({ selection }) => selection.length > 0 && selected.fire()),
    choices.onDidChange(readAnew),
    workspace.onDidChangeWorkspaceFolders(() => choices.get().scope === 'workspace' && readAnew()),
    reloadSoon,
    repaintSoon,
    tree,
    changed,
    selected,
  ];
  return {
    onDidSelect: selected.event,
    choices,
    options: viewOptions,
    selection: () => (tree.visible ? tree.selection.filter(node => node.kind === 'thread') : []),
    refresh: reload,
    showMore: node => model.showMore(node),
    reveal,
    dispose: () => {
      clearInterval(clock);
      disposables.forEach(disposable => {
        disposable.dispose();
      });
    },
  };
}

function failuresInWords(kind: OperationKind, failures: number): string {
  if (kind === 'archive') {
    return failures === 1
      ? l10n.t('1 thread could not be archived')
      : l10n.t('{0} threads could not be archived', grouped(failures));
  }
  return failures === 1
    ? l10n.t('1 thread could not be unarchived')
    : l10n.t('{0} threads could not be unarchived', grouped(failures));
}

function nowInSeconds(): number {
  return Date.now() / 1000;
}
