// Takes back what an operation did, and goes on with one that was interrupted.
import path from 'node:path';
import { t } from '@vscode/l10n';
import type { OperationReport } from '../../protocol/methods';
import { markUndone, readJournal } from './journal/journal';
import { listJournals } from './journal/journalFolder';
import { runPlan, type RunOptions } from '../threads/cascade';
import { UserError } from '../userError';
import { sessionFolders, type SessionFolders } from './subtreeSource';
import { moveIn } from './cascades';
import type { Mover, PlanChange } from './mover';
import { planUndo, type UndoContext } from './planUndo';
import { repairIn } from './repair';
import type { JournalledOperation } from './recovery';
import type { Lease } from './lease';

type Options = Omit<RunOptions, 'operation'> & {
  /** The name of what is done now. */
  operation: string;
};

type JournalPlace = Pick<Lease, 'home' | 'journalFolder'>;

/** The operation of this name in the home's journal. Throws UserError when it is not there any more. */
export function findOperation(place: JournalPlace, operation: string): JournalledOperation {
  const found = lookUp(place, operation);
  if (!found)
    throw new UserError(
      t('This operation is no longer in the journal: it was undone, perhaps in another window, or is too old.'),
    );
  return found;
}

/** Brings back every thread that the operation changed, the last one first, and leaves alone what was changed since. */
export async function undoOperation(
  session: Lease,
  target: JournalledOperation,
  options: Options,
): Promise<OperationReport[]> {
  const {
    plan: { roots },
    made,
  } = target.recorded;
  const threads = made.map(({ threadId }) => threadId).reverse();
  return session.journalled(
    { operation: options.operation, kind: 'undo', roots, threads, undoes: target.file.operation },
    mover => bringBack(session.home, mover, target, threads, [], options),
  );
}

/** Goes on with an interrupted undo, under its own journal; nothing is left to do when another undo was there first. */
async function finishUndo(
  session: Lease,
  interrupted: JournalledOperation,
  undoes: string,
  options: Options,
): Promise<OperationReport[]> {
  const { made, left } = interrupted.recorded;
  const target = lookUp(session, undoes);
  const there = new Set(target?.recorded.made.map(({ threadId }) => threadId));
  return session.resumed(interrupted, mover =>
    target === undefined
      ? Promise.resolve([])
      : bringBack(
          session.home,
          mover,
          target,
          left.filter(threadId => there.has(threadId)),
          made.map(({ threadId }) => threadId),
          options,
        ),
  );
}

/**
 * Takes back the changes of these threads, and notes them and `before`, which were back already, in the journal of what
 * is undone.
 */
async function bringBack(
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

/** Does what an interrupted operation has left, under its own journal, so that undoing it takes back all of it. */
export async function finishOperation(
  session: Lease,
  target: JournalledOperation,
  options: Options,
): Promise<OperationReport[]> {
  const { onStatus, signal } = options;
  const {
    plan: { kind, undoes },
    left,
  } = target.recorded;
  if (undoes !== undefined) return finishUndo(session, target, undoes, options);
  const folders = sessionFolders(session.home);
  const plan = kind === 'archive' || kind === 'unarchive' ? moveIn(folders, kind) : repairIn(session.home, folders);
  const { reports } = await session.resumed(target, mover =>
    runPlan({ moves: left, reports: [] }, undefined, (ids, onWait) => mover.change(ids, plan, { onWait, signal }), {
      operation: kind,
      onStatus,
      signal,
    }),
  );
  return reports;
}

function lookUp({ home, journalFolder }: JournalPlace, operation: string): JournalledOperation | undefined {
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
