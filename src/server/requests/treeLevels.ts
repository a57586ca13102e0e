// The views that the window shows, with their options, cached as long as nothing changes: the window reads level by
// level and page by page, but each level is sorted only once.
import { GROUP_PREFIX, ORPHANS, type TreeGroup, type ViewOptions } from '../../protocol/tree';
import { readTreeTexts } from '../home/treeRows';
import type { StateDb } from '../sqlite/stateDb';
import type { HomeState } from '../home/threadHome';
import { dateBounds, dateGroup } from '../threads/dateGroups';
import { levelOrder, orderByName } from '../threads/levelOrder';
import { displayName } from '../threads/names';
import { plainText } from '../threads/plainText';
import { applyRules, orderGroups, type ShownTree } from '../threads/viewRules';
import type { ModelThread } from '../home/homeModel';
import { createFolderAnswers, type FolderAnswers } from '../workspaces/folderAnswers';

/** Both trees, each with and without its options, and a previous one. */
const VIEWS_KEPT = 5;
/** How many characters of a name a row shows. */
const NAME_TEXT_LIMIT = 200;

export interface TreeLevels {
  readonly view: ShownTree;
  /** The groups of the top level, in order; empty when it is not grouped. */
  readonly groups: readonly TreeGroup[];
  /** The numbers of a level's threads, in order; none of a grouped top level. `parentId` is as in `threadTree/list`. */
  level(db: StateDb, parentId: string | null): readonly number[];
  /** The key of the group of a top-level row, or null. */
  groupOf(number: number): string | null;
}

export interface ViewRequest {
  archived: boolean;
  options: ViewOptions;
  /** Whether the filter matches a thread; undefined without one. The same function as long as the matches are. */
  matches: ((number: number) => boolean) | undefined;
  now: Date;
}

export interface TreeLevelsCache {
  /** The view as of a commit, on the day of `now`. */
  get(state: HomeState, request: ViewRequest): TreeLevels;
  /** Changes when folders outside the home, on which a view depends, have changed. */
  readonly epoch: number;
}

interface Kept {
  levels: TreeLevels;
  /** What it was built from besides the commit. */
  answers: readonly unknown[];
}

/** `home` returns the path of the Codex home. */
export function createTreeLevelsCache(home: () => string): TreeLevelsCache {
  const folders = createFolderAnswers(home);
  const views = new WeakMap<HomeState, Map<string, Kept>>();
  return {
    get epoch() {
      return folders.epoch;
    },
    get: (state, request) => {
      const { archived, options, matches, now } = request;
      const kept = views.get(state) ?? new Map<string, Kept>();
      views.set(state, kept);
      const { cwds } = state.model;
      const keys = options.group === 'workspace' ? folders.keys(cwds, now) : undefined;
      const scope = options.folders ? folders.inScope(cwds, options.folders, now) : undefined;
      const day = options.group === 'date' ? dateBounds(now).today : null;
      const name = JSON.stringify([archived, options, day]);
      const known = kept.get(name);
      kept.delete(name);
      const answers = [keys, scope, matches];
      const entry =
        known && answers.every((answer, index) => answer === known.answers[index])
          ? known
          : { levels: buildLevels(state, request, keys, scope), answers };
      // Keeps the map ordered by last use.
      kept.set(name, entry);
      for (const oldest of kept.keys()) if (kept.size > VIEWS_KEPT) kept.delete(oldest);
      return entry.levels;
    },
  };
}

function buildLevels(
  { model, nameOf }: HomeState,
  { archived, options, matches, now }: ViewRequest,
  keys: FolderAnswers<string> | undefined,
  scope: FolderAnswers<boolean> | undefined,
): TreeLevels {
  const threadAt = (number: number): ModelThread => model.list[number] as ModelThread;
  const bounds = dateBounds(now);
  /** The last activity; of an archived thread, when it was archived. */
  const activityOf = (number: number): number => {
    const { recencyAt, archivedAt } = threadAt(number);
    return archived ? (archivedAt ?? recencyAt) : recencyAt;
  };
  const dayTimeOf = (number: number): number =>
    options.sort === 'created' ? threadAt(number).createdAt : activityOf(number);
  const keyOf = keys
    ? (number: number): string => keys[threadAt(number).cwd] ?? ''
    : options.group === 'date'
      ? (number: number): string => dateGroup(bounds, dayTimeOf(number))
      : undefined;
  const view = applyRules(model.forestOf(archived), model.list, {
    orphans: options.orphans,
    exec: options.exec,
    empty: options.empty,
    matches,
    groupOf: keyOf,
    inScope: scope && (number => scope[threadAt(number).cwd] ?? false),
  });

  const newestFirst = levelOrder(model.list, archived, 'recency');
  const sorted = (db: StateDb, numbers: readonly number[]): readonly number[] => {
    if (options.sort === 'name') {
      const ids = numbers.map(number => threadAt(number).id);
      const texts = readTreeTexts(db, ids, NAME_TEXT_LIMIT);
      return orderByName(
        numbers,
        ids.map(id => displayName({ ...texts.get(id), id }, nameOf)),
        newestFirst,
      );
    }
    return [...numbers].sort(
      options.sort === 'recency'
        ? newestFirst
        : levelOrder(model.list, archived, options.sort === 'size' ? number => view.size(number) : 'created'),
    );
  };

  const membersOf = (parentId: string | null): readonly number[] => {
    if (parentId === null) return view.groups ? [] : view.top;
    if (parentId === ORPHANS) return view.orphans;
    if (parentId.startsWith(GROUP_PREFIX)) return view.groups?.get(parentId.slice(GROUP_PREFIX.length)) ?? [];
    const number = model.forest.numbers.get(parentId);
    return number !== undefined && number < model.list.length && view.isShown(number) ? view.children(number) : [];
  };

  const order = view.groups ? orderGroups(view.groups, options.group === 'date' ? dayTimeOf : activityOf) : [];
  const levels = new Map<string | null, readonly number[]>();
  return {
    view,
    groups: order.map(key => {
      const rows = view.groups?.get(key) ?? [];
      return {
        key,
        folder: options.group === 'workspace' && key !== '' ? plainText(key) : null,
        rows: rows.length,
        threads: rows.reduce((sum, row) => sum + 1 + view.size(row), 0),
      };
    }),
    level: (db, parentId) => {
      const level = levels.get(parentId) ?? sorted(db, membersOf(parentId));
      levels.set(parentId, level);
      return level;
    },
    groupOf: number => keyOf?.(number) ?? null,
  };
}
