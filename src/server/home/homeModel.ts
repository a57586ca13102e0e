// All threads as of one commit of the state DB, with who spawned whom and where they are in the two views: what the
// tree and the cascade work on. Texts are read only for rows that are shown, except for the folders in which threads
// work.
import { PINNED_SECTION, type ThreadKind } from '../../protocol/methods';
import type { StateDb } from '../sqlite/stateDb';
import { readSections } from './sections';
import { readSpawnEdges } from './spawnEdges';
import { forgetSharedIds } from './sharedIds';
import { readTreeThreads, type TreeThread } from './treeRows';
import { parseSource, spawnOf } from '../threads/source';
import { buildSpawnForest, type SpawnEdge, type SpawnForest } from '../threads/spawnForest';
import { isThreadId } from '../threads/threadId';
import { forestOfLocation, shownParents, type LocationForest } from '../threads/locationForest';
import { newestOfSubtrees } from '../threads/subtreeCounts';
import type { OptionThread } from '../threads/viewRules';

export interface ModelThread extends OptionThread {
  /** The index of its folder in `cwds`. */
  cwd: number;
  isPinned: boolean;
  /** The id of the section in which Codex has it: untrusted text; null for most. */
  section: string | null;
  /** It is shown with the thread to which Codex attached it, rather than with one that spawned it. */
  isAttached: boolean;
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
  /** As `readSections`. */
  readonly sections: ReadonlyMap<string, string> | undefined;
  /** The threads that are attached to a thread which did not spawn them, by its number. */
  readonly attached: ReadonlyMap<number, readonly number[]>;
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
  const list: RowThread[] = [];
  const parentsInSource: SpawnEdge[] = [];
  const attachedTo = new Map<string, string>();
  const cwds = new Map<string, number>();
  for (const row of rows) {
    const { id, hasThreadId, source, spawnedBy, cwd, isEmpty } = row;
    if (!hasThreadId) continue;
    const { kind, parentId } =
      spawnedBy === undefined ? originOf(source) : { kind: 'subAgent' as const, parentId: spawnedBy };
    const folder = cwds.get(cwd) ?? cwds.size;
    cwds.set(cwd, folder);
    // A spawned sub-agent has a task, which multi-agent v2 records only as a part of the agent's path.
    list.push(new RowThread(row, kind, folder, isEmpty && parentId === undefined));
    if (row.attachedTo !== null && isThreadId(row.attachedTo)) attachedTo.set(id, row.attachedTo);
    if (parentId !== undefined && parentId !== '') parentsInSource.push({ parentId, childId: id });
  }
  const edges = readSpawnEdges(db);
  forgetSharedIds();
  const forest = buildSpawnForest(
    edges,
    parentsInSource,
    list.map(({ id }) => id),
  );
  const shown = shownParents(
    forest,
    new Map(
      [...attachedTo].flatMap(([id, to]) => {
        const [number, other] = [forest.numbers.get(id), forest.numbers.get(to)];
        return number === undefined || other === undefined || other >= list.length ? [] : [[number, other]];
      }),
    ),
  );
  for (const number of [...shown.attached.values()].flat()) (list[number] as RowThread).isAttached = true;
  const newest = newestOfSubtrees(shown.parents, number => list[number]?.recencyAt ?? 0);
  for (const [number, thread] of list.entries()) thread.newestAt = newest[number] ?? thread.recencyAt;
  const forests = new Map<boolean, LocationForest>();
  return {
    list,
    forest,
    cwds: [...cwds.keys()],
    sections: readSections(db),
    attached: shown.attached,
    damaged: rows.length - list.length,
    threads: { get: threadId => list[forest.numbers.get(threadId) ?? -1] },
    forestOf: archived => {
      const located = forests.get(archived) ?? forestOfLocation(list, forest, archived, shown);
      forests.set(archived, located);
      return located;
    },
  };
}

/** Refers to its row for what that says: a copy of the fields of 300,000 rows takes 20 MB. */
class RowThread implements ModelThread {
  newestAt: number;
  isAttached = false;

  constructor(
    readonly row: TreeThread,
    readonly kind: ThreadKind,
    readonly cwd: number,
    readonly isEmpty: boolean,
  ) {
    this.newestAt = row.recencyAt;
  }

  get id(): string {
    return this.row.id;
  }
  get archived(): boolean {
    return this.row.archived;
  }
  get archivedAt(): number | null {
    return this.row.archivedAt;
  }
  get recencyAt(): number {
    return this.row.recencyAt;
  }
  get createdAt(): number {
    return this.row.createdAt;
  }
  get isSubAgent(): boolean {
    return this.kind === 'subAgent';
  }
  get isPinned(): boolean {
    return this.row.section === PINNED_SECTION;
  }
  get section(): string | null {
    return this.row.section;
  }
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
