// Recovers an operation that was interrupted: its process ended and left the journal open. For each thread of it only
// one outcome is right, so this happens at once and silently: if all files were moved, the row follows; if not, they go
// back. Then the user decides whether to finish or to undo the operation.
import path from 'node:path';
import { markUndone, readJournal, resumeJournal, setAside, type RecordedOperation } from './journal/journal';
import { listJournals, type JournalFile } from './journal/journalFolder';
import { holdFolders, type Folders } from '../files/heldFolders';
import { exists } from '../files/look';
import { discardCopy, placeOf, putBack, replaceTime, syncFolders } from '../files/moveFiles';
import { FailureError, inLog, isFailure } from '../failure';
import type { RowWriter, ThreadRows } from '../home/rowWriter';
import type { FileMove, RowState, ThreadChange } from '../threads/threadChange';
import type { WaitOptions } from './homeLock';

export interface RecoveryHome {
  home: string;
  dbPath: string | undefined;
  writer: RowWriter;
  journalFolder: string;
  warn: (message: string) => void;
}

/** An operation as its journal has it. */
export interface JournalledOperation {
  file: JournalFile;
  recorded: RecordedOperation;
}

/**
 * Recovers every interrupted operation of the home; the caller has the home's lock. Answers those of which something
 * was done and something is left, newest first: the user decides about them. The others are closed. A journal that
 * cannot be read is set aside. Throws FailureError when the state DB cannot be written.
 */
export async function recoverOperations(context: RecoveryHome, wait: WaitOptions): Promise<JournalledOperation[]> {
  const unfinished: JournalledOperation[] = [];
  for (const file of listJournals(context.journalFolder).filter(({ state }) => state === 'open')) {
    // Its undo, which is newer, has just closed it.
    if (!exists(file.path)) continue;
    const recorded = await recoverOperation(file, context, wait);
    if (recorded) unfinished.push({ file, recorded });
  }
  return unfinished;
}

async function recoverOperation(
  file: JournalFile,
  context: RecoveryHome,
  wait: WaitOptions,
): Promise<RecordedOperation | undefined> {
  const found = readJournal(file.path, context.home);
  if (!found) {
    if (setAside(file))
      context.warn(
        `The journal ${file.path} is damaged and was set aside. Run a checkup: its operation may have left threads half moved.`,
      );
    return undefined;
  }
  if (found.unsettled.length > 0) await settleUnsettled(file, found, context, wait);
  const recorded = found.unsettled.length > 0 ? (readJournal(file.path, context.home) ?? found) : found;
  if (recorded.made.length > 0 && recorded.left.length > 0) return recorded;
  closeOperation(file, recorded, context);
  return undefined;
}

/**
 * Closes the journal of an operation that does not run. Notes an undo that restored anything in the journal of the
 * operation that it undoes. Throws FailureError.
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

/** Brings each thread of the last transaction to its old or its new location, and notes in the journal which. */
async function settleUnsettled(
  file: JournalFile,
  found: RecordedOperation,
  { home, dbPath, writer, warn }: RecoveryHome,
  { onWait, signal }: WaitOptions,
): Promise<void> {
  const folders = holdFolders(home);
  let unchanged: string[] = [];
  const work = (rows: ThreadRows | undefined): void => {
    const known = rows?.read(found.unsettled.map(({ threadId }) => threadId));
    unchanged = found.unsettled.flatMap(change =>
      isMade(change, rows, known?.get(change.threadId), folders, warn) ? [] : [change.threadId],
    );
    syncFolders(foldersOf(found.unsettled).filter(folder => exists(folder)));
  };
  try {
    if (dbPath === undefined) work(undefined);
    else
      await writer.transaction(dbPath, {
        ready: () => Promise.resolve(work),
        onWait,
        onPause: () => undefined,
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

/** Makes files and row agree; answers whether the change is made then. */
function isMade(
  change: ThreadChange,
  rows: ThreadRows | undefined,
  current: RowState | undefined,
  folders: Folders,
  warn: (message: string) => void,
): boolean {
  const { threadId, files, row } = change;
  const isAt = (state: RowState | undefined): boolean =>
    current !== undefined && state !== undefined && isSameLocation(current, state);
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
      if (!(error instanceof FailureError)) throw error;
      warn(leftAsItIs(threadId, error));
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
      if (!isFailure(error, 'rowRefused')) throw error;
      warn(leftAsItIs(threadId, error));
      goBack();
      return false;
    }
  }
  goBack();
  if (row && isAt(row.after)) rows?.write(threadId, { before: row.after, after: row.before });
  return false;
}

/** Removes what an interrupted copy left, in either direction. Throws FailureError. */
function discardCopies(move: FileMove, folders: Folders): void {
  discardCopy(move, folders);
  discardCopy({ ...move, from: move.to, to: move.from }, folders);
}

/** Sets the time that the file was to get, unless it was written to since. Throws FailureError. */
function touch({ to, mtimeMs, touchMs }: FileMove, folders: Folders): void {
  if (touchMs !== undefined) replaceTime(to, mtimeMs, touchMs, folders);
}

/** Restores the time of a file that was moved back just before its process ended. Throws FailureError. */
function untouch({ from, mtimeMs, touchMs }: FileMove, folders: Folders): void {
  if (touchMs !== undefined) replaceTime(from, touchMs, mtimeMs, folders);
}

function leftAsItIs(threadId: string, error: FailureError): string {
  return `Thread ${threadId} of an interrupted operation: ${inLog(error)}`;
}

function isSameLocation(row: RowState, other: RowState): boolean {
  return (
    row.rolloutPath === other.rolloutPath && row.archived === other.archived && row.archivedAt === other.archivedAt
  );
}
