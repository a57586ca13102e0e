// "Check Thread Records": everything in a home's rows, rollouts, spawn edges and lock files that does not fit together.
// It reads lists and rows; files are opened only for threads of which these already tell that something is wrong.
import { t } from '@vscode/l10n';
import type { IssueKind, CheckupResult, CheckupIssue } from '../../protocol/methods';
import { loadedFailure } from '../operations/moveFailures';
import { twinOf } from '../rollouts/rolloutNames';
import type { LockHolder } from '../locks/writerLocks';
import type { NameOf } from '../home/sessionNames';
import type { StateDb } from '../sqlite/stateDb';
import { readJson, readSpawnEdges, readTreeTexts, textId } from '../home/threadsTable';
import { displayName } from '../threads/names';
import { plainText } from '../threads/plainText';
import { isThreadId } from '../threads/threadId';
import { diagnose } from './diagnosis';
import { findEdgeIssues } from './edgeIssues';
import { createComparison } from './sameContent';
import { lookAtThread, type CheckedRow, type RolloutFolders, type ThreadFacts } from './threadFacts';
import { explained, threadIssues, type RuleContext, type Said, type ThreadIssueKind } from './threadIssues';

export interface CheckupInput {
  db: StateDb;
  /** Canonical path of the Codex home. */
  home: string;
  folders: RolloutFolders;
  /** Names in `session_index.jsonl`. */
  nameOf: NameOf;
  /** The threads that a running Codex has loaded. */
  held: ReadonlyMap<string, LockHolder>;
  /** Ids of the threads whose lock files nobody holds. */
  staleLocks: readonly string[];
}

/**
 * The answer's bound for each kind: the largest homes reported have some 2,900 rollouts, and can be moved as a whole.
 */
const FINDINGS_PER_KIND = 5_000;
/** A longer path leads nowhere. */
const PATH_LIMIT = 4_097;

type Unnamed = Omit<CheckupIssue, 'name'>;

/** Checks all threads of a commit. Throws as `StateDb.all`. */
export function runCheckup({ db, home, folders, nameOf, held, staleLocks }: CheckupInput): CheckupResult {
  const rows = readRecordRows(db);
  const collected = createCollection();
  const context: RuleContext = { home, isSameContent: createComparison() };
  const check = (threadId: string, row: CheckedRow | undefined): void =>
    checkThread(lookAtThread(threadId, row, folders), held.get(threadId), context, collected.add);
  for (const [threadId, row] of rows) if (!isPlainlyRight(threadId, row, folders)) check(threadId, row);
  const withoutRow = new Set(
    [...folders.active.index.keys(), ...folders.archived.index.keys()].filter(threadId => !rows.has(threadId)),
  );
  for (const threadId of withoutRow) check(threadId, undefined);

  for (const { kind, threadId, ...said } of findEdgeIssues(
    readSpawnEdges(db),
    id => rows.has(id) || withoutRow.has(id),
  ))
    collected.add(kind, threadId, () => said);
  for (const threadId of staleLocks)
    collected.add('staleLock', threadId, () =>
      explained(
        t('A writer lock file of it is left over, which no process holds.'),
        t('it does no harm, and Codex takes it over.'),
      ),
    );

  const { findings, leftOut } = collected.result();
  return { threads: rows.size, rollouts: countFiles(folders), issues: withNames(db, findings, nameOf), leftOut };
}

type AddFinding = (kind: IssueKind, threadId: string, say: () => Said) => void;

function checkThread(facts: ThreadFacts, holder: LockHolder | undefined, context: RuleContext, add: AddFinding): void {
  const { threadId } = facts;
  const diagnosis = diagnose(facts);
  for (const kind of diagnosis.kinds) {
    add(kind, threadId, () => {
      const said = threadIssues[kind as ThreadIssueKind](facts, diagnosis, context);
      return said.repairable && holder
        ? { ...said, repairable: false, remedy: loadedFailure(threadId, holder).reason }
        : said;
    });
  }
}

/**
 * By the lists alone: the row names a listed file on the side that it says, and there is none on the other. True of
 * nearly all threads.
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

/** All rows with a thread id, as one string out of SQLite. */
function readRecordRows(db: StateDb): Map<string, CheckedRow> {
  const fields = [textId, 'CAST(archived AS INTEGER)', `substr(CAST(rollout_path AS TEXT), 1, ${PATH_LIMIT})`];
  const rows = readJson<[string, number | null, string | null]>(db, fields, 'threads');
  return new Map(
    rows.flatMap(([id, archived, rolloutPath]): [string, CheckedRow][] =>
      isThreadId(id) ? [[id, { archived: (archived ?? 0) !== 0, rolloutPath: rolloutPath ?? '' }]] : [],
    ),
  );
}

/**
 * Findings in the order of their kinds, up to the bound of each; what is beyond it is counted and not put into words.
 */
function createCollection() {
  const byKind: Record<IssueKind, { findings: Unnamed[]; leftOut: number }> = {
    rowBehindFile: none(),
    flagAgainstPlace: none(),
    splitRollouts: none(),
    inBothPlaces: none(),
    rolloutMissing: none(),
    rowMissing: none(),
    danglingEdge: none(),
    cyclicEdges: none(),
    staleLock: none(),
  };
  const add: AddFinding = (kind, threadId, say) => {
    const list = byKind[kind];
    if (list.findings.length < FINDINGS_PER_KIND) list.findings.push({ kind, threadId: plainText(threadId), ...say() });
    else list.leftOut++;
  };
  return {
    add,
    result: (): { findings: Unnamed[]; leftOut: CheckupResult['leftOut'] } => {
      const lists = Object.entries(byKind) as [IssueKind, (typeof byKind)[IssueKind]][];
      return {
        findings: lists.flatMap(([, { findings }]) => findings),
        leftOut: Object.fromEntries(lists.flatMap(([kind, { leftOut }]) => (leftOut > 0 ? [[kind, leftOut]] : []))),
      };
    },
  };
}

function none(): { findings: Unnamed[]; leftOut: number } {
  return { findings: [], leftOut: 0 };
}

function withNames(db: StateDb, findings: readonly Unnamed[], nameOf: NameOf): CheckupIssue[] {
  const texts = readTreeTexts(db, [...new Set(findings.map(({ threadId }) => threadId))]);
  return findings.map(({ kind, threadId, ...said }) => {
    // Without a row the beginning of the id is the name; an edge's child may have none at all.
    const name = displayName({ ...texts.get(threadId), id: threadId }, nameOf) || '(no id)';
    return { kind, threadId, name, ...said };
  });
}

function countFiles({ active, archived }: RolloutFolders): number {
  let count = 0;
  for (const { index } of [active, archived]) for (const files of index.values()) count += files.length;
  return count;
}
