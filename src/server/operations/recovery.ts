// Recovers an operation that was interrupted: its process ended and left its journal entry open. For each thread of it
// only one outcome is right, so this happens at once and silently: if all files were moved, the row follows; if not,
// the files go back. Then the user decides whether to finish or to undo the operation.
import type { EntrySummary } from './journal/entries';
import type { Journal } from './journal/journal';
import type { Folders } from '../files/heldFolders';
import { discardCopy, placeOf, putBack, replaceTime } from '../files/moveFiles';
import { FailureError, inLog, isFailure } from '../failure';
import type { FileMove, RowChange, RowState, ThreadChange } from '../threads/threadChange';
import type { WaitOptions } from './homeLock';
import { settleAsked } from './settleAsked';
import { settleEach, type SettlingHome, type WriteRows } from './settling';

export interface RecoveryHome extends SettlingHome {
  journal: Journal;
}

/**
 * Recovers every interrupted operation of the home; the caller has the lease. Returns those that are
 * partly done, newest first: the user decides about them. Closes the others. Throws FailureError if the journal or the
 * state DB cannot be written.
 */
export async function recoverOperations(context: RecoveryHome, wait: WaitOptions): Promise<EntrySummary[]> {
  const unfinished: EntrySummary[] = [];
  for (const { operation } of context.journal.open()) {
    const entry = await recoverOperation(operation, context, wait);
    if (entry) unfinished.push(entry);
  }
  return unfinished;
}

async function recoverOperation(
  operation: string,
  context: RecoveryHome,
  wait: WaitOptions,
): Promise<EntrySummary | undefined> {
  const { journal } = context;
  const pending = journal.pending(operation) ?? [];
  if (pending.some(({ asked }) => asked)) journal.resume(operation).settleAs(await settleAsked(pending, context, wait));
  else if (pending.length > 0) journal.resume(operation).settle(await settleInterrupted(pending, context, wait));
  const entry = journal.summary(operation);
  // Its undo, which is newer, may have just closed it.
  if (entry?.isOpen !== true) return undefined;
  if (entry.made > 0 && entry.left > 0) return entry;
  // An undo that restored nothing leaves the operation that it should undo unchanged.
  if (entry.made === 0) journal.forget(operation);
  else journal.resume(operation).close();
  return undefined;
}

/**
 * Brings each thread of the last transaction to its old or its new location, under the home's lock, and returns the
 * threads that were not changed. Throws FailureError if the state DB cannot be written.
 */
export async function settleInterrupted(
  changes: readonly ThreadChange[],
  home: SettlingHome,
  wait: WaitOptions,
): Promise<string[]> {
  const unchanged = await settleEach(changes, home, wait, async (change, row, { write, folders }) =>
    (await isMade(change, write, row, folders, home.warn)) ? undefined : change.threadId,
  );
  return unchanged.flatMap(threadId => threadId ?? []);
}

/** Makes files and row agree, and returns whether the change is now made. */
async function isMade(
  change: ThreadChange,
  write: WriteRows,
  current: RowState | undefined,
  folders: Folders,
  warn: (message: string) => void,
): Promise<boolean> {
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
  /** Throws `rowRefused`. */
  const writeRow = async (change: RowChange): Promise<void> => {
    const refused = (await write([{ threadId, ...change }])).get(threadId);
    if (refused) throw new FailureError(refused);
  };
  if (places.every(place => place === 'to')) {
    try {
      if (row && isAt(row.before)) await writeRow(row);
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
  if (row && isAt(row.after)) await writeRow({ before: row.after, after: row.before });
  return false;
}

/** Removes what an interrupted copy left, in either direction. Throws FailureError. */
function discardCopies(move: FileMove, folders: Folders): void {
  discardCopy(move, folders);
  discardCopy({ ...move, from: move.to, to: move.from }, folders);
}

/** Sets the planned time of the file, unless it was written to since. Throws FailureError. */
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
