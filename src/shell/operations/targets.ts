// Which threads a command is about, from what VS Code hands to it.
import { isThreadNode, type ParentNode, type ThreadNode } from '../tree/nodes';

export interface Target {
  threadId: string;
  /** Null when only the id is known. */
  name: string | null;
  /** Its row stands below that of another target, which takes it along. */
  insideAnother: boolean;
}

/**
 * A menu gives the clicked row and the selected ones, the Delete key the focused row, another extension a thread id or
 * several, the command palette nothing. Rows count together when the first one is part of the selection, as in the
 * Explorer. Null: the palette, and nothing is selected.
 *
 * The focused row comes from the keybinding's `args`, which VS Code resolves as it does those of its title buttons.
 * Should it ever not, they say nothing, and the selection counts.
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
  // A row that stands for no thread, such as a group.
  if (typeof first === 'object' && first !== null && 'kind' in first) {
    return [];
  }
  // While VS Code reads a tree again it cannot tell which row a menu was opened on: better none than another one.
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
    insideAnother: isBelow(node, chosen),
  }));
}

function isBelow({ parent }: ThreadNode, chosen: ReadonlySet<ParentNode>): boolean {
  for (let above = parent; above !== null; above = above.parent) {
    if (chosen.has(above)) {
      return true;
    }
  }
  return false;
}
