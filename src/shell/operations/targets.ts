// Which threads a command is about, from the arguments that VS Code passes to it.
import { isThreadNode, type ParentNode, type ThreadNode } from '../tree/nodes';

export interface Target {
  threadId: string;
  /** Null when only the id is known. */
  name: string | null;
  /** It is a descendant of another target, which takes it along. */
  insideAnother: boolean;
}

/**
 * A menu passes the clicked row and the selected ones, the Delete key the focused row, another extension one or several
 * thread ids, the command palette nothing. As in the Explorer, the selection counts when the first row is part of it.
 * Null: the palette, and nothing is selected.
 *
 * The focused row comes from the keybinding's `args`, which VS Code resolves like those of its own title buttons. If it
 * ever stops doing so, the arguments are empty and the selection counts.
 */
export function targetsOf(args: readonly unknown[], selection: readonly ThreadNode[]): Target[] | null {
  const [first, second] = args;
  if (isThreadNode(first)) {
    const selected = Array.isArray(second) ? second.filter(isThreadNode) : selection;
    return targets(selected.includes(first) ? selected : [first]);
  }
  const ids =
    typeof first === 'string'
      ? [first]
      : Array.isArray(first) && first.every(id => typeof id === 'string')
        ? first
        : null;
  if (ids !== null) {
    return ids.map(threadId => ({ threadId, name: null, insideAnother: false }));
  }
  // A row that is not a thread, such as a group.
  if (typeof first === 'object' && first !== null && 'kind' in first) {
    return [];
  }
  // While VS Code re-reads a tree, it does not know which row a menu was opened on: better none than the wrong one.
  const unknownRow = args.length > 1 && (first === null || first === undefined);
  if (selection.length > 0 && !unknownRow) {
    return targets(selection);
  }
  return args.length === 0 ? null : [];
}

function targets(nodes: readonly ThreadNode[]): Target[] {
  const chosen = new Set<ParentNode>(nodes);
  return nodes.map(node => ({
    threadId: node.row.threadId,
    name: node.row.name,
    insideAnother: isInside(node, chosen),
  }));
}

function isInside({ parent }: ThreadNode, chosen: ReadonlySet<ParentNode>): boolean {
  for (let above = parent; above !== null; above = above.parent) {
    if (chosen.has(above)) {
      return true;
    }
  }
  return false;
}
