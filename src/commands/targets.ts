// Which threads a command is about, from what VS Code hands to it.
import { isThreadNode, type ThreadNode } from '../views/nodes';

export interface Target {
  threadId: string;
  /** Null when only the id is known. */
  name: string | null;
}

/**
 * A menu gives the clicked row and the selected ones, the Delete key the focused row, another extension a thread id or
 * several, the command palette nothing. Rows count together when the first one is part of the selection, as in the Explorer.
 * Null: the palette, and nothing is selected.
 *
 * The focused row comes from the keybinding's `args`, which VS Code resolves as it does those of its title buttons. Should it
 * ever not, they say nothing, and the selection counts.
 */
export function targetsOf(args: readonly unknown[], selection: readonly ThreadNode[]): Target[] | null {
  const [first, second] = args;
  if (isThreadNode(first)) {
    const selected = Array.isArray(second) ? second.filter(isThreadNode) : selection;
    return (selected.includes(first) ? selected : [first]).map(target);
  }
  const ids = typeof first === 'string' ? [first] : Array.isArray(first) && first.every(id => typeof id === 'string') ? first : null;
  if (ids !== null) {
    return ids.map(threadId => ({ threadId, name: null }));
  }
  // A row that stands for no thread, such as a group.
  if (typeof first === 'object' && first !== null && 'kind' in first) {
    return [];
  }
  // While VS Code reads a tree again it cannot tell which row a menu was opened on: better none than another one.
  const unknownRow = args.length > 1 && (first === null || first === undefined);
  if (selection.length > 0 && !unknownRow) {
    return selection.map(target);
  }
  return args.length === 0 ? null : [];
}

function target({ row }: ThreadNode): Target {
  return { threadId: row.threadId, name: row.name };
}
