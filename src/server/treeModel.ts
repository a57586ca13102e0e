// All threads of one commit of the state DB, with who spawned whom and the two views: what the tree's requests and the cascade
// are answered from.
import type { ThreadKind } from '../protocol/threadTree';
import type { NameOf } from './sessionNames';
import type { StateDb } from './stateDb/stateDb';
import { readTreeRows, type TreeThread } from './stateDb/treeRows';
import { displayName } from './threads/names';
import { parseSource, spawnOf } from './threads/source';
import { buildSpawnForest, type SpawnEdge, type SpawnForest } from './threads/spawnForest';
import { isThreadId } from './threads/threadId';
import { buildTreeView, type PlacedThread, type TreeViewForest } from './threads/treeViews';

export interface ModelThread extends PlacedThread {
  kind: ThreadKind;
  /** Named on demand: most threads are never shown. */
  name(limit?: number): string;
  branch: string | null;
}

export interface TreeModel {
  threads: ReadonlyMap<string, ModelThread>;
  forest: SpawnForest;
  /** Threads with a row whose id is not one; they are left out. */
  damaged: number;
  view(archived: boolean): TreeViewForest;
}

/** Builds the model from the rows; names of old threads come from `nameOf`. */
export function buildTreeModel(db: StateDb, nameOf: NameOf): TreeModel {
  const rows = readTreeRows(db);
  const threads = new Map<string, ModelThread>();
  const parentsInSource: SpawnEdge[] = [];
  let damaged = 0;
  for (const row of rows.threads) {
    if (!isThreadId(row.id)) {
      damaged++;
      continue;
    }
    const { thread, parentId } = toThread(row, nameOf);
    threads.set(row.id, thread);
    if (parentId !== undefined) parentsInSource.push({ parentId, childId: row.id });
  }
  const forest = buildSpawnForest(rows.edges, parentsInSource);
  const views = new Map<boolean, TreeViewForest>();
  return {
    threads, forest, damaged,
    view: archived => {
      const view = views.get(archived) ?? buildTreeView(threads, forest, archived);
      views.set(archived, view);
      return view;
    },
  };
}

function toThread(row: TreeThread, nameOf: NameOf): { thread: ModelThread; parentId: string | undefined } {
  const { id, archived, archivedAt, recencyAt, branch } = row;
  const source = parseSource(row.source);
  const isSubAgent = typeof source === 'object' && 'subAgent' in source;
  const spawn = spawnOf(source);
  const kind: ThreadKind = isSubAgent ? 'subAgent' : source === 'exec' ? 'exec' : source === 'cli' || source === 'vscode' ? 'main' : 'other';
  const thread: ModelThread = {
    id, archived, archivedAt, recencyAt, branch, isSubAgent, kind,
    name: limit => displayName({
      id, isSubAgent, codexName: codexName(row, nameOf), preview: row.preview, firstUserMessage: row.firstUserMessage,
      agentNickname: row.agentNickname ?? spawn?.agent_nickname ?? null,
      agentRole: row.agentRole ?? spawn?.agent_role ?? null,
      agentPath: row.agentPath ?? spawn?.agent_path ?? null,
    }, limit),
  };
  return { thread, parentId: spawn?.parent_thread_id };
}

/** The name that Codex gives: the `name` column of paginated threads; of older ones a title of their own, else the session index. */
function codexName(row: TreeThread, nameOf: NameOf): string | null {
  if (row.historyMode !== 'legacy') return row.name;
  if (row.title !== null && row.title.trim() !== '' && !row.titleIsFirstMessage) return row.title;
  return nameOf(row.id) ?? null;
}
