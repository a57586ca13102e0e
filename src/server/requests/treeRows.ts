// `threadTree/list` and `threadTree/path`: rows of the two views, level by level and page by page, so that the window never gets
// more than it shows.
import {
  ORPHANS, type TreeListParams, type TreeListResponse, type TreePathParams, type TreePathResponse, type TreeRow,
} from '../../protocol/threadTree';
import { plainText } from '../threads/plainText';
import type { TreeViewForest } from '../threads/treeViews';
import type { ModelThread, TreeModel } from '../treeModel';

const NO_IDS: readonly string[] = [];

/** One page of a level, newest first. An unknown parent has no rows. */
export function listRows(model: TreeModel, revision: number, params: Required<TreeListParams>): TreeListResponse {
  const { view: viewName, parentId, offset, limit } = params;
  const view = viewName === 'all' ? undefined : model.view(viewName === 'archived');
  const ids = view ? levelOf(view, parentId) : parentId === null ? [...model.threads.keys()] : NO_IDS;
  const rows = ids.slice(offset, offset + limit).map(id => rowOf(model, id));
  return { revision, rows, total: ids.length, orphans: view && parentId === null ? view.orphans.length : 0, problem: null };
}

/** The rows from the top level down to a thread. */
export function pathRows(model: TreeModel, { view: viewName, threadId }: TreePathParams): TreePathResponse {
  const archived = viewName === 'archived';
  if (model.threads.get(threadId)?.archived !== archived) return { rows: [], inOrphans: false };
  const view = model.view(archived);
  const ids = [threadId];
  for (let above = view.above.get(threadId); above !== undefined; above = view.above.get(above)) ids.push(above);
  ids.reverse();
  return { rows: ids.map(id => rowOf(model, id)), inOrphans: view.orphans.includes(ids[0] ?? '') };
}

function levelOf(view: TreeViewForest, parentId: string | null): readonly string[] {
  if (parentId === null) return view.top;
  return parentId === ORPHANS ? view.orphans : view.childrenOf.get(parentId) ?? NO_IDS;
}

function rowOf(model: TreeModel, id: string): TreeRow {
  const thread = model.threads.get(id) as ModelThread;
  const view = model.view(thread.archived);
  return {
    threadId: id,
    parentId: model.forest.parentOf.get(id) ?? null,
    name: thread.name(),
    kind: thread.kind,
    archived: thread.archived,
    archivedAt: thread.archivedAt,
    recencyAt: thread.recencyAt,
    branch: thread.branch === null ? null : plainText(thread.branch),
    children: view.childrenOf.get(id)?.length ?? 0,
    below: view.below.get(id) ?? 0,
    detached: view.detached.has(id),
  };
}
