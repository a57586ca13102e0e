// Lets the Codex that has threads loaded archive them. The journal comes first, as for our own moves; what Codex did is
// read from files and rows afterwards, whatever it answered.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Failure } from '../../protocol/failures';
import type { OperationReport } from '../../protocol/operations';
import { FailureError, inLog, isFailure } from '../failure';
import { lookAt } from '../files/look';
import type { HomeModel } from '../home/homeModel';
import type { NamedThreads } from '../live/askCodex';
import { reportOf } from '../threads/cascadePlan';
import { descendantsOf } from '../threads/spawnForest';
import type { ThreadChange } from '../threads/threadChange';
import type { EntryWriter } from './journal/journal';
import type { Lease } from './lease';
import type { PlanChange } from './mover';
import { moveIn } from './planMove';
import { settleAsked } from './settleAsked';
import { sessionFolders } from './subtreeSource';

/** The Codex that the user has allowed to be asked. */
export interface ArchivingCodex {
  /** The process of the server that would be asked; undefined if none can be reached. */
  server(): number | undefined;
  /** The threads and edges as they are now: a turn that runs may have spawned more. */
  newest(): Promise<Pick<HomeModel, 'threads' | 'forest'>>;
  /** Whether one of these threads does something that the user did not confirm to be interrupted. */
  isBusyAnew(threadIds: readonly string[]): boolean;
  /**
   * One `thread/archive`. Calls `afterwards` when Codex has answered, and waits for it: `named` resolves to those of
   * some threads that Codex says it has archived. Throws FailureError: what Codex refuses, or no answer; and the
   * signal's reason.
   */
  archive(threadId: string, signal: AbortSignal, afterwards: (named: NamedThreads) => Promise<void>): Promise<void>;
  /** Aborts when the server closes. */
  closing: AbortSignal;
  warn: (message: string) => void;
}

export interface AskedArchive {
  /** The thread that Codex is asked to archive, first, and its active descendants. */
  threadIds: readonly string[];
  /** The threads as they were when Codex was not asked yet. */
  model: Pick<HomeModel, 'threads'>;
  plan: PlanChange;
  onStatus: (report: OperationReport) => void;
  signal: AbortSignal;
}

/** What became of the threads that Codex was asked to archive. */
export interface AskedOutcome {
  /** Of the threads that were archived, and of those that failed. */
  reports: OperationReport[];
  /** Threads that Codex has left where they were, although it answered that all is done. */
  left: string[];
}

/**
 * Asks Codex to archive a thread with its descendants. Undefined if it was not asked: one of these threads cannot be
 * planned, or has an archived rollout of the same name, which Codex would replace. Once asked, Codex cannot be stopped,
 * so a cancellation waits for its answer. What Codex has archived besides, because it was spawned after the last look,
 * is journalled and reported as well. Throws FailureError if the journal or the state DB cannot be used, and the reason
 * of `closing`: then the operation stays open, and is recovered.
 */
export async function archiveByCodex(
  lease: Lease,
  entry: EntryWriter,
  codex: ArchivingCodex,
  { threadIds, model, plan, onStatus, signal }: AskedArchive,
): Promise<AskedOutcome | undefined> {
  const [root] = threadIds;
  let changes: ThreadChange[] | undefined;
  try {
    changes = await plannedChanges(lease, threadIds, plan, signal);
  } catch (error) {
    if (!isFailure(error, 'cancelled', 'stateDbLocked')) throw error;
    const { failure } = error;
    const reports = threadIds.map(threadId => reportOf(threadId, failure));
    reports.forEach(onStatus);
    return { reports, left: [] };
  }
  if (root === undefined || changes === undefined || !changes.every(isUnhindered)) return undefined;
  entry.changes(changes.map(change => ({ ...change, asked: true })));
  threadIds.forEach(threadId => onStatus({ threadId, status: 'archiving' }));
  let besides: string[] = [];
  const failure = await ask(codex, root, async named => {
    const planned = new Set(threadIds);
    const newer = archivedBelow(root, await codex.newest()).filter(
      threadId => !planned.has(threadId) && model.threads.get(threadId)?.archived !== true,
    );
    if (newer.length > 0) besides = await named(newer);
  });

  const wait = { onWait: () => undefined, signal: new AbortController().signal };
  const found = await settleAsked(changes, { ...lease, warn: codex.warn }, wait);
  entry.settleAs(found);
  const taken = await takenAlong(lease, besides, codex.warn);
  if (taken.length > 0) entry.addMade(taken);
  const archived = new Set(found.map(({ threadId }) => threadId));
  const others = threadIds.filter(threadId => !archived.has(threadId));
  const reports = [
    ...threadIds
      .filter(threadId => archived.has(threadId))
      .map((threadId): OperationReport => ({ threadId, status: 'archived' })),
    ...taken.map(({ threadId }): OperationReport => ({ threadId, status: 'archived', spawnedLast: true })),
    ...(failure
      ? others.map(threadId =>
          reportOf(threadId, archived.size > 0 || threadId === root ? failure : { code: 'rootNotMoved' }),
        )
      : []),
  ];
  reports.forEach(onStatus);
  return { reports, left: failure ? [] : others };
}

