// The views that the window is looking at, with their options, kept for as long as nothing has changed: it asks level
// by level and page by page, and each level is put in order once.
import { GROUP_PREFIX, ORPHANS, type TreeGroup, type ViewOptions } from '../../protocol/methods';
import { readTreeTexts } from '../home/threadsTable';
import type { StateDb } from '../sqlite/stateDb';
import type { HomeState } from '../home/threadHome';
import { dateBounds, dateGroup } from '../threads/dateGroups';
import { levelOrder, orderByName } from '../threads/levelOrder';
import { displayName } from '../threads/names';
import { plainText } from '../threads/plainText';
import { applyRules, orderGroups, type ShownTree } from '../threads/viewRules';
import type { ModelThread } from '../home/homeModel';
import { createFolderAnswers, type FolderAnswers } from '../workspaces/folderAnswers';

/** Both trees, each with and without its options, and one that was left a moment ago. */
const VIEWS_KEPT = 5;
/** As much as a row shows of a name. */
const NAME_TEXT_LIMIT = 200;

export interface TreeLevels {
  readonly view: ShownTree;
  /** Of the top level, in order; empty when it is not grouped. */
  readonly groups: readonly TreeGroup[];
  /**
   * The threads of a level by number, in order: of the top level (none when it is grouped), a group, the orphans, or
   * below a thread.
   */
  level(db: StateDb, parentId: string | null): readonly number[];
  /** The group in which a row of the top level stands, or null. */
  groupOf(number: number): string | null;
}

export interface ViewRequest {
  archived: boolean;
  options: ViewOptions;
  /** What `options.filter` finds, by number; undefined without one. The same function as long as it finds the same. */
  matches: ((number: number) => boolean) | undefined;
  now: Date;
}

export interface TreeLevelsCache {
  /** The view as of a commit, on the day of `now`. */
  get(state: HomeState, request: ViewRequest): TreeLevels;
  /** Changes when the folders outside the home have changed in a way that a view has shown. */
  readonly epoch: number;
}

interface Kept {
  levels: TreeLevels;
  /** What it was built on beside the commit. */
  answers: readonly unknown[];
}

/** `home` tells the path of the Codex home. */
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
      // The one looked at last is the last one in the map.
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
  /** When it was last heard of; of an archived one, when it was put away. */
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
  const view = applyRules(model.places(archived), model.list, {
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
