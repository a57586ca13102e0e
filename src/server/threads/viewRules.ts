// What the view options leave of a forest, and how its top level is grouped. Most options decide about whole subtrees
// by their roots; only the filter looks at every thread.
import { PINNED_SECTION, type ThreadKind, type ViewOptions } from '../../protocol/methods';
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
  /** The group of a top-level row; null if it is in none. */
  groupOf: (number: number) => string | null;
}

export interface MatchesBelow {
  /** The number of the newest. */
  newest: number;
  total: number;
}

export interface ShownTree {
  readonly forest: LocationForest;
  /** The rows of the top level, whether or not it is grouped, unordered. */
  readonly top: readonly number[];
  readonly orphans: readonly number[];
  /** The rows of the top level by their group's key, unordered. */
  readonly groups: ReadonlyMap<string, readonly number[]>;
  /** The rows of the top level that are in no group, unordered. */
  readonly ungrouped: readonly number[];
  /** How many threads of the forest are not shown. */
  readonly hidden: number;
  /** How many threads of this location are below a row, on all levels. */
  size(number: number): number;
  isShown(number: number): boolean;
  /** Of a row that is shown only because of its descendants: which of them match. Undefined for other rows. */
  matchesBelow(number: number): MatchesBelow | undefined;
  /** The rows directly below a row, unordered. */
  children(number: number): number[];
}

/** Applies the rules. The default options show every thread of the forest. */
export function applyRules(forest: LocationForest, threads: readonly OptionThread[], rules: ViewRules): ShownTree {
  const { inScope, matches, groupOf } = rules;
  const isMember = (number: number): boolean => threads[number]?.archived === forest.archived;
  const isMatch = matches && ((number: number): boolean => isMember(number) && matches(number));
  const kept = isMatch && matchesAndAncestors(forest, threads.length, isMatch);
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
    at(
      (sizes ??= countDescendants(forest.parents, each => isMember(each) && (kept?.[each] ?? 1) === 1).descendants),
      number,
    );
  let below: ((number: number) => MatchesBelow) | undefined;
  const byGroup = Map.groupBy(top, groupOf);
  const isWhole = !kept && roots.size === forest.top.length + forest.orphans.length;
  return {
    forest,
    top,
    orphans,
    size,
    groups: new Map([...byGroup].flatMap(([key, rows]) => (key === null ? [] : [[key, rows] as const]))),
    ungrouped: byGroup.get(null) ?? [],
    hidden: isWhole ? 0 : [...roots].reduce((hidden, root) => hidden - 1 - size(root), forest.members),
    isShown: number => {
      let root = number;
      while (at(forest.parents, root) !== NONE) root = at(forest.parents, root);
      return roots.has(root) && (kept?.[number] ?? 1) === 1;
    },
    matchesBelow: number =>
      !isMatch || isMatch(number) ? undefined : (below ??= matchesOfSubtrees(forest, threads, isMatch))(number),
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

/** For each thread, its matching descendants. */
function matchesOfSubtrees(
  { parents }: LocationForest,
  threads: readonly OptionThread[],
  isMatch: (number: number) => boolean,
): (number: number) => MatchesBelow {
  const totals = countDescendants(parents, isMatch).descendants;
  const newest = new Int32Array(threads.length).fill(NONE);
  const matches = [...threads.keys()].filter(isMatch);
  for (const match of matches.sort((a, b) => (threads[b]?.recencyAt ?? 0) - (threads[a]?.recencyAt ?? 0)))
    for (let each = match; each !== NONE && newest[each] === NONE; each = at(parents, each)) newest[each] = match;
  return number => ({ newest: at(newest, number), total: at(totals, number) });
}

/**
 * The keys of the groups, the group with the highest rank first; `rankOf` returns the rank of a group by its rows.
 * Equal ranks are ordered by `compare`, then by key. The pinned threads are first, the empty key is last.
 */
export function orderGroups(
  groups: ReadonlyMap<string, readonly number[]>,
  rankOf: (rows: readonly number[]) => number,
  compare: (a: string, b: string) => number = byCodeUnit,
): string[] {
  const ranks = new Map(
    [...groups].map(([key, rows]) => [key, key === '' ? -Infinity : key === PINNED_SECTION ? Infinity : rankOf(rows)]),
  );
  const rank = (key: string): number => ranks.get(key) ?? -Infinity;
  return [...groups.keys()].sort((a, b) =>
    rank(a) === rank(b) ? compare(a, b) || byCodeUnit(a, b) : rank(b) - rank(a),
  );
}
