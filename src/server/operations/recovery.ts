// Recovery: an operation whose process has died left a journal that is still open. Its threads are brought to where
// files and row agree, at once and silently, as for each of them only one outcome is right: all files moved: the row
// follows; not all: they go back. What is left of the operation is for the user to finish or to undo.
import { existsSync, lstatSync, lutimesSync } from 'node:fs';
import path from 'node:path';
import { t } from '@vscode/l10n';
import { markUndone, readJournal, resumeJournal, setAside, type RecordedOperation } from './journal/journal';
import { listJournals, type JournalFile } from './journal/journalFolder';
import { holdFolders, type Folders } from '../files/heldFolders';
import { ioReason } from './moveFailures';
import { discardCopy, placeOf, putBack, syncFolders } from '../files/moveFiles';
import { RowRefused, type RowWriter, type ThreadRows } from '../sqlite/write';
import type { FileMove, RowState, ThreadChange } from '../threads/threadChange';
import { UserError } from '../userError';

export interface RecoveryHome {
  home: string;
  dbPath: string | undefined;
  writer: RowWriter;
  journalFolder: string;
  warn: (message: string) => void;
}

/** An operation as its journal tells it. */
export interface JournalledOperation {
  file: JournalFile;
  recorded: RecordedOperation;
}

/**
 * Recovers every operation of the home that nobody runs any more; the caller has the home's operation lock. Answers
 * those of which something was done and something is left, newest first: they wait for the user's word. The others are
 * closed. A journal that cannot be read costs only itself. Throws UserError when the state DB cannot be written.
 */
export async function recoverOperations(context: RecoveryHome, signal: AbortSignal): Promise<JournalledOperation[]> {
  const unfinished: JournalledOperation[] = [];
  for (const file of listJournals(context.journalFolder).filter(({ state }) => state === 'open')) {
    // Closed meanwhile by the end of its undo, which is newer.
    if (!existsSync(file.path)) continue;
    const recorded = await recoverOperation(file, context, signal);
    if (recorded) unfinished.push({ file, recorded });
  }
  return unfinished;
}

async function recoverOperation(
  file: JournalFile,
  context: RecoveryHome,
  signal: AbortSignal,
): Promise<RecordedOperation | undefined> {
  const found = readJournal(file.path, context.home);
  if (!found) {
    if (setAside(file))
      context.warn(
        `The journal ${file.path} is damaged and was set aside. What its operation may have left half done, "Check Thread Records" finds.`,
      );
    return undefined;
  }
  if (found.unsettled.length > 0) await settleUnsettled(file, found, context, signal);
  const recorded = found.unsettled.length > 0 ? (readJournal(file.path, context.home) ?? found) : found;
  if (recorded.made.length > 0 && recorded.left.length > 0) return recorded;
  closeOperation(file, recorded, context);
  return undefined;
}

/**
 * Ends an operation that is not running; an undo is noted in the journal of what it took back, if it took back
 * anything. Throws UserError.
 */
function closeOperation(file: JournalFile, recorded: RecordedOperation, { home, journalFolder }: RecoveryHome): void {
  const {
    plan: { undoes },
    made,
  } = recorded;
  const undone =
    undoes === undefined || made.length === 0
      ? undefined
      : listJournals(journalFolder).find(({ operation }) => operation === undoes);
  const target = undone && readJournal(undone.path, home);
  if (target)
    markUndone(
      undone,
      target,
      made.map(({ threadId }) => threadId),
    );
  resumeJournal(file, recorded).close();
}

