// The rows of a tree as plain data. VS Code knows them by identity: the same object stands for the same row as long as it
// is in the tree, and only its `row` is replaced.
import { ORPHANS, type TreeRow } from '../protocol/threadTree';

export interface ThreadNode {
  readonly kind: 'thread';
  readonly id: string;
  readonly parent: BranchNode | null;
  readonly depth: number;
  row: TreeRow;
}

/** The group of sub-agents whose parent is not known. */
export interface OrphansNode {
  readonly kind: 'orphans';
  readonly id: string;
  readonly parent: null;
  readonly depth: 0;
  count: number;
}

/** Stands for the rows of `parent` that are not loaded yet. */
export interface MoreNode {
  readonly kind: 'more';
  readonly id: string;
  readonly view: 'threads' | 'archived';
  readonly parent: BranchNode | null;
  readonly shown: number;
  readonly total: number;
}

export type BranchNode = ThreadNode | OrphansNode;
export type TreeNode = BranchNode | MoreNode;

/** The parent as `threadTree/list` names it. */
export function parentIdOf(parent: BranchNode | null): string | null {
  return parent === null ? null : parent.kind === 'orphans' ? ORPHANS : parent.row.threadId;
}

/**
 * A row's id: the same for the same place in the tree, and different for two places, between which a thread may be seen
 * twice for a moment while Codex moves it.
 */
export function rowId(parent: BranchNode | null, key: string): string {
  return parent === null ? `0/${key}` : `${parent.depth + 1}/${parentIdOf(parent)}/${key}`;
}

/** Whether a command's argument is one of these rows: VS Code hands over the very object that the tree gave it. */
export function isThreadNode(value: unknown): value is ThreadNode {
  return typeof value === 'object' && value !== null && (value as Partial<ThreadNode>).kind === 'thread' && 'row' in value;
}
