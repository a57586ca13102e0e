// What the view options leave of a forest, and how its top level is grouped. Most options decide about whole subtrees
// by their roots; only the filter looks at every thread.
import type { ThreadKind, ViewOptions } from '../../protocol/methods';
import { countDescendants } from './subtreeCounts';
import { at, byCodeUnit, NONE } from './spawnForest';
import type { LocatedThread, LocationForest } from './locationForest';

/** The options that show everything. */
export const defaultViewOptions: ViewOptions = {
  group: 'none',
  sort: 'recency',
  folders: null,
  orphans: true,
  exec: true,
  empty: true,
  filter: '',
};

export interface OptionThread extends LocatedThread {
  kind: ThreadKind;
  /** It has no messages yet. */
  isEmpty: boolean;
}

/** The options as functions of a thread's number. */
export interface ViewRules {
  orphans: boolean;
  exec: boolean;
  empty: boolean;
  /** Whether the root of a subtree worked in one of the chosen folders; undefined if none are chosen. */
  inScope: ((number: number) => boolean) | undefined;
  /** Whether a thread itself matches the filter; undefined without one. */
  matches: ((number: number) => boolean) | undefined;
  /** The group of a top-level row; undefined if the view is not grouped. */
  groupOf: ((number: number) => string) | undefined;
}

export interface ShownTree {
  readonly forest: LocationForest;
  /** The rows of the top level, whether or not it is grouped, unordered. */
  readonly top: readonly number[];
  readonly orphans: readonly number[];
  /** The rows of the top level by their group's key, unordered; undefined if the view is not grouped. */
  readonly groups: ReadonlyMap<string, readonly number[]> | undefined;
  /** How many threads of the forest are not shown. */
  readonly hidden: number;
  /** How many rows are below a row, on all levels. */
  size(number: number): number;
  isShown(number: number): boolean;
  matches(number: number): boolean;
  /** The rows directly below a row, unordered. */
  children(number: number): number[];
}

/** Applies the rules. The default options show every thread of the forest. */
export function applyRules(forest: LocationForest, threads: readonly OptionThread[], rules: ViewRules): ShownTree {
  const { inScope, matches, groupOf } = rules;
  const kept =
    matches &&
    matchesAndAncestors(
      forest,
      threads.length,
      number => threads[number]?.archived === forest.archived && matches(number),
    );
  const isRoot = (number: number): boolean => {
    const { kind, isEmpty } = threads[number] as OptionThread;
    return (
      (kept?.[number] ?? 1) === 1 &&
      (rules.exec || kind !== 'exec') &&
      (rules.empty || !isEmpty || forest.children(number).length > 0) &&
      (inScope?.(number) ?? true)
    );
  };
  const top = forest.top.filter(isRoot);
  const orphans = rules.orphans ? forest.orphans.filter(isRoot) : [];
  const roots = new Set([...top, ...orphans]);
  let sizes: Int32Array | undefined;
  const size = (number: number): number =>
    at((sizes ??= countDescendants(forest.parents, each => (kept?.[each] ?? 1) === 1).descendants), number);
  const isWhole = !kept && roots.size === forest.top.length + forest.orphans.length;
  return {
    forest,
    top,
    orphans,
    size,
    groups: groupOf && Map.groupBy(top, groupOf),
    hidden: isWhole ? 0 : [...roots].reduce((hidden, root) => hidden - 1 - size(root), forest.members),
    isShown: number => {
      let root = number;
      while (at(forest.parents, root) !== NONE) root = at(forest.parents, root);
      return roots.has(root) && (kept?.[number] ?? 1) === 1;
    },
    matches: number => matches?.(number) ?? true,
    children: number => (kept ? forest.children(number).filter(child => kept[child] === 1) : forest.children(number)),
  };
}

/** By number: 1 for threads that match, and for their ancestors in this location. */
function matchesAndAncestors(
  { parents }: LocationForest,
  size: number,
  matches: (number: number) => boolean,
): Uint8Array {
  const kept = new Uint8Array(size);
  for (let number = 0; number < size; number++) {
    if (!matches(number)) continue;
    for (let each = number; each !== NONE && kept[each] === 0; each = at(parents, each)) kept[each] = 1;
  }
  return kept;
}

/**
 * The keys of the groups, the group with the newest row first; `timeOf` returns a row's time. The empty key is last.
 */
export function orderGroups(
  groups: ReadonlyMap<string, readonly number[]>,
  timeOf: (number: number) => number,
): string[] {
  const newest = new Map(
    [...groups].map(([key, rows]) => [key, rows.reduce((time, row) => Math.max(time, timeOf(row)), -Infinity)]),
  );
  const rank = (key: string): number => (key === '' ? -Infinity : (newest.get(key) ?? 0));
  return [...groups.keys()].sort((a, b) => (rank(a) === rank(b) ? byCodeUnit(a, b) : rank(b) - rank(a)));
}
