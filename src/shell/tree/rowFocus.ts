// The focused row of a tree. VS Code's API tells only the selection, and when the focused row leaves the tree, the next
// key goes to the first row.
import {
  commands,
  TextEditorSelectionChangeKind,
  window,
  type Disposable,
  type LogOutputChannel,
  type TreeView,
} from 'vscode';
import { focusedRowCommand, type ViewId } from '../../manifest';
import { isTreeNode, type ParentNode, type TreeNode } from './nodes';
import type { TreeModel } from './treeModel';

export interface RowFocus extends Disposable {
  /** The selected rows; none while the view is hidden, so that a forgotten selection is not archived. */
  selection(): ParentNode[];
  /** The focused row or, if it is one of the selected rows, all of these; none while the view is hidden. */
  chosen(): Promise<ParentNode[]>;
  /** Scrolls the focused row into sight. */
  show(): Promise<void>;
  /**
   * Calls `work`, which the user has started in this view, and resolves or rejects as it does. If the focused row
   * leaves the tree because of it, the focus goes to the row beside it, unless the user meanwhile works in an editor.
   */
  hold<T>(work: () => Promise<T>): Promise<T>;
  /** Calls `tell`, which tells VS Code of rows that the model has read; before, moves the focus if it is held. */
  tellChanges(tell: () => void): Promise<void>;
}

export function createRowFocus(
  viewId: ViewId,
  tree: Pick<TreeView<TreeNode>, 'visible' | 'selection' | 'reveal'>,
  model: Pick<TreeModel, 'heirOf'>,
  log: Pick<LogOutputChannel, 'warn'>,
): RowFocus {
  let focused: TreeNode | null = null;
  let held = new Set<object>();
  const answerId = focusedRowCommand(viewId);
  const disposables = [
    commands.registerCommand(answerId, (node: unknown) => {
      focused = isTreeNode(node) ? node : null;
    }),
    // Taking the keyboard away from an editor would send what the user types to the tree.
    window.onDidChangeTextEditorSelection(({ kind }) => {
      if (kind === TextEditorSelectionChangeKind.Keyboard || kind === TextEditorSelectionChangeKind.Mouse) {
        held = new Set();
      }
    }),
  ];

  /** Null when no row has been focused, the focused one is no longer in the tree, or the view is hidden. */
  const row = async (): Promise<TreeNode | null> => {
    focused = null;
    if (!tree.visible) {
      return null;
    }
    // The window replaces such arguments by the row, as for the buttons in the title of the view, but only in commands
    // that it runs itself: it is asked to run one by way of its own command "runCommands".
    const args = { $treeViewId: viewId, $focusedTreeItem: true };
    await commands.executeCommand('runCommands', { commands: [{ command: answerId, args }] });
    return focused;
  };
  const selection = () => (tree.visible ? tree.selection.filter(node => node.kind !== 'more') : []);

  const moveFocus = async (): Promise<void> => {
    const before = await row();
    const heir = before === null ? null : model.heirOf(before);
    if (before !== null && heir !== null && heir !== before) {
      await tree.reveal(heir, { select: tree.selection.includes(before), focus: true });
    }
  };

  return {
    selection,
    chosen: async () => {
      const at = await row();
      const selected = selection();
      return at === null || at.kind === 'more' ? [] : selected.includes(at) ? selected : [at];
    },
    show: async () => {
      const at = await row();
      if (at !== null) {
        await tree.reveal(at, { select: false, focus: false });
      }
    },
    hold: async work => {
      const mine = {};
      held.add(mine);
      try {
        return await work();
      } finally {
        held.delete(mine);
      }
    },
    tellChanges: async tell => {
      if (held.size > 0) {
        // Before the row leaves, so that no key reaches another row meanwhile.
        await moveFocus().catch((error: unknown) => log.warn(String(error)));
      }
      tell();
    },
    dispose: () => {
      disposables.forEach(disposable => {
        disposable.dispose();
      });
    },
  };
}
