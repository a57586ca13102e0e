// Reads levels of a tree, page by page, all of them with one request.
import type {
  HomeProblem,
  TreeLevel,
  TreeLevelsParams,
  TreeLevelsResponse,
  TreePathParams,
  TreePathResponse,
  TreeRow,
  ViewOptions,
} from '../../protocol/methods';
import { parentIdOf, type ParentNode, type ViewName } from './nodes';

/** Rows of a level that are read at first, and added by "Show more". */
export const LEVEL_PAGE = 200;

/** How many pages `threadTree/levels` takes at once. */
const PAGES_AT_ONCE = 200;

export interface ThreadSource {
  levels(params: TreeLevelsParams): Promise<TreeLevelsResponse>;
  path(params: TreePathParams): Promise<TreePathResponse>;
}

/** Which rows of a level are shown. */
export interface LevelQuery {
  readonly parent: ParentNode | null;
  /** How many rows the user wants to see: full pages. */
  wanted: number;
  /**
   * Threads and groups, named as `threadTree/list` names parents, that must be shown even when they come after the
   * wanted rows.
   */
  sought: Set<string>;
}

/** What was read of a level, and what was asked for. */
export interface ReadLevel {
  /** The first page, whose counts are those of the level. */
  first: TreeLevel;
  /** Of all pages. */
  rows: TreeRow[];
  problem: HomeProblem | null;
  revision: number | null;
  /** The query when the read began: how many rows it wanted, and how many it sought. */
  wanted: number;
  wishes: number;
  /** Of the top level, if it was asked for with its open groups: their first pages. */
  openGroups: TreeLevelsResponse['openGroups'];
}

/**
 * With one request, unless there are very many pages. In the order of `levels`, of which the first is the top if its
 * open groups are wanted; rejects as the requests do.
 */
export async function readLevels(
  view: ViewName,
  source: ThreadSource,
  options: ViewOptions,
  levels: readonly LevelQuery[],
  withOpenGroups: boolean,
): Promise<ReadLevel[]> {
  const pages = levels.flatMap((level, at) =>
    Array.from({ length: level.wanted / LEVEL_PAGE }, (_, page) => ({
      at,
      params: { parentId: parentIdOf(level.parent), offset: page * LEVEL_PAGE, limit: LEVEL_PAGE },
    })),
  );
  const read = levels.map(({ wanted, sought }): ReadLevel => {
    const first = { rows: [], total: 0, groups: [], orphans: 0, hidden: 0 };
    return { first, rows: [], problem: null, revision: null, wanted, wishes: sought.size, openGroups: [] };
  });
  for (let start = 0; start < pages.length; start += PAGES_AT_ONCE) {
    const some = pages.slice(start, start + PAGES_AT_ONCE);
    const asked = { view, options, levels: some.map(({ params }) => params) };
    const answer = await source.levels(withOpenGroups && start === 0 ? { ...asked, withOpenGroups } : asked);
    for (const [index, { at, params }] of some.entries()) {
      const level = read[at] as ReadLevel;
      level.problem = answer.problem;
      level.revision = answer.revision;
      const page = answer.levels[index];
      if (page !== undefined) {
        level.rows.push(...page.rows);
        if (params.offset === 0) {
          level.first = page;
          level.openGroups = at === 0 ? answer.openGroups : [];
        }
      }
    }
  }
  return read;
}
