// "Find and Repair Broken Threads": finds everything in a home's rows, rollouts, spawn edges and lock files that does
// not fit together. Compares lists of rows and files; opens a file only if these lists already show an issue with its
// thread.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CheckupIssue, CheckupResult, IssueKind } from '../../protocol/methods';
import type { LockHolder, ThreadRef } from '../../protocol/references';
import type { NameOf } from '../home/sessionNames';
import { readSpawnEdges } from '../home/spawnEdges';
import { columnOf, textHead, textId, valueOf } from '../home/threadsTable';
import { readTreeTexts } from '../home/treeRows';
import { twinOf } from '../rollouts/rolloutNames';
import { readJson } from '../sqlite/jsonRows';
import type { StateDb } from '../sqlite/stateDb';
import { displayName } from '../threads/names';
import { isThreadId } from '../threads/threadId';
import { unnamedThreadsIn } from '../threads/threadRefs';
import { diagnose } from './diagnosis';
import { findEdgeIssues } from './edgeIssues';
import { createComparison } from './sameContent';
import { lookAtThread, type CheckedRow, type RolloutFolders } from './threadFacts';
import { threadIssue } from './threadIssues';

export interface CheckupInput {
  /** Reads the newest commit. `use` must not keep the state DB. */
  read: <T>(use: (db: StateDb, nameOf: NameOf) => T) => Promise<T>;
  /** Canonical path of the Codex home. */
  home: string;
  /** Lists the session folders. Throws a FailureError if one cannot be read. */
  openFolders: () => RolloutFolders;
  /** The threads that a running Codex has loaded. */
  loaded: ReadonlyMap<string, LockHolder>;
  /** The threads with a lock file that no process holds. */
  staleLocks: readonly string[];
}

/** The most issues of one kind: the largest homes reported have about 2,900 rollouts, and can be moved as a whole. */
const ISSUES_PER_KIND = 5_000;
/** Longer than any path. */
const PATH_LIMIT = 4_097;
/** The longest that other requests wait for their turn. */
const SLICE_MS = 20;

/**
 * Checks all threads, in slices between which other requests get their turn. Rejects with the signal's reason, and with
 * what `read` and `openFolders` throw.
 */
export async function runCheckup(
  { read, home, openFolders, loaded, staleLocks }: CheckupInput,
  signal: AbortSignal,
): Promise<CheckupResult> {
  // All in one turn: a thread that Codex moves in between would look broken.
  const { rows, edges, folders } = await read(db => ({
    rows: readRows(db),
    edges: readSpawnEdges(db),
    folders: openFolders(),
  }));
  const known = new Set([...rows.keys(), ...folders.active.index.keys(), ...folders.archived.index.keys()]);
  const context = { home, isSameContent: createComparison() };
  const collected = createCollection();

  let sliceEnd = performance.now() + SLICE_MS;
  for (const threadId of known) {
    if (performance.now() >= sliceEnd) {
      await nextTurn();
      signal.throwIfAborted();
      sliceEnd = performance.now() + SLICE_MS;
    }
    const row = rows.get(threadId);
    if (row && isPlainlyRight(threadId, row, folders)) continue;
    const facts = lookAtThread(threadId, row, folders);
    const diagnosis = diagnose(facts);
    for (const kind of diagnosis.kinds)
      collected.add(kind, () => unlessLoaded(threadIssue(kind, facts, diagnosis, context), loaded.get(threadId)));
  }

  await nextTurn();
  signal.throwIfAborted();
  for (const issue of findEdgeIssues(edges, id => known.has(id))) collected.add(issue.kind, () => issue);
  for (const threadId of staleLocks)
    collected.add('staleLock', () => ({ kind: 'staleLock', threadId, name: null, repairable: false, loadedBy: null }));

  const { issues, leftOut } = collected.result();
  await read((db, nameOf) => fillInNames(unnamedThreadsIn(issues), db, nameOf));
  return { threads: rows.size, rollouts: countFiles(folders), issues, leftOut };
}

/** A thread that a running Codex has loaded is not repaired. */
function unlessLoaded<Issue extends CheckupIssue>(issue: Issue, holder: LockHolder | undefined): Issue {
  return issue.repairable && holder ? { ...issue, repairable: false, loadedBy: holder } : issue;
}

/**
 * Decides by the lists alone: the row names a listed file in the location that its flag says, and there is none in the
 * other location. True for almost all threads.
 */
function isPlainlyRight(threadId: string, { rolloutPath, archived }: CheckedRow, folders: RolloutFolders): boolean {
  const [here, there] = archived ? [folders.archived, folders.active] : [folders.active, folders.archived];
  const files = here.index.get(threadId);
  return (
    files !== undefined &&
    !there.index.has(threadId) &&
    (files.includes(rolloutPath) || files.includes(twinOf(rolloutPath)))
  );
}

/** All rows with a thread id, by id. */
function readRows(db: StateDb): Map<string, CheckedRow> {
  const fields = [textId, valueOf(db.columns('threads'), 'archived'), textHead(columnOf('rollout_path'), PATH_LIMIT)];
  const rows = readJson<[string, number | null, string | null]>(db, fields, 'threads');
  return new Map(
    rows.flatMap(([id, archived, rolloutPath]): [string, CheckedRow][] =>
      isThreadId(id) ? [[id, { archived: (archived ?? 0) !== 0, rolloutPath: rolloutPath ?? '' }]] : [],
    ),
  );
}

interface Collection {
  /** Counts an issue, and makes it unless its kind has reached the limit. */
  add: (kind: IssueKind, make: () => CheckupIssue) => void;
  result: () => Pick<CheckupResult, 'issues' | 'leftOut'>;
}

/** Collects issues in the order of their kinds. */
function createCollection(): Collection {
  const none = (): { issues: CheckupIssue[]; leftOut: number } => ({ issues: [], leftOut: 0 });
  const byKind: Record<IssueKind, ReturnType<typeof none>> = {
    rowBehindFile: none(),
    flagAgainstLocation: none(),
    splitRollouts: none(),
    inBothLocations: none(),
    rolloutMissing: none(),
    rowMissing: none(),
    danglingEdge: none(),
    cyclicEdges: none(),
    staleLock: none(),
  };
  return {
    add: (kind, make) => {
      const list = byKind[kind];
      if (list.issues.length < ISSUES_PER_KIND) list.issues.push(make());
      else list.leftOut++;
    },
    result: () => ({
      issues: Object.values(byKind).flatMap(({ issues }) => issues),
      leftOut: Object.fromEntries(
        Object.entries(byKind).flatMap(([kind, { leftOut }]) => (leftOut > 0 ? [[kind, leftOut]] : [])),
      ),
    }),
  };
}

/** The name of a thread without a row stays null, unless `session_index.jsonl` has one. */
function fillInNames(threads: readonly ThreadRef[], db: StateDb, nameOf: NameOf): void {
  const texts = readTreeTexts(db, [...new Set(threads.map(({ threadId }) => threadId))]);
  for (const thread of threads) {
    const id = thread.threadId;
    if (texts.has(id) || nameOf(id) !== undefined) thread.name = displayName({ ...texts.get(id), id }, nameOf);
  }
}

function countFiles({ active, archived }: RolloutFolders): number {
  let count = 0;
  for (const { index } of [active, archived]) for (const files of index.values()) count += files.length;
  return count;
}
