// The two views, level by level: `threadTree/list`, `levels`, `path` and `members`.
import { createGroupOpener } from '../../protocol/openGroups';
import {
  GROUP_PREFIX,
  type HomeProblem,
  type TreeLevel,
  type TreeLevelsParams,
  type TreeLevelsResponse,
  type TreeView,
  type ViewOptions,
} from '../../protocol/tree';
import type { HomeState, ThreadHome } from '../home/threadHome';
import type { LiveThreads } from '../live/liveThreads';
import type { LoadedThreads } from '../locks/loadedThreads';
import type { Log } from '../rpc';
import type { StateDb } from '../sqlite/stateDb';
import { createChanges } from './changes';
import type { Handlers, NotifyWindow } from './handlers';
import { problemOf } from './homeProblem';
import { levelPage, memberIds, pathRows, type LevelPage } from './levelRows';
import type { LoadedMarks } from './loadedMarks';
import { defaultViewOptions } from '../threads/viewRules';
import { createSearchIndexCache, type SearchIndexCache } from './searchIndexCache';
import { createTreeLevelsCache, type TreeLevels } from './treeLevels';
import { createViewFilter } from './viewFilter';

export interface Views {
  /** Also starts to watch the home and to notify the window of changes. */
  readonly list: Handlers['threadTree/list'];
  readonly levels: Handlers['threadTree/levels'];
  /** Answers as `levels` does, without a watch. Fills in defaults; the window itself need not be checked. */
  readonly first: (params: TreeLevelsParams) => Promise<TreeLevelsResponse>;
  readonly path: Handlers['threadTree/path'];
  readonly members: Handlers['threadTree/members'];
  /** Resolves to a function that says which threads, by number, a view shows with these options. */
  readonly shownIn: (
    view: Exclude<TreeView, 'all'>,
    options: ViewOptions,
  ) => Promise<(state: HomeState) => (number: number) => boolean>;
  /** What the filters of the views search. */
  readonly searchIndexes: SearchIndexCache;
  close(): void;
}

const emptyLevel: TreeLevel = { rows: [], total: 0, groups: [], orphans: 0, hidden: 0 };

export function createViews(
  home: ThreadHome,
  loadedThreads: LoadedThreads,
  live: LiveThreads,
  marksOf: (state: HomeState) => LoadedMarks,
  notify: NotifyWindow,
  log: Log,
): Views {
  const levelsCache = createTreeLevelsCache(() => home.path());
  const searchIndexes = createSearchIndexCache(home, index => {
    filter.renew(index);
    changes.look();
  });
  const filter = createViewFilter(searchIndexes);
  const changes = createChanges(home, loadedThreads, live, () => [levelsCache.epoch, filter.epoch], notify, log);

  /** Resolves, once its filter can be applied, to a function that makes the view of a commit. */
  const viewWith = async (
    view: Exclude<TreeView, 'all'>,
    options: ViewOptions,
  ): Promise<(state: HomeState) => TreeLevels> => {
    const matchesIn = await filter.ready(options.filter);
    return state =>
      levelsCache.get(state, {
        archived: view === 'archived',
        options,
        matches: matchesIn(state),
        waiting: live.waiting(),
        now: new Date(),
      });
  };
  const read = async <T>(
    view: TreeView,
    options: ViewOptions,
    use: (db: StateDb, state: HomeState, levels: TreeLevels | undefined) => T,
  ): Promise<T> => {
    const levelsOf = view === 'all' ? () => undefined : await viewWith(view, options);
    return home.read((db, state) => use(db, state, levelsOf(state)));
  };

  /** Pages of levels of a view, all as of one commit, or the home's problem. */
  const pages = async (
    view: TreeView,
    options: ViewOptions,
    asked: readonly LevelPage[],
    withOpenGroups = false,
  ): Promise<TreeLevelsResponse> => {
    try {
      return await read(view, options, (db, state, levels) => {
        const loaded = marksOf(state);
        const pageOf = (page: LevelPage): TreeLevel => levelPage(db, state, loaded, levels, page);
        const limit = withOpenGroups ? asked[0]?.limit : undefined;
        const open = limit === undefined ? [] : (levels?.groups ?? []).filter(createGroupOpener());
        return {
          levels: asked.map(pageOf),
          openGroups: open.map(({ key }) => ({
            key,
            level: pageOf({ parentId: GROUP_PREFIX + key, offset: 0, limit: limit ?? 0 }),
          })),
          // After the levels: looking at the folders of a view can change the revision.
          revision: changes.revisionOf(state, loaded.threads),
          problem: null,
        };
      });
    } catch (error) {
      const problem: HomeProblem = problemOf(error);
      return { levels: [], openGroups: [], revision: changes.revisionOf(problem, loadedThreads.recent()), problem };
    }
  };

  return {
    list: async ({ view, options, ...page }) => {
      changes.watch();
      const { levels, revision, problem } = await pages(view, options, [page]);
      return { ...(levels[0] ?? emptyLevel), revision, problem };
    },
    levels: ({ view, options, levels, withOpenGroups }) => {
      changes.watch();
      return pages(view, options, levels, withOpenGroups);
    },
    first: async params => {
      const { view, options = defaultViewOptions, levels, withOpenGroups } = params;
      const asked = levels.map(({ parentId = null, offset = 0, limit = 500 }) => ({ parentId, offset, limit }));
      return pages(view, options, asked, withOpenGroups);
    },
    path: async ({ view, threadId, options }) => {
      const levelsOf = await viewWith(view, options);
      return home.read((db, state) => pathRows(db, state, marksOf(state), levelsOf(state), threadId));
    },
    members: ({ view, parentId, options }) =>
      read(view, options, (db, state, levels) => ({ threadIds: memberIds(db, state, levels, parentId) })),
    shownIn: async (view, options) => {
      const levelsOf = await viewWith(view, options);
      return state => {
        const { view } = levelsOf(state);
        return number => view.isShown(number);
      };
    },
    searchIndexes,
    close: () => {
      changes.close();
      searchIndexes.close();
    },
  };
}
