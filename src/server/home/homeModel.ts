// All threads as of one commit of the state DB, with who spawned whom and where they are in the two views: what the
// tree and the cascade work on. Texts are read only for rows that are shown, except for the folders in which threads
// work.
import type { ThreadKind } from '../../protocol/methods';
import type { StateDb } from '../sqlite/stateDb';
import { readSpawnEdges } from './spawnEdges';
import { readTreeThreads } from './treeRows';
import { parseSource, spawnOf } from '../threads/source';
import { buildSpawnForest, type SpawnEdge, type SpawnForest } from '../threads/spawnForest';
import { isThreadId } from '../threads/threadId';
import { forestOfLocation, type LocationForest } from '../threads/locationForest';
import type { OptionThread } from '../threads/viewRules';

export interface ModelThread extends OptionThread {
  /** The index of its folder in `cwds`. */
  cwd: number;
  isPinned: boolean;
  /** Its row as it was read: the same object as in the last commit, unless the row may have changed. */
  row: object;
}

export interface HomeModel {
  /** In the order of their numbers in the forest. */
  readonly list: readonly ModelThread[];
  readonly threads: { get(threadId: string): ModelThread | undefined };
  readonly forest: SpawnForest;
  /**
   * The folders in which threads worked, each once, as Codex wrote them: untrusted text. An empty one means no folder.
   */
  readonly cwds: readonly string[];
  /** How many rows were left out because their id is not a thread id. */
  readonly damaged: number;
  /** The forest of the active or of the archived threads; built on first use. */
  forestOf(archived: boolean): LocationForest;
}

/**
 * Reads all threads and edges of a commit. Throws as `StateDb.all`.
 */
export function buildHomeModel(db: StateDb): HomeModel {
  const rows = readTreeThreads(db);
  const list: ModelThread[] = [];
  const parentsInSource: SpawnEdge[] = [];
  const cwds = new Map<string, number>();
  for (const row of rows) {
    const { id, archived, archivedAt, recencyAt, createdAt, source, spawnedBy, cwd, isEmpty, isPinned } = row;
    if (!isThreadId(id)) continue;
    const { kind, parentId } =
      spawnedBy === undefined ? originOf(source) : { kind: 'subAgent' as const, parentId: spawnedBy.toLowerCase() };
    const folder = cwds.get(cwd) ?? cwds.size;
    cwds.set(cwd, folder);
    list.push({
      id,
      archived,
      archivedAt,
      recencyAt,
      createdAt,
      kind,
      isSubAgent: kind === 'subAgent',
      cwd: folder,
      isEmpty,
      isPinned,
      row,
    });
    if (isThreadId(parentId)) parentsInSource.push({ parentId, childId: id });
  }
  const forest = buildSpawnForest(
    readSpawnEdges(db),
    parentsInSource,
    list.map(({ id }) => id),
  );
  const forests = new Map<boolean, LocationForest>();
  return {
    list,
    forest,
    cwds: [...cwds.keys()],
    damaged: rows.length - list.length,
    threads: { get: threadId => list[forest.numbers.get(threadId) ?? -1] },
    forestOf: archived => {
      const located = forests.get(archived) ?? forestOfLocation(list, forest, archived);
      forests.set(archived, located);
      return located;
    },
  };
}

function originOf(column: string): { kind: ThreadKind; parentId: string | undefined } {
  const source = parseSource(column);
  if (typeof source === 'object')
    return { kind: 'subAgent' in source ? 'subAgent' : 'other', parentId: spawnOf(source)?.parent_thread_id };
  return {
    kind: source === 'exec' ? 'exec' : source === 'cli' || source === 'vscode' ? 'main' : 'other',
    parentId: undefined,
  };
}
