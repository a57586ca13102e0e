// The views that the window shows, with their options, cached as long as nothing changes: the window reads level by
// level and page by page, but each level is sorted only once.
import path from 'node:path';
import { PINNED_SECTION } from '../../protocol/codexActions';
import { GROUP_PREFIX, ORPHANS, type TreeGroup, type ViewOptions } from '../../protocol/tree';
import { readTreeTexts } from '../home/treeRows';
import type { StateDb } from '../sqlite/stateDb';
import type { HomeState } from '../home/threadHome';
import { dateBounds, dateGroup } from '../../protocol/dateGroups';
import { firstWithin, levelOrder, orderByName } from '../threads/levelOrder';
import { displayName } from '../threads/names';
import { subtreesWith } from '../threads/loadedCounts';
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
  /** The groups of the top level, in order. */
  readonly groups: readonly TreeGroup[];
  /** The numbers of a level's threads, in order, without those in groups. `parentId` is as in `threadTree/list`. */
  level(db: StateDb, parentId: string | null): readonly number[];
  /** The key of the group of a top-level row, or null. */
  groupOf(number: number): string | null;
}

export interface ViewRequest {
  archived: boolean;
  options: ViewOptions;
  /** Whether the filter matches a thread; undefined without one. The same function as long as the matches are. */
  matches: ((number: number) => boolean) | undefined;
  /** The threads that wait for the user come first where the newest do. The same set as long as nothing changes. */
  waiting: ReadonlySet<string>;
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
      const { archived, options, matches, waiting, now } = request;
      const kept = views.get(state) ?? new Map<string, Kept>();
      views.set(state, kept);
      const { cwds } = state.model;
      const keys = options.group === 'workspace' ? folders.keys(cwds, now) : undefined;
      const scope = options.folders ? folders.inScope(cwds, options.folders, now) : undefined;
      const day = options.group === 'date' ? dateBounds(now).today : null;
      const name = JSON.stringify([archived, options, day]);
      const known = kept.get(name);
      kept.delete(name);
      const answers = [keys, scope, matches, waiting];
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
  { archived, options, matches, waiting, now }: ViewRequest,
  keys: FolderAnswers<string> | undefined,
  scope: FolderAnswers<boolean> | undefined,
): TreeLevels {
  const threadAt = (number: number): ModelThread => model.list[number] as ModelThread;
  const bounds = dateBounds(now);
  /** The last activity in the subtree; in the archived view, when the thread was archived. */
  const activityOf = (number: number): number => {
    const { newestAt, archivedAt } = threadAt(number);
    return archived ? (archivedAt ?? newestAt) : newestAt;
  };
  const dayTimeOf = (number: number): number =>
    options.sort === 'created' ? threadAt(number).createdAt : activityOf(number);
  const sections = options.group === 'section' ? model.sections : undefined;
  const keyOf = (number: number): string | null => {
    if (!archived && threadAt(number).isPinned) return PINNED_SECTION;
    if (keys) return keys[threadAt(number).cwd] ?? '';
    if (sections) return sectionIn(sections, threadAt(number).section);
    return options.group === 'date' ? dateGroup(bounds, dayTimeOf(number)) : null;
  };
  const view = applyRules(model.forestOf(archived), model.list, {
    orphans: options.orphans,
    exec: options.exec,
    empty: options.empty,
    matches,
    groupOf: keyOf,
    inScope: scope && (number => scope[threadAt(number).cwd] ?? false),
  });

  const newestFirst = levelOrder(model.list, archived, 'recency');
  const waitingFirst = firstWithin(subtreesWith(waiting, model.forest), newestFirst);
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
        ? waitingFirst
        : levelOrder(model.list, archived, options.sort === 'size' ? number => view.size(number) : 'created'),
    );
  };

  const membersOf = (parentId: string | null): readonly number[] => {
    if (parentId === null) return view.ungrouped;
    if (parentId === ORPHANS) return view.orphans;
    if (parentId.startsWith(GROUP_PREFIX)) return view.groups.get(parentId.slice(GROUP_PREFIX.length)) ?? [];
    const number = model.forest.numbers.get(parentId);
    return number !== undefined && number < model.list.length && view.isShown(number) ? view.children(number) : [];
  };

  /** The newest of some rows. */
  const newest = (timeOf: (number: number) => number) => (rows: readonly number[]) =>
    rows.reduce((time, row) => Math.max(time, timeOf(row)), -Infinity);
  const threadsIn = (rows: readonly number[]): number => rows.reduce((sum, row) => sum + 1 + view.size(row), 0);
  /** Dates are in the order of time, sections in Codex's. Workspaces are in the order that their rows have. */
  const orderOf = (groups: ReadonlyMap<string, readonly number[]>): string[] => {
    if (sections) return orderSections(sections, groups, { withEmpty: !archived && !matches });
    if (options.group === 'date') return orderGroups(groups, newest(dayTimeOf));
    if (options.sort === 'name') return orderGroups(groups, () => 0, byFolderName());
    return orderGroups(groups, options.sort === 'size' ? threadsIn : newest(dayTimeOf));
  };
  const order = orderOf(view.groups);
  const levels = new Map<string | null, readonly number[]>();
  return {
    view,
    groups: order.map(key => {
      const rows = view.groups.get(key) ?? [];
      return {
        key,
        folder: options.group === 'workspace' && key !== '' && key !== PINNED_SECTION ? plainText(key) : null,
        ...sectionName(sections, key),
        rows: rows.length,
        threads: threadsIn(rows),
      };
    }),
    level: (db, parentId) => {
      const level = levels.get(parentId) ?? sorted(db, membersOf(parentId));
      levels.set(parentId, level);
      return level;
    },
    groupOf: keyOf,
  };
}

/** The group of a thread: a section that is gone counts as none. */
function sectionIn(sections: ReadonlyMap<string, string>, section: string | null): string {
  return section !== null && sections.has(section) ? section : '';
}

/** An empty section is shown where the user may put threads into it. The pinned threads are first, the others last. */
function orderSections(
  sections: ReadonlyMap<string, string>,
  groups: ReadonlyMap<string, readonly number[]>,
  { withEmpty }: { withEmpty: boolean },
): string[] {
  const own = [...sections.keys()].filter(key => key !== PINNED_SECTION && (withEmpty || groups.has(key)));
  return [...[PINNED_SECTION].filter(key => groups.has(key)), ...own, ...[''].filter(key => groups.has(key))];
}

function sectionName(sections: ReadonlyMap<string, string> | undefined, key: string): Pick<TreeGroup, 'section'> {
  const section = key === PINNED_SECTION ? undefined : sections?.get(key);
  return section === undefined ? {} : { section };
}

/** Compares paths by their last part, as the system's locale does. */
function byFolderName(): (a: string, b: string) => number {
  const { compare } = new Intl.Collator(undefined, { numeric: true });
  return (a, b) => compare(path.basename(a), path.basename(b));
}
