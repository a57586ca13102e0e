// Rows of the two views, level by level and page by page, so that the window never gets more than it shows.
import type { TreeLevel, TreeListParams, TreePathResponse, TreeRow } from '../../protocol/tree';
import type { StateDb } from '../sqlite/stateDb';
import { readTreeTexts } from '../home/treeRows';
import type { HomeState } from '../home/threadHome';
import { gitBranchOfRow, displayName } from '../threads/names';
import { at, NONE, parentOf } from '../threads/spawnForest';
import { isThreadId } from '../threads/threadId';
import type { ShownTree } from '../threads/viewRules';
import type { ModelThread } from '../home/homeModel';
import type { LoadedMarks } from './loadedMarks';
import type { TreeLevels } from './treeLevels';

/** Which page of which level, as `threadTree/list` names them. */
export type LevelPage = Required<Pick<TreeListParams, 'parentId' | 'offset' | 'limit'>>;

/**
 * One page of a level. An unknown parent has no rows. `levels` is undefined for the view `all`, which has one level.
 */
export function levelPage(
  db: StateDb,
  state: HomeState,
  loaded: LoadedMarks,
  levels: TreeLevels | undefined,
  { parentId, offset, limit }: LevelPage,
): TreeLevel {
  const numbers = levelNumbers(db, state, levels, parentId);
  const top = parentId === null ? levels : undefined;
  return {
    rows: rowsOf(db, state, loaded, numbers.slice(offset, offset + limit), levels?.view),
    total: numbers.length,
    groups: [...(top?.groups ?? [])],
    orphans: top?.view.orphans.length ?? 0,
    hidden: top?.view.hidden ?? 0,
  };
}

/** The ids of a level, in order. */
export function memberIds(
  db: StateDb,
  state: HomeState,
  levels: TreeLevels | undefined,
  parentId: string | null,
): string[] {
  return levelNumbers(db, state, levels, parentId).map(number => idOf(state, number));
}

/** The rows from the top level down to a thread. */
export function pathRows(
  db: StateDb,
  state: HomeState,
  loaded: LoadedMarks,
  levels: TreeLevels,
  threadId: string,
): TreePathResponse {
  const { view } = levels;
  const { forest, threads } = state.model;
  const number = forest.numbers.get(threadId) ?? NONE;
  if (threads.get(threadId)?.archived !== view.forest.archived || !view.isShown(number))
    return { rows: [], inOrphans: false, group: null };
  const numbers = [number];
  for (let above = at(view.forest.parents, number); above !== NONE; above = at(view.forest.parents, above))
    numbers.push(above);
  numbers.reverse();
  const root = numbers[0] ?? NONE;
  const inOrphans = view.orphans.includes(root);
  return { rows: rowsOf(db, state, loaded, numbers, view), inOrphans, group: inOrphans ? null : levels.groupOf(root) };
}

/**
 * Rows of threads by number, as a view with options has them; without one, as their own view has them without options.
 */
export function rowsOf(
  db: StateDb,
  state: HomeState,
  loaded: LoadedMarks,
  numbers: readonly number[],
  view?: ShownTree,
): TreeRow[] {
  const { model, nameOf } = state;
  const matchOf = new Map(numbers.map(number => [number, view?.matchesBelow(number) ?? null]));
  const named = [...matchOf].flatMap(([number, match]) => [number, ...(match ? [match.newest] : [])]);
  const texts = readTreeTexts(
    db,
    [...new Set(named)].map(number => idOf(state, number)),
  );
  const nameOfThread = (number: number): string => {
    const id = idOf(state, number);
    return displayName({ ...texts.get(id), id }, nameOf);
  };
  return numbers.map(number => {
    const thread = model.list[number] as ModelThread;
    const { id, kind, archived, archivedAt, recencyAt, newestAt } = thread;
    const forest = view?.forest ?? model.forestOf(archived);
    const match = matchOf.get(number);
    const live = loaded.live.get(id);
    const { loaded: loadedDescendants, ...liveDescendants } = loaded.descendants(number);
    return {
      threadId: id,
      parentId: threadIdOrNull(parentOf(model.forest, id)),
      name: nameOfThread(number),
      kind,
      archived,
      archivedAt,
      recencyAt,
      newestAt,
      gitBranch: gitBranchOfRow(texts.get(id) ?? {}),
      children: (view ?? forest).children(number).length,
      descendants: at(forest.descendants, number),
      detached: forest.isDetached(number),
      between: forest.isBetween(number),
      attached: thread.isAttached,
      pinned: thread.isPinned,
      loaded: loaded.threads.has(id),
      loadedDescendants,
      live: live ? { status: live.status, source: live.source } : null,
      liveDescendants,
      matchesBelow: match ? { name: nameOfThread(match.newest), total: match.total } : null,
    };
  });
}

function levelNumbers(
  db: StateDb,
  { model }: HomeState,
  levels: TreeLevels | undefined,
  parentId: string | null,
): readonly number[] {
  if (levels) return levels.level(db, parentId);
  return parentId === null ? model.list.map((_, number) => number) : [];
}

function idOf({ model }: HomeState, number: number): string {
  return (model.list[number] as ModelThread).id;
}

/** An edge can name any text as a parent. */
function threadIdOrNull(id: string | undefined): string | null {
  return isThreadId(id) ? id : null;
}
