// Tree views that tests look at and click in.
import { EventEmitter, type TreeDataProvider, type TreeItem } from 'vscode';
import { fakeVscode, strict } from './vscode';

export interface FakeTreeView<Node> {
  readonly provider: TreeDataProvider<Node>;
  readonly tree: {
    visible: boolean;
    message: string | undefined;
    description: string | undefined;
    badge: { value: number; tooltip: string } | undefined;
    selection: readonly Node[];
  };
  readonly options: { canSelectMany?: boolean; manageCheckboxStateManually?: boolean };
  /** What the provider has told of: rows that are different, or undefined for all. */
  readonly told: (Node | Node[] | undefined | null | void)[];
  /** The rows that were revealed. */
  readonly revealed: Node[];
  /** The focused row, which the API does not tell: see `fakeCommands`. */
  readonly focused: Node | undefined;
  readonly isDisposed: boolean;
  /** Asks for rows as VS Code does. */
  children(node?: Node): Promise<Node[]>;
  item(node: Node): TreeItem;
  /** Opens or closes the view. */
  show(visible: boolean): void;
  select(...nodes: Node[]): void;
  focus(node: Node): void;
  /** The user moves the cursor of an editor, with the keyboard or the mouse (1, 2), or a command does (3). */
  moveCursor(kind: 1 | 2 | 3): void;
  /** Clicks check boxes. */
  check(...items: [Node, checked: boolean][]): void;
}

/** Provides `createTreeView`; the function gives the view of an id. Views begin visible. */
export function fakeTreeViews(): <Node>(viewId: string) => FakeTreeView<Node> {
  const views = new Map<string, FakeTreeView<unknown>>();
  const cursor = new EventEmitter<{ kind: number }>();
  fakeVscode.window.onDidChangeTextEditorSelection = cursor.event;
  fakeVscode.window.createTreeView = (
    viewId: string,
    options: { treeDataProvider: TreeDataProvider<unknown> } & FakeTreeView<unknown>['options'],
  ) => {
    const visibility = new EventEmitter<{ visible: boolean }>();
    const selection = new EventEmitter<{ selection: readonly unknown[] }>();
    const boxes = new EventEmitter<{ items: [unknown, number][] }>();
    const view = {
      isDisposed: false,
      told: [] as unknown[],
      revealed: [] as unknown[],
      focused: undefined as unknown,
    };
    const tree = strict('TreeView', {
      visible: true,
      message: undefined as string | undefined,
      description: undefined as string | undefined,
      badge: undefined as { value: number; tooltip: string } | undefined,
      selection: [] as readonly unknown[],
      onDidChangeVisibility: visibility.event,
      onDidChangeSelection: selection.event,
      onDidChangeCheckboxState: boxes.event,
      reveal: (node: unknown, { focus = false }: { focus?: boolean } = {}) => {
        view.revealed.push(node);
        if (focus) {
          view.focused = node;
        }
        return Promise.resolve();
      },
      dispose: () => {
        view.isDisposed = true;
      },
    });
    const { treeDataProvider: provider } = options;
    provider.onDidChangeTreeData?.(node => view.told.push(node));
    views.set(
      viewId,
      Object.assign(view, {
        provider,
        tree,
        options,
        children: async (node?: unknown) => (await provider.getChildren(node)) ?? [],
        item: (node: unknown) => provider.getTreeItem(node) as TreeItem,
        show: (visible: boolean) => {
          tree.visible = visible;
          visibility.fire({ visible });
        },
        select: (...nodes: unknown[]) => {
          tree.selection = nodes;
          selection.fire({ selection: nodes });
        },
        focus: (node: unknown) => {
          view.focused = node;
        },
        moveCursor: (kind: number) => cursor.fire({ kind }),
        check: (...items: [unknown, boolean][]) =>
          boxes.fire({ items: items.map(([node, checked]) => [node, checked ? 1 : 0]) }),
      }),
    );
    return tree;
  };
  return viewId => {
    const view = views.get(viewId);
    if (view === undefined) {
      throw new Error(`No view ${viewId} was created.`);
    }
    return view as FakeTreeView<never>;
  };
}
