// One of the two trees: asks its model for rows, repaints them as statuses come in, and reads them again when Codex
// changes something, but never while nobody looks.
import { t } from '@vscode/l10n';
import {
  EventEmitter,
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
import { grouped, sentence, sentences } from '../words/words';
import { tooltip } from './tooltip';
import { treeItem } from './treeItem';
import { createTreeModel } from './treeModel';
import type { ViewChoicesStore } from '../viewOptions/choicesStore';
import { tellViewContext } from '../viewOptions/viewContext';
import { choicesInWords, optionsOf } from '../viewOptions/viewChoices';

export interface ThreadViewOptions {
  viewId: ViewId;
  view: ViewName;
  /** The operation whose failures are counted on this view. */
  kind: OperationKind;
  service: ThreadService;
  statuses: ThreadStatuses;
  operations: OperationRunner;
  choices: ViewChoicesStore;
  /** The open folders, absolute. */
  folders: () => string[];
  log: LogOutputChannel;
  /** The Codex home has been looked at: what is missing, or null. */
  looked(problem: HomeProblem | null): void;
}

export interface ThreadView extends Disposable {
  /** The selected threads, none while the view is hidden: a forgotten selection must not be archived. */
  selection(): ThreadNode[];
  /** The user has chosen rows. */
  readonly onDidSelect: Event<void>;
  /** What is chosen for the view; it follows every change. */
  readonly choices: ViewChoicesStore;
  /** The same as the requests for its rows have it. */
  options: () => ViewOptions;
  refresh(): void;
  showMore(node: MoreNode): void;
  /**
   * Opens the view and selects the thread's row, or its nearest ancestor's; false when the thread is not in this view.
   * Of one that the view's options hide it says so, and offers to show it.
   */
  reveal(threadId: string): Promise<boolean>;
}

/** Registers the view. Nothing is read before VS Code asks for rows, that is before somebody looks. */
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
  const failuresBelow = createFailureCounts(view, params => service.path(params));

  const model = createTreeModel(
    view,
    service,
    {
      loaded: ({ problem, ...top }) => {
        if (top.hidden !== hidden) {
          hidden = top.hidden;
          tellChoices();
        }
        // The message hides the welcome text, which is the better answer to a home that is merely missing.
        tree.message = problem?.code === 'unreadable' ? problem.message : '';
        options.looked(problem);
      },
      failed: error => {
        const verdict = judge(error);
        if (verdict.kind !== 'cancelled') {
          tree.message = sentences([sentence(verdict.message), t('Refresh to try again.')]);
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
        failedBelow: failuresBelow.descendants,
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
          const details = await service.details({ threadId: row.threadId }, token);
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

  const readAgain = () => {
    stale = false;
    model.invalidate();
    changed.fire(undefined);
  };
  // While VS Code waits for rows it cannot tell which one is clicked: what Codex changes is read before it is told, and
  // it is told of no more than is different.
  const readAhead = () => {
    stale = false;
    void model.refresh().then(different => {
      if (different?.length !== 0) {
        changed.fire(different ?? undefined);
      }
    });
  };
  const reload = (read: () => void) => {
    if (!asked) {
      return;
    }
    if (operations.running || !tree.visible) {
      stale = true;
    } else {
      read();
    }
  };
  const reloadSoon = new Coalescer<'tree'>(() => reload(readAhead), 100, 500);
  const repaintSoon = new Coalescer<string>(
    threadIds => {
      const rows = model.rowsOf(threadIds);
      if (rows.length > 0) {
        changed.fire(rows);
      }
      const failed = statuses.failures(kind);
      tree.badge =
        failed.length === 0 ? undefined : { value: failed.length, tooltip: failuresInWords(kind, failed.length) };
      // While it runs, what fails is seen on its own row, and asking about each would hold it up.
      if (!operations.running) {
        // Of threads in use the rows above tell by themselves, and for as long as they are.
        const counted = failed.filter(threadId => statuses.get(threadId)?.status !== 'inUse');
        failuresBelow.update(counted).catch((error: unknown) => log.warn(String(error)));
      }
    },
    50,
    50,
  );
  // Times grow old without anything changing. The rows come from the model, not from the server, but for those that a
  // new day puts into other groups.
  const clock = setInterval(() => {
    const today = new Date().toDateString();
    if (today !== day && choices.get().group === 'date') {
      reload(readAhead);
    }
    day = today;
    if (tree.visible) {
      changed.fire(undefined);
    }
  }, 60_000);
  // Also while an operation runs: the rows that are there are of another tree.
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
        readAgain();
      }
    },
  });

  const disposables = [
    service.onDidChange(() => reloadSoon.trigger(['tree'])),
    // At once, before the rows are repainted without the statuses of what is done.
    operations.onDidEnd(() => reload(readAgain)),
    statuses.onDidChange(threadIds => repaintSoon.trigger(threadIds)),
    failuresBelow.onDidChange(threadIds => repaintSoon.trigger(threadIds)),
    tree.onDidChangeVisibility(({ visible }) => visible && stale && reload(readAgain)),
    // Of rows that go away VS Code tells as of none.
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
    refresh: () => reload(readAgain),
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
      ? t('1 thread could not be archived')
      : t('{0} threads could not be archived', grouped(failures));
  }
  return failures === 1
    ? t('1 thread could not be unarchived')
    : t('{0} threads could not be unarchived', grouped(failures));
}

function nowInSeconds(): number {
  return Date.now() / 1000;
}
