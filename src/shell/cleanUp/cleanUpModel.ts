// The subtrees that a clean-up may archive, and which of them are checked. It does not use VS Code.
import type { OldSubtree, OldThreadsResponse } from '../../protocol/methods';
import type { ThreadNode } from '../tree/nodes';

/** Rows shown at first, and added by "Show more". */
export const CLEAN_UP_PAGE = 200;

/** A subtree's row. Row commands treat it like a thread's row, but it has no children. */
export interface CleanUpSubtreeNode extends ThreadNode {
  readonly subtree: OldSubtree;
}

/** Stands for the subtrees that are not shown yet. */
export interface CleanUpMoreNode {
  readonly kind: 'more';
  readonly shown: number;
  readonly total: number;
}

export type CleanUpNode = CleanUpSubtreeNode | CleanUpMoreNode;

export interface CleanUpTotals {
  /** How many subtrees are checked, and how many there are. */
  checked: number;
  subtrees: number;
  /** In the checked subtrees. */
  threads: number;
  bytes: number;
  /** How many subtrees are skipped because a running Codex has a thread of them loaded. */
  loaded: number;
}

export interface CleanUpModel {
  /** The rows shown so far; the same objects each time. */
  nodes(): CleanUpNode[];
  showMore(): void;
  isChecked(node: CleanUpSubtreeNode): boolean;
  check(node: CleanUpSubtreeNode, checked: boolean): void;
  /** Also those that are not shown yet. */
  checkAll(checked: boolean): void;
  totals(): CleanUpTotals;
  /** Ids of the checked roots, in the order of the rows. */
  checkedRoots(): string[];
}

/** Begins with all subtrees checked. */
export function createCleanUpModel({ subtrees, loaded }: OldThreadsResponse): CleanUpModel {
  const nodes = subtrees.map((subtree): CleanUpSubtreeNode => ({
    kind: 'thread',
    id: subtree.row.threadId,
    parent: null,
    depth: 0,
    expanded: false,
    row: subtree.row,
    subtree,
  }));
  const checked = new Set(nodes);
  const totals: CleanUpTotals = { checked: 0, subtrees: nodes.length, threads: 0, bytes: 0, loaded };
  let shown = CLEAN_UP_PAGE;

  const count = ({ subtree: { threads, bytes } }: CleanUpSubtreeNode, sign: 1 | -1) => {
    totals.checked += sign;
    totals.threads += sign * threads;
    totals.bytes += sign * bytes;
  };
  const check = (node: CleanUpSubtreeNode, on: boolean) => {
    if (checked.has(node) !== on) {
      count(node, on ? 1 : -1);
      if (on) {
        checked.add(node);
      } else {
        checked.delete(node);
      }
    }
  };
  nodes.forEach(node => count(node, 1));

  return {
    nodes: () =>
      nodes.length > shown ? [...nodes.slice(0, shown), { kind: 'more', shown, total: nodes.length }] : nodes,
    showMore: () => {
      shown += CLEAN_UP_PAGE;
    },
    isChecked: node => checked.has(node),
    check,
    checkAll: on => nodes.forEach(node => check(node, on)),
    totals: () => ({ ...totals }),
    checkedRoots: () => nodes.filter(node => checked.has(node)).map(({ row }) => row.threadId),
  };
}
