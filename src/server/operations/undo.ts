// Undoes an operation, and finishes one that was interrupted or cancelled.
import path from 'node:path';
import type { OperationReport } from '../../protocol/operations';
import { FailureError } from '../failure';
import type { JournalEntry } from './journal/journal';
import { runPlan, type RunOptions } from '../threads/cascade';
import { sessionFolders, type SessionFolders } from './subtreeSource';
import { moveIn } from './planMove';
import type { Mover, PlanChange } from './mover';
import { planUndo, type UndoContext } from './planUndo';
import { repairIn } from './repair';
import type { Lease } from './lease';

type Options = Omit<RunOptions, 'operation'> & {
  /** The id of the undo, or of the operation to finish. */
  operation: string;
};

/** The operation with this id in the home's journal. Throws `operationGone` if it is not there, or an ended undo. */
export function findOperation({ journal }: Pick<Lease, 'journal'>, operation: string): JournalEntry {
  const found = journal.find(operation);
  if (!found || (found.kind === 'undo' && !found.isOpen)) throw new FailureError({ code: 'operationGone' });
  return found;
}

/** Restores every thread that the operation changed, the last one first, unless it was changed since. */
export async function undoOperation(lease: Lease, target: JournalEntry, options: Options): Promise<OperationReport[]> {
  const threads = target.changes.map(({ threadId }) => threadId).reverse();
  return lease.journalled(
    { operation: options.operation, kind: 'undo', roots: [target.firstThread], threads, undoes: target.operation },
    mover => restore(lease.home, mover, target, threads, options),
  );
}

/** Finishes an interrupted undo with its own entry. Does nothing if another undo was faster. */
async function finishUndo(
  lease: Lease,
  interrupted: JournalEntry,
  undoes: string,
  options: Options,
): Promise<OperationReport[]> {
  const target = lease.journal.find(undoes);
  const restorable = new Set(target?.changes.map(({ threadId }) => threadId));
  const threads = interrupted.leftThreads.filter(threadId => restorable.has(threadId));
  return lease.resumed(interrupted, mover =>
    target ? restore(lease.home, mover, target, threads, options) : Promise.resolve([]),
  );
}

/** Undoes the changes of these threads. */
async function restore(
  home: string,
  mover: Mover,
  { operation, changes }: JournalEntry,
  threads: string[],
  { onStatus, signal }: Options,
): Promise<OperationReport[]> {
  const changeOf = new Map(changes.map(change => [change.threadId, change]));
  // The entry names the files: no thread is looked for.
  const context = undoContext(sessionFolders(home, new Set()));
  const plan: PlanChange = (threadId, row) => {
    const change = changeOf.get(threadId);
    if (!change) throw new Error(`${threadId} is not part of ${operation}`);
    return planUndo(change, { ...context, row });
  };
  const { reports } = await runPlan(
    { moves: threads, reports: [] },
    undefined,
    (ids, onWait) => mover.change(ids, plan, { onWait, signal }),
    { operation: 'undo', onStatus, signal },
  );
  return reports;
}

/** Finishes an interrupted or cancelled operation with its own entry, so that an undo restores all of its threads. */
export async function finishOperation(
  lease: Lease,
  target: JournalEntry,
  options: Options,
): Promise<OperationReport[]> {
  const { onStatus, signal } = options;
  const { kind, undoes, leftThreads } = target;
  if (undoes !== undefined) return finishUndo(lease, target, undoes, options);
  const plan =
    kind === 'archive' || kind === 'unarchive'
      ? moveIn(sessionFolders(lease.home, new Set(leftThreads)), kind)
      : repairIn(lease.home, sessionFolders(lease.home));
  const { reports } = await lease.resumed(target, mover =>
    runPlan(
      { moves: leftThreads, reports: [] },
      undefined,
      (ids, onWait) => mover.change(ids, plan, { onWait, signal }),
      {
        operation: kind,
        onStatus,
        signal,
      },
    ),
  );
  return reports;
}

function undoContext(folders: SessionFolders): Omit<UndoContext, 'row'> {
  return {
    folderOf: file => {
      const folder = [folders.sessions, folders.archivedSessions].find(folder => file.startsWith(folder + path.sep));
      return folder === undefined ? undefined : folders.open(folder);
    },
  };
}