/** Undefined if one of them cannot be planned. */
async function plannedChanges(
  { dbPath, writer }: Lease,
  threadIds: readonly string[],
  plan: PlanChange,
  signal: AbortSignal,
): Promise<ThreadChange[] | undefined> {
  if (dbPath === undefined) return undefined;
  const options = { threadIds, onWait: () => undefined, signal };
  const planned = await writer.transaction(dbPath, options, ({ rows }) =>
    Promise.resolve(threadIds.map(threadId => plan(threadId, rows.get(threadId)))),
  );
  const changes = planned.flatMap(({ change }) => change ?? []);
  return changes.length === threadIds.length ? changes : undefined;
}

/** Whether nothing is where a file of the thread would go. */
function isUnhindered({ files }: ThreadChange): boolean {
  try {
    return files.every(({ to }) => lookAt(to) === undefined);
  } catch {
    // The system does not say: our own move finds out why.
    return false;
  }
}

/** The archived descendants of a thread. */
function archivedBelow(root: string, { threads, forest }: Pick<HomeModel, 'threads' | 'forest'>): string[] {
  return descendantsOf(forest, root).filter(threadId => threads.get(threadId)?.archived === true);
}

/** What Codex did to these threads, each of which is in the log: the opposite of the way back, if it has one. */
async function takenAlong(
  { home, dbPath, writer }: Lease,
  threadIds: readonly string[],
  warn: (message: string) => void,
): Promise<ThreadChange[]> {
  if (dbPath === undefined || threadIds.length === 0) return [];
  const options = { threadIds, onWait: () => undefined, signal: new AbortController().signal };
  const planBack = moveIn(sessionFolders(home, new Set(threadIds)), 'unarchive');
  const planned = await writer.transaction(dbPath, options, ({ rows }) =>
    Promise.resolve(threadIds.map(threadId => ({ threadId, ...planBack(threadId, rows.get(threadId)) }))),
  );
  return planned.flatMap(({ threadId, change, failure }) => {
    const undo = failure ? `an undo leaves it archived: ${inLog(new FailureError(failure))}` : 'an undo restores it';
    warn(`Thread ${threadId} was spawned last, and Codex has archived it as well; ${undo}.`);
    return change ? opposite(change) : [];
  });
}

/** The undo restores the time of the file as it is: only the row says when it was last updated. */
function opposite({ threadId, files, row }: ThreadChange): ThreadChange {
  return {
    threadId,
    files: files.map(({ from, to, size, mtimeMs }) => ({ from: to, to: from, size, mtimeMs })),
    row: row && {
      before: { ...row.after, updatedAt: row.before.updatedAt, updatedAtMs: row.before.updatedAtMs },
      after: row.before,
    },
  };
}

/** Returns why Codex did not do it, as far as it has said so. */
async function ask(
  codex: ArchivingCodex,
  root: string,
  afterwards: (named: NamedThreads) => Promise<void>,
): Promise<Failure | undefined> {
  try {
    // Other requests get their turn here.
    await nextTurn();
    await codex.archive(root, codex.closing, afterwards);
    return undefined;
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return error.failure;
  }
}
