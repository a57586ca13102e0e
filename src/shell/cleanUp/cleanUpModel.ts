// The subtrees that a clean-up may archive, and which of them are checked. It does not use VS Code.
import type { OldSubtree, OldThreadsResponse } from '../../protocol/methods';
import type { ThreadNode } from '../tree/nodes';

/** Rows shown at first, and added by "Show more". */
export const CLEAN_UP_PAGE = 200;

/** A subtree's row. Row commands treat it like a thread's row. */
export interface CleanUpSubtreeNode extends ThreadNode {
  /** The subtree that it is part of; null for an entry of the clean-up, which alone can be checked. */
  readonly parent: CleanUpSubtreeNode | null;
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
  /** All threads of the home. */
  home: OldThreadsResponse['home'];
}

export interface CleanUpModel {
  /** The rows shown so far; the same objects each time. */
  nodes(): CleanUpNode[];
  /** The subtrees that a subtree consists of, its root aside; read when they are first asked for. */
  children(node: CleanUpSubtreeNode): Promise<CleanUpSubtreeNode[]>;
  /** Adds a page; returns its first row, or undefined when all rows are shown. */
  showMore(): CleanUpSubtreeNode | undefined;
  isChecked(node: CleanUpSubtreeNode): boolean;
  check(node: CleanUpSubtreeNode, checked: boolean): void;
  /** Also those that are not shown yet. */
  checkAll(checked: boolean): void;
  totals(): CleanUpTotals;
  /** Ids of the checked roots, in the order of the rows. */
  checkedRoots(): string[];
}

/** Begins with all subtrees checked. `read` returns what the subtree of a thread consists of. */
export function createCleanUpModel(
  { subtrees, loaded, home }: OldThreadsResponse,
  read: (threadId: string) => Promise<OldSubtree[]>,
): CleanUpModel {
  const nodes = subtrees.map(subtree => nodeOf(subtree, null));
  const childrenOf = new Map<CleanUpSubtreeNode, Promise<CleanUpSubtreeNode[]>>();
  const checked = new Set(nodes);
  const totals: CleanUpTotals = { checked: 0, subtrees: nodes.length, threads: 0, bytes: 0, loaded, home };
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
    children: async node => {
      const known = childrenOf.get(node);
      if (known !== undefined) {
        return known;
      }
      const reading = read(node.row.threadId).then(subtrees => subtrees.map(subtree => nodeOf(subtree, node)));
      childrenOf.set(node, reading);
      // The next expansion tries again.
      reading.catch(() => childrenOf.delete(node));
      return reading;
    },
    showMore: () => {
      const first = nodes[shown];
      shown += CLEAN_UP_PAGE;
      return first;
    },
    isChecked: node => checked.has(node),
    check,
    checkAll: on => nodes.forEach(node => check(node, on)),
    totals: () => ({ ...totals }),
    checkedRoots: () => nodes.filter(node => checked.has(node)).map(({ row }) => row.threadId),
  };
}

function nodeOf(subtree: OldSubtree, parent: CleanUpSubtreeNode | null): CleanUpSubtreeNode {
  const { row } = subtree;
  const depth = parent === null ? 0 : parent.depth + 1;
  const id = parent === null ? row.threadId : `${parent.id}/${row.threadId}`;
  return { kind: 'thread', id, parent, depth, expanded: false, row, subtree };
}
