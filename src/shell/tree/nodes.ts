// The rows of a tree as plain data. VS Code matches rows by identity: a row stays the same object while it is in the
// tree, and only its content is replaced.
import { GROUP_PREFIX, ORPHANS, type TreeGroup, type TreeRow } from '../../protocol/methods';

/** The views that show a tree. */
export type ViewName = 'threads' | 'archived';

interface Expandable {
  readonly id: string;
  /** Whether it is expanded until the user decides otherwise. */
  readonly expanded: boolean;
}

export interface ThreadNode extends Expandable {
  readonly kind: 'thread';
  readonly parent: ParentNode | null;
  readonly depth: number;
  row: TreeRow;
}

/** A group of top-level threads: the pinned ones, or those of a date, a workspace or a section. */
export interface GroupNode extends Expandable {
  readonly kind: 'group';
  readonly view: ViewName;
  readonly parent: null;
  readonly depth: 0;
  group: TreeGroup;
}

/** The group of sub-agents whose parent is not known. */
export interface OrphansNode extends Expandable {
  readonly kind: 'orphans';
  readonly view: ViewName;
  readonly parent: null;
  readonly depth: 0;
  count: number;
}

/** Stands for the rows of `parent` that are not loaded yet. */
export interface MoreNode {
  readonly kind: 'more';
  readonly id: string;
  readonly view: ViewName;
  readonly parent: ParentNode | null;
  readonly shown: number;
  readonly total: number;
}

export type ParentNode = ThreadNode | GroupNode | OrphansNode;
export type TreeNode = ParentNode | MoreNode;

/** The parent as `threadTree/list` and `threadTree/members` name it. */
export function parentIdOf(parent: ParentNode | null): string | null {
  switch (parent?.kind) {
    case undefined:
      return null;
    case 'thread':
      return parent.row.threadId;
    case 'group':
      return GROUP_PREFIX + parent.group.key;
    case 'orphans':
      return ORPHANS;
  }
}

/**
 * A row's id. It depends on the position in the tree: while Codex moves a thread, the tree may show it twice for a
 * moment.
 */
export function rowId(parent: ParentNode | null, key: string): string {
  return parent === null ? `0/${key}` : `${parent.depth + 1}/${parentIdOf(parent)}/${key}`;
}

/** A row's content, for comparing. */
export function contentOf(node: TreeNode): string {
  switch (node.kind) {
    case 'thread':
      return JSON.stringify(node.row);
    case 'group':
      return JSON.stringify(node.group);
    case 'orphans':
      return String(node.count);
    case 'more':
      return node.id;
  }
}

/** Whether a command's argument is such a row: VS Code passes the very object that it got from the tree. */
export function isThreadNode(value: unknown): value is ThreadNode {
  return kindOf(value) === 'thread' && typeof (value as Partial<ThreadNode>).row === 'object';
}

/** The same for rows that stand for several threads: a group, or the sub-agents without a known parent. */
export function isGroupNode(value: unknown): value is GroupNode | OrphansNode {
  return kindOf(value) === 'group' || kindOf(value) === 'orphans';
}

/** The same for a group that is a section of Codex. */
export function isSectionNode(value: unknown): value is GroupNode {
  return isGroupNode(value) && value.kind === 'group' && value.group.section !== undefined;
}

/** The same for a row of any kind. */
export function isTreeNode(value: unknown): value is TreeNode {
  return isThreadNode(value) || isGroupNode(value) || kindOf(value) === 'more';
}

function kindOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? (value as Partial<TreeNode>).kind : undefined;
}
