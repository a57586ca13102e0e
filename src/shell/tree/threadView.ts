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
import type { MoreNode, ParentNode, TreeNode, ViewName } from './nodes';
import { createRestoredRows } from './restoredRows';
import { createRowFocus } from './rowFocus';
import { failureInWords } from '../words/failureInWords';
import { sentences } from '../words/sentences';
import { keepBadge } from './viewBadge';
import type { LastRows } from './lastRows';
import { treeItem } from './treeItem';
import { createTreeModel } from './treeModel';
import { followViewWidth } from './viewWidth';
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
  /** Disposed with the view. */
  lastRows: LastRows;
  log: LogOutputChannel;
  /** Called after each read of the Codex home, with what is wrong with it, or null. */
  looked(problem: HomeProblem | null): void;
}

export interface ThreadView extends Disposable {
  /** As in `RowFocus`, with `showFocus` for its `show`. */
  selection(): ParentNode[];
  chosen(): Promise<ParentNode[]>;
  showFocus(): Promise<void>;
  /** The user has selected rows. */
  readonly onDidSelect: Event<void>;
  /** The choices made for the view, which follows every change. */
  readonly choices: ViewChoicesStore;
  /** The same, as requests for its rows take them. */
  options: () => ViewOptions;
  /** The user sees its rows, or would if they scrolled. */
  isVisible(): boolean;
  /** When rows last came, went or changed places without the user's doing it there, in milliseconds. */
  movedAt(): number;
  refresh(): void;
  /** Shows another page, and moves the focus to its first row. */
  showMore(node: MoreNode): Promise<void>;
  /**
   * Calls `work`, which the user has started in this view and which may change threads, and resolves or rejects as it
   * does, when the view shows the result: see `RowFocus.hold`.
   */
  keepFocus<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Opens the view and selects the thread's row, or its nearest ancestor's; false when the thread is not in this view.
   * If the view's options hide the thread, says so and offers to show it.
   */
  reveal(threadId: string): Promise<boolean>;
}

/** Registers the view. Reads nothing until VS Code asks for rows, which is when the view becomes visible. */
export function createThreadView(options: ThreadViewOptions): ThreadView {
  const { viewId, view, kind, service, statuses, operations, choices, folders, lastRows, log } = options;
  const changed = new EventEmitter<TreeNode | TreeNode[] | undefined>();
  const selected = new EventEmitter<void>();
  let stale = false;
  let moving = false;
  let movedAt = 0;
  let hidden = 0;
  let day = new Date().toDateString();

  const tellChoices = () => {
    const words = choicesInWords(choices.get(), folders(), hidden);
    tree.description = restored.areShown() ? l10n.t('last known') + (words === '' ? '' : ` · ${words}`) : words;
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
        // If the home cannot be read, the rows stay, and stay marked as last known.
        const isNew = problem?.code !== 'unreadable' && restored.replaced();
        if (isNew || top.hidden !== hidden) {
          hidden = top.hidden;
          tellChoices();
        }
        if (problem?.code !== 'unreadable') {
          lastRows.keep(viewOptions(), () => model.shown());
        }
        // A message hides the welcome text, which explains a missing home better.
        tree.message =
          problem?.code === 'unreadable' || problem?.code === 'wrongHome' ? failureInWords(problem.failure) : '';
        options.looked(problem);
      },
      failed: error => {
        const verdict = judge(error);
        if (verdict.kind !== 'cancelled') {
          tree.message = sentences([verdict.message, l10n.t('Refresh to try again.')]);
          log.error(verdict.kind === 'bug' ? verdict.detail : verdict.message);
        }
      },
      moved: () => {
        moving = true;
      },
      grown: parent => changed.fire(parent ?? undefined),
    },
    viewOptions,
  );

  const width = followViewWidth(() => changed.fire(undefined));
  const restored = createRestoredRows(lastRows, viewOptions, model, { shown: tellChoices, read: () => read() });

  const provider: TreeDataProvider<TreeNode> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: node =>
      treeItem(node, {
        choices: choices.get(),
        statusOf: threadId => statuses.get(threadId),
        failedDescendants: failureCounts.descendants,
        viewWidth: width.get(),
        now: nowInSeconds(),
      }),
    getParent: node => node.parent,
    getChildren: async node => {
      await restored.ready();
      restored.answered();
      return node?.kind === 'more' ? [] : model.children(node ?? null);
    },
    resolveTreeItem: async (item, node, token) => {
      if (node.kind === 'thread') {
        const { row } = node;
        try {
          const { tooltip } = await import('./tooltip');
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
  const focus = createRowFocus(viewId, tree, model, log);

  // While VS Code waits for rows, it cannot tell which row is clicked. So read the rows first, and then tell it only
  // what is different.
  let reading: Promise<void> = Promise.resolve();
  const read = () => {
    stale = false;
    reading = model.refresh().then(async different => {
      if (different?.length !== 0) {
        await focus.tellChanges(() => changed.fire(different ?? undefined));
        if (moving) {
          moving = false;
          movedAt = Date.now();
        }
      }
    });
  };
  const reload = () => {
    if (!restored.wasAsked()) {
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
  const badge = keepBadge(kind, tree, service, statuses);
  const repaint = (threadIds: ReadonlySet<string>) => {
    const rows = model.rowsOf(threadIds);
    if (rows.length > 0) {
      changed.fire(rows);
    }
    const failed = statuses.failures(kind);
    badge.show();
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
    if (restored.wasAsked()) {
      stale = false;
      changed.fire(undefined);
    }
  };

  const reveal = async (threadId: string): Promise<boolean> => {
    const { createReveal } = await import('./reveal');
    const readStale = () => {
      if (stale) {
        read();
      }
    };
    return createReveal({ viewId, view, tree, model, service, choices, folders, log, readStale })(threadId);
  };

  const disposables = [
    service.onDidChange(revision => reloadSoon.trigger([revision])),
    badge,
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
    width,
    restored,
    lastRows,
    focus,
    tree,
    changed,
    selected,
  ];
  return {
    onDidSelect: selected.event,
    choices,
    options: viewOptions,
    selection: () => focus.selection(),
    chosen: () => focus.chosen(),
    isVisible: () => tree.visible,
    movedAt: () => movedAt,
    refresh: reload,
    showMore: async node => {
      const first = await model.showMore(node);
      if (first !== null) {
        await tree.reveal(first, { select: false, focus: true });
      }
    },
    showFocus: () => focus.show(),
    keepFocus: work =>
      focus.hold(async () => {
        try {
          return await work();
        } finally {
          await reading;
        }
      }),
    reveal,
    dispose: () => {
      clearInterval(clock);
      disposables.forEach(disposable => {
        disposable.dispose();
      });
    },
  };
}

function nowInSeconds(): number {
  return Date.now() / 1000;
}
