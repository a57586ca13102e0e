// The levels of one view's tree that somebody asked for: for each parent, the rows that are shown below it.
import { LEVEL_PAGE, type LevelQuery } from './levelReader';
import type { NodePool } from './nodePool';
import type { ParentNode, TreeNode } from './nodes';

/** What is known of one parent's children. */
export interface Level extends LevelQuery {
  nodes: TreeNode[];
  /** The model's generation when they were read; in any other they are out of date. */
  generation: number;
  /** The revision of the Codex home that they were read from. */
  revision: number | null;
  /** The rows are not read yet: they were known before. */
  restored: boolean;
  /** The read under way; resolves to whether it succeeded. */
  loading: Promise<boolean> | undefined;
}

export interface Levels {
  /** In the order in which they were asked for: parents before their children. */
  all(): Level[];
  /** The level below this row, or the top level; undefined until it is asked for. */
  known(parent: ParentNode | null): Level | undefined;
  /** The same, without rows at first. */
  of(parent: ParentNode | null): Level;
  /** False when its parent has left the tree, or when it is of a tree before this one. */
  isCurrent(level: Level): boolean;
  /** Whether this very object is one of the rows. */
  isShown(node: TreeNode): boolean;
  /** The row has left the tree, and the rows below it with it. */
  forget(node: TreeNode): void;
}

/** Starts without levels. The rows in them come from `pool`. */
export function createLevels(pool: NodePool): Levels {
  const levels = new Map<string, Level>();
  const known = (parent: ParentNode | null): Level | undefined => levels.get(parent?.id ?? '');

  const forget = (node: TreeNode) => {
    pool.forget(node);
    const children = levels.get(node.id)?.nodes ?? [];
    levels.delete(node.id);
    children.forEach(forget);
  };

  return {
    all: () => [...levels.values()],
    known,
    of: parent => {
      const level = known(parent) ?? {
        parent,
        nodes: [],
        generation: -1,
        revision: null,
        wanted: LEVEL_PAGE,
        sought: new Set<string>(),
        restored: false,
        loading: undefined,
      };
      levels.set(parent?.id ?? '', level);
      return level;
    },
    isCurrent: level => known(level.parent) === level && (level.parent === null || pool.isCurrent(level.parent)),
    isShown: node => known(node.parent)?.nodes.includes(node) ?? false,
    forget,
  };
}
