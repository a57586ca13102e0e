// Makes rows of what was kept of a view: the way back from `knownLevels`.
import type { KnownLevel, ShownLevel } from './knownLevels';
import type { NodePool } from './nodePool';
import { parentIdOf, type ParentNode, type TreeNode } from './nodes';

/** Parents before their children. Leaves out the levels whose parent is not among the rows. */
export function rowsOfKnown(known: readonly KnownLevel[], pool: NodePool): ShownLevel[] {
  const parents = new Map<string | null, ParentNode | null>([[null, null]]);
  return known.flatMap(({ parentId, rows, total, groups, orphans }) => {
    const parent = parents.get(parentId);
    if (parent === undefined) {
      return [];
    }
    const nodes: TreeNode[] = [
      ...rows.map(row => pool.thread(row, parent)),
      ...groups.map((group, at) => pool.group(group, at)),
    ];
    nodes.forEach(node => node.kind !== 'more' && parents.set(parentIdOf(node), node));
    if (rows.length < total) {
      nodes.push(pool.more(parent, [], nodes.length, groups.length + total));
    }
    if (orphans > 0) {
      nodes.push(pool.orphans(orphans));
    }
    return [{ parent, nodes }];
  });
}
