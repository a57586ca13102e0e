// What the options leave of a view, and how its top level is grouped. They decide about branches by their roots:
// children go with them. Only the filter reaches into a branch.
import type { ThreadKind, ViewOptions } from '../../protocol/methods';
import { countDescendants } from './subtreeCounts';
import { at, byCodeUnit, NONE } from './spawnForest';
import type { PlacedThread, LocationForest } from './treePlaces';

/** The view as it is without options. */
export const defaultViewOptions: ViewOptions = {
  group: 'none',
  sort: 'recency',
  folders: null,
  orphans: true,
  exec: true,
  empty: true,
  filter: '',
};

export interface OptionThread extends PlacedThread {
  kind: ThreadKind;
  /** Nothing was said in it. */
  isEmpty: boolean;
}

/** The options, with what they need to know looked up. Threads are named by their numbers. */
export interface ViewRules {
  orphans: boolean;
  exec: boolean;
  empty: boolean;
  /** Whether a main thread, or what stands in its place, worked in one of the folders; undefined: no matter. */
  inScope: ((number: number) => boolean) | undefined;
  /** Whether a thread itself is what the filter looks for; undefined: no filter. */
  matches: ((number: number) => boolean) | undefined;
  /** In which group a row of the top level stands; undefined: the view is not grouped. */
  groupOf: ((number: number) => string) | undefined;
}

export interface ShownTree {
  readonly places: LocationForest;
  /** Rows of the top level, whether grouped or not, in no order. */
  readonly top: readonly number[];
  readonly orphans: readonly number[];
  /** The rows of the top level by their groups' keys, in no order; undefined when the view is not grouped. */
  readonly groups: ReadonlyMap<string, readonly number[]> | undefined;
  /** How many threads of the places are not shown. */
  readonly hidden: number;
  /** How many rows stand below one, over all levels. */
  size(number: number): number;
  isShown(number: number): boolean;
  matches(number: number): boolean;
  /** The rows directly below, in no order. */
  children(number: number): number[];
}

/** Applies the rules. With the default options the view has every thread of the places. */
export function applyRules(places: LocationForest, threads: readonly OptionThread[], rules: ViewRules): ShownTree {
  const { inScope, matches, groupOf } = rules;
  const kept =
    matches &&
    matchesAndAbove(places, threads.length, number => threads[number]?.archived === places.archived && matches(number));
  const isRoot = (number: number): boolean => {
    const { kind, isEmpty } = threads[number] as OptionThread;
    return (
      (kept?.[number] ?? 1) === 1 &&
      (rules.exec || kind !== 'exec') &&
      (rules.empty || !isEmpty || places.children(number).length > 0) &&
      (inScope?.(number) ?? true)
    );
  };
  const top = places.top.filter(isRoot);
  const orphans = rules.orphans ? places.orphans.filter(isRoot) : [];
  const roots = new Set([...top, ...orphans]);
  let sizes: Int32Array | undefined;
  const size = (number: number): number =>
    at((sizes ??= countDescendants(places.above, each => (kept?.[each] ?? 1) === 1).descendants), number);
  const isWhole = !kept && roots.size === places.top.length + places.orphans.length;
  return {
    places,
    top,
    orphans,
    size,
    groups: groupOf && Map.groupBy(top, groupOf),
    hidden: isWhole ? 0 : [...roots].reduce((hidden, root) => hidden - 1 - size(root), places.members),
    isShown: number => {
      let root = number;
      while (at(places.above, root) !== NONE) root = at(places.above, root);
      return roots.has(root) && (kept?.[number] ?? 1) === 1;
    },
    matches: number => matches?.(number) ?? true,
    children: number => (kept ? places.children(number).filter(child => kept[child] === 1) : places.children(number)),
  };
}

/** By number: 1 for what matches and for everything above it in the view. */
function matchesAndAbove({ above }: LocationForest, size: number, matches: (number: number) => boolean): Uint8Array {
  const kept = new Uint8Array(size);
  for (let number = 0; number < size; number++) {
    if (!matches(number)) continue;
    for (let each = number; each !== NONE && kept[each] === 0; each = at(above, each)) kept[each] = 1;
  }
  return kept;
}

/**
 * The groups with the newest first, by the time that `timeOf` gives for their rows; the group without a key comes last.
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
