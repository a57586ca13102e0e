// The branches that a clean-up may archive, and which of them are checked. It knows no VS Code.
import type { OldBranch, OldThreadsResponse } from '../../protocol/methods';
import type { ThreadNode } from '../tree/nodes';

/** Rows shown at first, and added by "Show more". */
export const PAGE = 200;

/** A branch's row: a thread's for the commands of rows, without anything below it. */
export interface CleanUpBranchNode extends ThreadNode {
  readonly branch: OldBranch;
}

/** Stands for the branches that are not shown yet. */
export interface CleanUpMoreNode {
  readonly kind: 'more';
  readonly shown: number;
  readonly total: number;
}

export type CleanUpNode = CleanUpBranchNode | CleanUpMoreNode;

export interface CleanUpTotals {
  /** How many branches are checked, and how many there are. */
  checked: number;
  branches: number;
  /** Of what is checked. */
  threads: number;
  bytes: number;
  /** Branches that are left out, as a thread of them is in use by Codex. */
  inUse: number;
}

export interface CleanUpModel {
  /** In pages; the same objects each time. */
  nodes(): CleanUpNode[];
  showMore(): void;
  isChecked(node: CleanUpBranchNode): boolean;
  check(node: CleanUpBranchNode, checked: boolean): void;
  /** Those not shown yet too. */
  checkAll(checked: boolean): void;
  totals(): CleanUpTotals;
  /** Ids of the roots that are checked, in the order of the rows. */
  checkedRoots(): string[];
}

/** All are checked. */
export function createCleanUpModel({ branches, inUse }: OldThreadsResponse): CleanUpModel {
  const nodes = branches.map((branch): CleanUpBranchNode => ({
    kind: 'thread',
    id: branch.row.threadId,
    parent: null,
    depth: 0,
    expanded: false,
    row: branch.row,
    branch,
  }));
  const checked = new Set(nodes);
  const totals: CleanUpTotals = { checked: 0, branches: nodes.length, threads: 0, bytes: 0, inUse };
  let shown = PAGE;

  const count = ({ branch: { threads, bytes } }: CleanUpBranchNode, sign: 1 | -1) => {
    totals.checked += sign;
    totals.threads += sign * threads;
    totals.bytes += sign * bytes;
  };
  const check = (node: CleanUpBranchNode, on: boolean) => {
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
      shown += PAGE;
    },
    isChecked: node => checked.has(node),
    check,
    checkAll: on => nodes.forEach(node => check(node, on)),
    totals: () => ({ ...totals }),
    checkedRoots: () => nodes.filter(node => checked.has(node)).map(({ row }) => row.threadId),
  };
}
