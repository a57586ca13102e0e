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

/** A spawned sub-agent's `source` as Codex writes it: spares parsing ten thousand of them. */
const usualSpawn = /^\{"subagent":\{"thread_spawn":\{"parent_thread_id":"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})","depth":\d+,/;

export function buildTreeModel(db: StateDb): TreeModel {
  const rows = readTreeThreads(db);
  const list: ModelThread[] = [];
  const parentsInSource: SpawnEdge[] = [];
  for (const { source, ...placed } of rows) {
    if (!isThreadId(placed.id)) continue;
    const { kind, parentId } = originOf(source);
    list.push({ ...placed, kind, isSubAgent: kind === 'subAgent' });
    if (parentId !== undefined) parentsInSource.push({ parentId, childId: placed.id });
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
  const usual = usualSpawn.exec(column);
  if (usual) return { kind: 'subAgent', parentId: usual[1] };
  const source = parseSource(column);
  if (typeof source === 'object') return { kind: 'subAgent' in source ? 'subAgent' : 'other', parentId: spawnOf(source)?.parent_thread_id };
  return { kind: source === 'exec' ? 'exec' : source === 'cli' || source === 'vscode' ? 'main' : 'other', parentId: undefined };
}