/** Brings the threads of the last transaction to one place each, and notes at which. */
async function settleUnsettled(
  file: JournalFile,
  found: RecordedOperation,
  { home, dbPath, writer, warn }: RecoveryHome,
  signal: AbortSignal,
): Promise<void> {
  const folders = holdFolders(home);
  let unchanged: string[] = [];
  const work = (rows: ThreadRows | undefined): void => {
    const known = rows?.read(found.unsettled.map(({ threadId }) => threadId));
    unchanged = found.unsettled.flatMap(change =>
      isMade(change, rows, known?.get(change.threadId), folders, warn) ? [] : [change.threadId],
    );
    syncFolders(foldersOf(found.unsettled).filter(folder => existsSync(folder)));
  };
  const nothing = (): void => undefined;
  try {
    if (dbPath === undefined) work(undefined);
    else
      await writer.transaction(dbPath, {
        ready: () => Promise.resolve(work),
        onWait: nothing,
        onPause: nothing,
        signal,
      });
  } finally {
    folders.close();
  }
  const journal = resumeJournal(file, found);
  try {
    journal.settle(unchanged);
  } finally {
    journal.leave();
  }
}

/** Both ends of each move. */
function foldersOf(changes: readonly ThreadChange[]): string[] {
  return [
    ...new Set(changes.flatMap(({ files }) => files.flatMap(({ from, to }) => [path.dirname(from), path.dirname(to)]))),
  ];
}

/** Brings files and row to agree; answers whether the change is made then. */
function isMade(
  change: ThreadChange,
  rows: ThreadRows | undefined,
  current: RowState | undefined,
  folders: Folders,
  warn: (message: string) => void,
): boolean {
  const { threadId, files, row } = change;
  const isAt = (state: RowState | undefined): boolean =>
    current !== undefined && state !== undefined && isSamePlace(current, state);
  if (files.length === 0) return isAt(row?.after);

  const places = files.map(placeOf);
  const goBack = (): void => {
    try {
      for (const file of files) discardCopies(file, folders);
      putBack(
        files.filter((_, at) => places[at] === 'to'),
        folders,
      );
      for (const file of files.filter((_, at) => places[at] === 'from' || places[at] === 'both'))
        untouch(file, folders);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      warn(`Thread ${threadId} of an interrupted operation: ${error.message}`);
    }
  };
  if (places.every(place => place === 'to')) {
    try {
      if (row && isAt(row.before)) rows?.write(threadId, row);
      for (const file of files) {
        discardCopies(file, folders);
        touch(file, folders);
      }
      return true;
    } catch (error) {
      if (!(error instanceof RowRefused)) throw error;
      warn(`Thread ${threadId} of an interrupted operation: ${error.message}`);
      goBack();
      return false;
    }
  }
  goBack();
  if (row && isAt(row.after)) rows?.write(threadId, { before: row.after, after: row.before });
  return false;
}

/** Removes what a copy has left that was interrupted, also one on its way back. Throws UserError. */
function discardCopies(move: FileMove, folders: Folders): void {
  discardCopy(move, folders);
  discardCopy({ ...move, from: move.to, to: move.from }, folders);
}

/**
 * The time that the file was to get, unless somebody has written to it since. Throws UserError when the system refuses.
 */
function touch({ to, mtimeMs, touchMs }: FileMove, folders: Folders): void {
  if (touchMs !== undefined) replaceTime(to, mtimeMs, touchMs, folders);
}

/**
 * The time that it had, of a file that was killed on its way back: between its move and that. Throws UserError when the
 * system refuses.
 */
function untouch({ from, mtimeMs, touchMs }: FileMove, folders: Folders): void {
  if (touchMs !== undefined) replaceTime(from, touchMs, mtimeMs, folders);
}

function replaceTime(name: string, oldMs: number, newMs: number, folders: Folders): void {
  try {
    const file = folders.at(name);
    // What was set is as exact as a number of seconds is.
    if (Math.abs(lstatSync(file).mtimeMs - oldMs) < 0.01) lutimesSync(file, newMs / 1000, newMs / 1000);
  } catch (error) {
    throw new UserError(t('The time of {0} could not be set: {1}.', name, ioReason(error)));
  }
}

function isSamePlace(row: RowState, other: RowState): boolean {
  return (
    row.rolloutPath === other.rolloutPath && row.archived === other.archived && row.archivedAt === other.archivedAt
  );
}
