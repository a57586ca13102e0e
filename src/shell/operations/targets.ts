// Which rows or threads a command is about, from the arguments that VS Code passes to it.
import { isGroupNode, isThreadNode, type ParentNode, type ThreadNode } from '../tree/nodes';

export interface Target {
  threadId: string;
  /** Null when only the id is known. */
  name: string | null;
  /** It is a descendant of another target, which takes it along. */
  insideAnother: boolean;
}

/** Rows of a view, or the ids of threads. */
export type Chosen = { rows: readonly ParentNode[] } | { threadIds: readonly string[] };

/**
 * A menu passes the clicked row and the selected ones, a key the focused row, another extension one or several thread
 * ids. As in the Explorer, the selection counts when the first row is part of it. The command palette passes nothing,
 * which is not for this function: see `ThreadView.chosen`.
 *
 * The focused row comes from the keybinding's `args`, which VS Code resolves like those of its own title buttons. If it
 * ever stops doing so, the selection counts.
 */
export function chosenOf(args: readonly unknown[], selection: readonly ParentNode[]): Chosen {
  const [first, second] = args;
  if (isRow(first)) {
    const selected = Array.isArray(second) ? second.filter(isRow) : selection;
    return { rows: selected.includes(first) ? selected : [first] };
  }
  if (typeof first === 'string') {
    return { threadIds: [first] };
  }
  if (Array.isArray(first) && first.every(id => typeof id === 'string')) {
    return { threadIds: first };
  }
  // A row that stands for no thread, such as "Show more".
  const otherRow = typeof first === 'object' && first !== null && 'kind' in first;
  // While VS Code re-reads a tree, it does not know which row a menu was opened on: better none than the wrong one.
  const unknownRow = args.length > 1 && (first === null || first === undefined);
  return { rows: otherRow || unknownRow ? [] : selection };
}

/** The threads themselves; a row inside a chosen group or thread is taken along by it. */
export function threadTargets(rows: readonly ParentNode[]): Target[] {
  const chosen = new Set(rows);
  return rows.filter(isThreadNode).map(node => ({
    threadId: node.row.threadId,
    name: node.row.name,
    insideAnother: isInside(node, chosen),
  }));
}

/** The ids of the threads that a command is about which needs no selection: those of its rows, or the given ones. */
export function threadIdsOf(args: readonly unknown[]): readonly string[] {
  const chosen = chosenOf(args, []);
  return 'rows' in chosen ? threadTargets(chosen.rows).map(({ threadId }) => threadId) : chosen.threadIds;
}

function isRow(value: unknown): value is ParentNode {
  return isThreadNode(value) || isGroupNode(value);
}

function isInside({ parent }: ThreadNode, chosen: ReadonlySet<ParentNode>): boolean {
  for (let above = parent; above !== null; above = above.parent) {
    if (chosen.has(above)) {
      return true;
    }
  }
  return false;
}
