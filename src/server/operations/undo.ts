// Undoes an operation, and finishes one that was interrupted.
import path from 'node:path';
import type { OperationReport } from '../../protocol/operations';
import { FailureError } from '../failure';
import { markUndone, readJournal } from './journal/journal';
import { listJournals } from './journal/journalFolder';
import { runPlan, type RunOptions } from '../threads/cascade';
import { sessionFolders, type SessionFolders } from './subtreeSource';
import { moveIn } from './cascades';
import type { Mover, PlanChange } from './mover';
import { planUndo, type UndoContext } from './planUndo';
import { repairIn } from './repair';
import type { JournalledOperation } from './recovery';
import type { Lease } from './lease';

type Options = Omit<RunOptions, 'operation'> & {
  /** The id of the undo, or of the operation that is finished. */
  operation: string;
};

type JournalHome = Pick<Lease, 'home' | 'journalFolder'>;

/** The operation with this id in the home's journal. Throws `operationGone` when it is not there any more. */
export function findOperation(home: JournalHome, operation: string): JournalledOperation {
  const found = lookUp(home, operation);
  if (!found) throw new FailureError({ code: 'operationGone' });
  return found;
}

/** Restores every thread that the operation changed, the last one first, unless it was changed since. */
export async function undoOperation(
  lease: Lease,
  target: JournalledOperation,
  options: Options,
): Promise<OperationReport[]> {
  const {
    plan: { roots },
    made,
  } = target.recorded;
  const threads = made.map(({ threadId }) => threadId).reverse();
  return lease.journalled(
    { operation: options.operation, kind: 'undo', roots, threads, undoes: target.file.operation },
    mover => restore(lease.home, mover, target, threads, [], options),
  );
}

/** Finishes an interrupted undo with its own journal. Does nothing when another undo was faster. */
async function finishUndo(
  lease: Lease,
  interrupted: JournalledOperation,
  undoes: string,
  options: Options,
): Promise<OperationReport[]> {
  const { made, left } = interrupted.recorded;
  const target = lookUp(lease, undoes);
  const restorable = new Set(target?.recorded.made.map(({ threadId }) => threadId));
  return lease.resumed(interrupted, mover =>
    target === undefined
      ? Promise.resolve([])
      : restore(
          lease.home,
          mover,
          target,
          left.filter(threadId => restorable.has(threadId)),
          made.map(({ threadId }) => threadId),
          options,
        ),
  );
}

/**
 * Undoes the changes of these threads. Notes them, and those that the undo had restored `before` it was interrupted, in
 * the journal of the operation that is undone.
 */
async function restore(
  home: string,
  mover: Mover,
  { file, recorded }: JournalledOperation,
  threads: string[],
  before: readonly string[],
  { onStatus, signal }: Options,
): Promise<OperationReport[]> {
  const changes = new Map(recorded.made.map(change => [change.threadId, change]));
  const context = undoContext(sessionFolders(home));
  const plan: PlanChange = (threadId, row) => {
    const change = changes.get(threadId);
    if (!change) throw new Error(`${threadId} is not part of ${file.operation}`);
    return planUndo(change, { ...context, row });
  };
  const { reports } = await runPlan(
    { moves: threads, reports: [] },
    undefined,
    (ids, onWait) => mover.change(ids, plan, { onWait, signal }),
    { operation: 'undo', onStatus, signal },
  );
  markUndone(file, recorded, [
    ...before,
    ...reports.flatMap(({ threadId, status }) => (status === 'restored' ? [threadId] : [])),
  ]);
  return reports;
}

/** Finishes an interrupted operation with its own journal, so that an undo restores all of its threads. */
export async function finishOperation(
  lease: Lease,
  target: JournalledOperation,
  options: Options,
): Promise<OperationReport[]> {
  const { onStatus, signal } = options;
  const {
    plan: { kind, undoes },
    left,
  } = target.recorded;
  if (undoes !== undefined) return finishUndo(lease, target, undoes, options);
  const folders = sessionFolders(lease.home);
  const plan = kind === 'archive' || kind === 'unarchive' ? moveIn(folders, kind) : repairIn(lease.home, folders);
  const { reports } = await lease.resumed(target, mover =>
    runPlan({ moves: left, reports: [] }, undefined, (ids, onWait) => mover.change(ids, plan, { onWait, signal }), {
      operation: kind,
      onStatus,
      signal,
    }),
  );
  return reports;
}

function lookUp({ home, journalFolder }: JournalHome, operation: string): JournalledOperation | undefined {
  const file = listJournals(journalFolder).find(listed => listed.operation === operation && listed.state !== 'damaged');
  const recorded = file && readJournal(file.path, home);
  return recorded && { file, recorded };
}

function undoContext(folders: SessionFolders): Omit<UndoContext, 'row'> {
  return {
    folderOf: file => {
      const folder = [folders.sessions, folders.archivedSessions].find(folder => file.startsWith(folder + path.sep));
      return folder === undefined ? undefined : folders.open(folder);
    },
  };
}
