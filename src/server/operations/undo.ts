// Takes back what an operation did, and goes on with one that was interrupted.
import path from 'node:path';
import { t } from '@vscode/l10n';
import type { ThreadReport } from '../../protocol/threadTree';
import { markUndone, readJournal } from '../journal/journal';
import { listJournals } from '../journal/journalFolder';
import { runPlan, type RunOptions } from '../threads/cascade';
import { UserError } from '../userError';
import { sessionFolders, type SessionFolders } from './branches';
import { moveIn } from './cascades';
import type { PlanChange } from './groupMover';
import { planUndo, type UndoContext } from './planUndo';
import { repairIn } from './repair';
import { closeOperation, type JournalledOperation } from './recovery';
import type { Session } from './session';

type Options = Omit<RunOptions, 'operation'> & {
  /** The name of what is done now. */
  operation: string;
};

/** The operation of this name in the home's journal. Throws UserError when it is not there any more. */
export function findOperation({ home, journalFolder }: Pick<Session, 'home' | 'journalFolder'>, operation: string): JournalledOperation {
  const file = listJournals(journalFolder).find(listed => listed.operation === operation && listed.state !== 'damaged');
  const recorded = file && readJournal(file.path, home);
  if (!recorded) throw new UserError(t('This operation is no longer in the journal: it was undone, perhaps in another window, or is too old.'));
  return { file, recorded };
}

/** Brings back every thread that the operation changed, the last one first, and leaves alone what was changed since. */
export async function undoOperation(session: Session, target: JournalledOperation, { operation, onStatus, signal }: Options): Promise<ThreadReport[]> {
  const { plan: { roots }, made } = target.recorded;
  const changes = new Map([...made].reverse().map(change => [change.threadId, change]));
  const threads = [...changes.keys()];
  const context = undoContext(sessionFolders(session.home));
  const plan: PlanChange = (threadId, row) => {
    const change = changes.get(threadId);
    if (!change) throw new Error(`${threadId} is not part of ${target.file.operation}`);
    return planUndo(change, { ...context, row });
  };
  return session.journalled({ operation, kind: 'undo', roots, threads, undoes: target.file.operation }, async mover => {
    const result = await runPlan({ moves: threads, reports: [] }, undefined, (ids, onWait) => mover.change(ids, plan, { onWait, signal }), { operation: 'undo', onStatus, signal });
    markUndone(target.file, target.recorded, result.reports.flatMap(({ threadId, status }) => status === 'restored' ? [threadId] : []));
    return result.reports;
  });
}

/** Does what an interrupted operation has left, under its own journal, so that undoing it takes back all of it. */
export async function finishOperation(session: Session, target: JournalledOperation, options: Options): Promise<ThreadReport[]> {
  const { onStatus, signal } = options;
  const { plan: { kind, undoes }, left } = target.recorded;
  if (undoes !== undefined) {
    closeOperation(target, session);
    return undoOperation(session, findOperation(session, undoes), options);
  }
  const folders = sessionFolders(session.home);
  const plan = kind === 'archive' || kind === 'unarchive' ? moveIn(folders, kind) : repairIn(session.home, folders);
  const { reports } = await session.resumed(target, mover =>
    runPlan({ moves: left, reports: [] }, undefined, (ids, onWait) => mover.change(ids, plan, { onWait, signal }), { operation: kind, onStatus, signal }));
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
