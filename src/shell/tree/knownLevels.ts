// What is kept of a view's rows for the next window, which shows them until it has read the Codex home.
import type { TreeLevel } from '../../protocol/methods';
import { parentIdOf, type ParentNode, type TreeNode } from './nodes';

/** A level as it was shown, maybe without its last rows. */
export interface KnownLevel extends Pick<TreeLevel, 'rows' | 'total' | 'groups' | 'orphans'> {
  /** As `threadTree/list` names parents. */
  parentId: string | null;
}

/** A level with its rows. */
export interface ShownLevel {
  readonly parent: ParentNode | null;
  readonly nodes: readonly TreeNode[];
}

/** To be raised when rows on disk get other fields, or another meaning: other versions of this extension read them. */
export const ROWS_FORMAT = 1;

/** What is on disk. `question`: what the rows are the answer to. */
export interface KeptRows {
  question: string;
  /** When the rows were shown, in milliseconds. */
  at: number;
  levels: readonly KnownLevel[];
}

/** More rows than fit on a screen. */
const ROWS_KEPT = 60;

/**
 * The first rows of those levels that are open at first, parents before their children; none without a top level.
 * They do not say what a running Codex does: nobody knows that later.
 */
export function knownLevels(levels: Iterable<ShownLevel>): KnownLevel[] {
  let left = ROWS_KEPT;
  const kept: KnownLevel[] = [];
  for (const { parent, nodes } of levels) {
    if (nodes.length === 0 || left === 0 || parent?.expanded === false) {
      continue;
    }
    const level: KnownLevel = { parentId: parentIdOf(parent), rows: [], total: 0, groups: [], orphans: 0 };
    for (const node of nodes) {
      if (node.kind === 'group') {
        level.groups.push(node.group);
      } else if (node.kind === 'orphans') {
        level.orphans = node.count;
      } else if (node.kind === 'thread') {
        level.total++;
        if (left > 0) {
          left--;
          const nothing = { loaded: false, loadedDescendants: 0, live: null };
          level.rows.push({ ...node.row, ...nothing, liveDescendants: { waiting: 0, running: 0 } });
        }
      } else if (level.total > 0) {
        level.total = node.total - level.groups.length;
      }
    }
    kept.push(level);
  }
  return kept[0]?.parentId === null ? kept : [];
}
