// Rows of a tree, as VS Code passes them to commands.
import type { TreeGroup, TreeRow } from '../../../src/protocol/methods';
import type { GroupNode, OrphansNode, ParentNode, ThreadNode, ViewName } from '../../../src/shell/tree/nodes';
import { row } from '../../support/row';

export function threadNode(changes: Partial<TreeRow> = {}, parent: ParentNode | null = null): ThreadNode {
  const own = row(changes);
  return { kind: 'thread', id: own.threadId, parent, depth: 0, expanded: false, row: own };
}

export function groupNode(view: ViewName, changes: Partial<TreeGroup>): GroupNode {
  const group: TreeGroup = { key: 'today', folder: null, rows: 2, threads: 5, ...changes };
  return { kind: 'group', id: group.key, view, parent: null, depth: 0, expanded: true, group };
}

export function orphansNode(view: ViewName, count = 3): OrphansNode {
  return { kind: 'orphans', id: 'orphans', view, parent: null, depth: 0, expanded: false, count };
}
