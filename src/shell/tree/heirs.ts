// Which row takes the focus of a row that leaves the tree. It does not use VS Code.
import type { TreeNode } from './nodes';

export interface Heirs {
  /** The rows of one level are replaced by others. */
  replaced(before: readonly TreeNode[], after: readonly TreeNode[]): void;
  /**
   * The row itself while it is in the tree. Else the row that followed it in its level when it left, else the one
   * before it, else its parent; null when none of them is left.
   */
  of(node: TreeNode): TreeNode | null;
}

/** Knows no rows yet. `isShown`: whether this very object is in the tree. */
export function createHeirs(isShown: (node: TreeNode) => boolean): Heirs {
  const heirs = new WeakMap<TreeNode, TreeNode>();
  return {
    replaced: (before, after) => {
      const staying = new Set(after);
      let nearest: TreeNode | undefined;
      const inherit = (node: TreeNode) => {
        if (staying.has(node)) {
          nearest = node;
        } else if (nearest !== undefined) {
          heirs.set(node, nearest);
        }
      };
      before.forEach(node => heirs.delete(node));
      before.forEach(inherit);
      nearest = undefined;
      // Last, because a row that follows comes before one that precedes.
      [...before].reverse().forEach(inherit);
    },
    of: node => {
      for (let at: TreeNode | null = node; at !== null; at = heirs.get(at) ?? at.parent) {
        if (isShown(at)) {
          return at;
        }
      }
      return null;
    },
  };
}
