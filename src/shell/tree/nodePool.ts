// Makes the rows of one tree, each once: asked for a known row, it updates and returns the same object.
import type { TreeGroup, TreeRow } from '../../protocol/methods';
import { createGroupOpener } from '../../protocol/openGroups';
import {
  rowId,
  type ParentNode,
  type GroupNode,
  type MoreNode,
  type OrphansNode,
  type ThreadNode,
  type TreeNode,
  type ViewName,
} from './nodes';

export interface NodePool {
  thread(row: TreeRow, parent: ParentNode | null): ThreadNode;
  /** `index`: its position among the groups, which decides whether it is expanded at first. */
  group(group: TreeGroup, index: number): GroupNode;
  orphans(count: number): OrphansNode;
  /** `known`: the level's previous rows. */
  more(parent: ParentNode | null, known: readonly TreeNode[], shown: number, total: number): MoreNode;
  /** Whether this very object stands for its row. */
  isCurrent(node: ParentNode): boolean;
  threadNode(threadId: string): ThreadNode | undefined;
  /** The row has left the tree. */
  forget(node: TreeNode): void;
}

/**
 * `filter`: what the tree is filtered by, or empty. Rows of a filtered tree have ids of their own because they start
 * expanded, up to about `unfolded` rows in all.
 */
export function createNodePool(view: ViewName, filter: string, unfolded: number): NodePool {
  const rows = new Map<string, ThreadNode>();
  const groups = new Map<string, GroupNode>();
  let orphans: OrphansNode | undefined;
  let left = unfolded;

  const idOf = (parent: ParentNode | null, key: string) =>
    filter === '' ? rowId(parent, key) : `${filter}/${rowId(parent, key)}`;

  /** In a filtered tree, every row is a match or an ancestor of one, so all are worth showing. */
  const opensFor = (count: number): boolean => {
    const opens = filter !== '' && count > 0 && count <= left;
    left -= opens ? count : 0;
    return opens;
  };
  const opensGroup = filter === '' ? createGroupOpener() : (group: TreeGroup) => opensFor(group.rows);

  return {
    thread: (row, parent) => {
      const id = idOf(parent, row.threadId);
      const known = rows.get(row.threadId);
      if (known?.id === id && known.parent === parent) {
        known.row = row;
        return known;
      }
      const node: ThreadNode = {
        kind: 'thread',
        id,
        parent,
        depth: parent === null ? 0 : parent.depth + 1,
        expanded: opensFor(row.children),
        row,
      };
      rows.set(row.threadId, node);
      return node;
    },
    group: (group, index) => {
      const known = groups.get(group.key) ?? {
        kind: 'group',
        id: idOf(null, `group:${group.key}`),
        view,
        parent: null,
        depth: 0,
        expanded: opensGroup(group, index),
        group,
      };
      known.group = group;
      groups.set(group.key, known);
      return known;
    },
    orphans: count => {
      orphans ??= {
        kind: 'orphans',
        id: idOf(null, 'orphans'),
        view,
        parent: null,
        depth: 0,
        expanded: opensFor(count),
        count,
      };
      orphans.count = count;
      return orphans;
    },
    more: (parent, known, shown, total) => {
      const before = known.find(node => node.kind === 'more');
      return before?.shown === shown && before.total === total
        ? before
        : { kind: 'more', id: idOf(parent, 'more'), view, parent, shown, total };
    },
    isCurrent: node => {
      switch (node.kind) {
        case 'thread':
          return rows.get(node.row.threadId) === node;
        case 'group':
          return groups.get(node.group.key) === node;
        case 'orphans':
          return orphans === node;
      }
    },
    threadNode: threadId => rows.get(threadId),
    forget: node => {
      if (node.kind === 'thread' && rows.get(node.row.threadId) === node) {
        rows.delete(node.row.threadId);
      } else if (node.kind === 'group') {
        groups.delete(node.group.key);
      }
    },
  };
}
