// All threads of one commit of the state DB, with who spawned whom and where they stand in the two views: what the
// tree's requests and the cascade are answered from. Texts are not in it, but for the few folders in which threads
// work: they are read for the rows that are shown.
import type { ThreadKind } from '../../protocol/methods';
import type { StateDb } from '../sqlite/stateDb';
import { readSpawnEdges, readTreeThreads } from './threadsTable';
import { parseSource, spawnOf } from '../threads/source';
import { buildSpawnForest, type SpawnEdge, type SpawnForest } from '../threads/spawnForest';
import { isThreadId } from '../threads/threadId';
import { forestOfLocation, type LocationForest } from '../threads/treePlaces';
import type { OptionThread } from '../threads/viewRules';

export interface ModelThread extends OptionThread {
  /** Number of its folder in `cwds`. */
  cwd: number;
  isPinned: boolean;
  /** Its row as it was read: another object when the row may have changed from one commit to the next. */
  row: object;
}

export interface HomeModel {
  /** In the order of their numbers in the forest. */
  readonly list: readonly ModelThread[];
  readonly threads: { get(threadId: string): ModelThread | undefined };
  readonly forest: SpawnForest;
  /**
   * The folders in which threads worked, each once, as Codex wrote them: anybody's text. An empty one stands for none.
   */
  readonly cwds: readonly string[];
  /** Rows whose id is not a thread id; they are left out. */
  readonly damaged: number;
  /** Where the active or the archived threads stand; worked out on first use. */
  places(archived: boolean): LocationForest;
}

/**
 * Reads all threads and edges of a commit. Rows without a thread id are counted, not shown. Throws as `StateDb.all`.
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
  const places = new Map<boolean, LocationForest>();
  return {
    list,
    forest,
    cwds: [...cwds.keys()],
    damaged: rows.length - list.length,
    threads: { get: threadId => list[forest.numbers.get(threadId) ?? -1] },
    places: archived => {
      const placed = places.get(archived) ?? forestOfLocation(list, forest, archived);
      places.set(archived, placed);
      return placed;
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
