// All threads of one commit of the state DB, with who spawned whom and the two views: what the tree's requests and the cascade
// are answered from. Texts are not in it: they are read for the rows that are shown.
import type { ThreadKind } from '../protocol/threadTree';
import type { StateDb } from './stateDb/stateDb';
import { readSpawnEdges, readTreeThreads } from './stateDb/treeRows';
import { parseSource, spawnOf } from './threads/source';
import { buildSpawnForest, type SpawnEdge, type SpawnForest } from './threads/spawnForest';
import { isThreadId } from './threads/threadId';
import { buildTreeView, type PlacedThread, type TreeViewForest } from './threads/treeViews';

export interface ModelThread extends PlacedThread {
  kind: ThreadKind;
}

export interface TreeModel {
  /** In the order of their numbers in the forest. */
  readonly list: readonly ModelThread[];
  readonly threads: { get(threadId: string): ModelThread | undefined };
  readonly forest: SpawnForest;
  /** Rows whose id is not a thread id; they are left out. */
  readonly damaged: number;
  view(archived: boolean): TreeViewForest;
}

/** Reads all threads and edges of a commit. Rows without a thread id are counted, not shown. Throws as `StateDb.all`. */
export function buildTreeModel(db: StateDb): TreeModel {
  const rows = readTreeThreads(db);
  const list: ModelThread[] = [];
  const parentsInSource: SpawnEdge[] = [];
  for (const { id, archived, archivedAt, recencyAt, source, spawnedBy } of rows) {
    if (!isThreadId(id)) continue;
    const { kind, parentId } = spawnedBy === undefined ? originOf(source) : { kind: 'subAgent' as const, parentId: spawnedBy.toLowerCase() };
    list.push({ id, archived, archivedAt, recencyAt, kind, isSubAgent: kind === 'subAgent' });
    if (isThreadId(parentId)) parentsInSource.push({ parentId, childId: id });
  }
  const forest = buildSpawnForest(readSpawnEdges(db), parentsInSource, list.map(({ id }) => id));
  const views = new Map<boolean, TreeViewForest>();
  return {
    list, forest, damaged: rows.length - list.length,
    threads: { get: threadId => list[forest.numbers.get(threadId) ?? -1] },
    view: archived => {
      const view = views.get(archived) ?? buildTreeView(list, forest, archived);
      views.set(archived, view);
      return view;
    },
  };
}

function originOf(column: string): { kind: ThreadKind; parentId: string | undefined } {
  const source = parseSource(column);
  if (typeof source === 'object') return { kind: 'subAgent' in source ? 'subAgent' : 'other', parentId: spawnOf(source)?.parent_thread_id };
  return { kind: source === 'exec' ? 'exec' : source === 'cli' || source === 'vscode' ? 'main' : 'other', parentId: undefined };
}
