// `threadTree/list` and `threadTree/path`: rows of the two views, level by level and page by page, so that the window never gets
// more than it shows.
import {
  ORPHANS, type TreeListParams, type TreeListResponse, type TreePathParams, type TreePathResponse, type TreeRow,
} from '../../protocol/threadTree';
import type { StateDb } from '../stateDb/stateDb';
import { readTreeTexts } from '../stateDb/treeRows';
import type { HomeState } from '../threadHome';
import { parentOf } from '../threads/spawnForest';
import type { TreeViewForest } from '../threads/treeViews';
import { branchOfRow, displayName } from '../threads/names';
import { isThreadId } from '../threads/threadId';
import type { ModelThread } from '../treeModel';

const NO_IDS: readonly string[] = [];

/** One page of a level, newest first. An unknown parent has no rows. */
export function listRows(db: StateDb, state: HomeState, revision: number, params: Required<Omit<TreeListParams, 'options'>>): TreeListResponse {
  const { view: viewName, parentId, offset, limit } = params;
  const view = viewName === 'all' ? undefined : state.model.view(viewName === 'archived');
  const ids = view ? levelOf(view, parentId) : parentId === null ? state.model.list.map(({ id }) => id) : NO_IDS;
  return {
    revision, rows: rowsOf(db, state, ids.slice(offset, offset + limit)), total: ids.length,
    groups: [], orphans: view && parentId === null ? view.orphans.length : 0, hidden: 0, problem: null,
  };
}

/** The rows from the top level down to a thread. */
export function pathRows(db: StateDb, state: HomeState, { view: viewName, threadId }: TreePathParams): TreePathResponse {
  const archived = viewName === 'archived';
  if (state.model.threads.get(threadId)?.archived !== archived) return { rows: [], inOrphans: false, group: null };
  const view = state.model.view(archived);
  const ids = [threadId];
  for (let above = view.above(threadId); above !== undefined; above = view.above(above)) ids.push(above);
  ids.reverse();
  return { rows: rowsOf(db, state, ids), inOrphans: view.orphans.includes(ids[0] ?? ''), group: null };
}

function levelOf(view: TreeViewForest, parentId: string | null): readonly string[] {
  if (parentId === null) return view.top;
  return parentId === ORPHANS ? view.orphans : view.children(parentId);
}

function rowsOf(db: StateDb, { model, nameOf }: HomeState, ids: readonly string[]): TreeRow[] {
  const texts = readTreeTexts(db, ids);
  return ids.map(id => {
    const thread = model.threads.get(id) as ModelThread;
    const view = model.view(thread.archived);
    const text = texts.get(id) ?? {};
    return {
      threadId: id,
      parentId: threadIdOrNull(parentOf(model.forest, id)),
      name: displayName({ ...text, id }, nameOf),
      kind: thread.kind,
      archived: thread.archived,
      archivedAt: thread.archivedAt,
      recencyAt: thread.recencyAt,
      branch: branchOfRow(text),
      children: view.childCount(id),
      below: view.below(id),
      detached: view.isDetached(id),
      inUse: false,
      inUseBelow: 0,
      matches: true,
    };
  });
}

/** An edge may name anything as a parent. */
function threadIdOrNull(id: string | undefined): string | null {
  return isThreadId(id) ? id : null;
}
