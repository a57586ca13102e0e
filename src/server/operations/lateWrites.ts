// A late write: a running Codex lists a session folder, an operation moves a rollout of it, and then Codex writes the
// row as it saw it. It names a file that is no longer there, and Codex cannot mend that for a paginated thread. What to
// do about it is decided here, from what the journal, the row and the disk say. Pure.
import type { RowChange, RowState, ThreadChange } from '../threads/threadChange';

/** Where the file of a move is. */
export type Place = 'from' | 'to' | 'both' | 'neither';

/** Codex shifts equal update times by milliseconds when it writes a row. */
const SHIFT_MS = 1000;

/**
 * The row that a thread gets again after this change was made, or undefined if nothing is to be done: only a row that
 * is back at the old location while all of the thread's files are at the new one is certainly wrong. A change without
 * files is left alone: such a repair makes the row say what a listing says. `row` is undefined if the thread has none;
 * `places` are those of the files; `now` is in Unix milliseconds.
 */
export function correctionOf(
  change: ThreadChange,
  row: RowState | undefined,
  places: readonly Place[],
  now: number,
): RowChange | undefined {
  const [main] = change.files;
  if (!row || !main || places.length !== change.files.length || places.some(place => place !== 'to')) return undefined;
  if (!isBack(change, row)) return undefined;
  if (change.row) return { before: row, after: { ...change.row.after, ...timesOf(change.row, row, 'after') } };
  const archivedAt = row.archived ? null : Math.floor(now / 1000);
  return { before: row, after: { ...row, rolloutPath: main.to, archived: !row.archived, archivedAt } };
}

/**
 * Whether a row is back at the location from which a change has moved the thread's files. Codex writes the path as it
 * lists the folder, and a time of archiving of its own, so neither need be as before.
 */
export function isBack({ files, row: written }: ThreadChange, row: RowState): boolean {
  const [main] = files;
  if (!main) return false;
  // A row that Codex created meanwhile: its path alone says where Codex saw the file.
  if (!written) return row.rolloutPath === main.from;
  const { before, after } = written;
  const isOldPath = row.rolloutPath === before.rolloutPath || row.rolloutPath === main.from;
  return before.archived !== after.archived && row.archived === before.archived && isOldPath;
}

/**
 * The update times of a row that gets the values of one side of a change: those of that side if the operation changed
 * them, unless the thread was used since; otherwise those that the row has.
 */
export function timesOf(
  { before, after }: RowChange,
  row: RowState,
  side: 'before' | 'after',
): Pick<RowState, 'updatedAt' | 'updatedAtMs'> {
  const hasOwnTimes = before.updatedAt !== after.updatedAt || before.updatedAtMs !== after.updatedAtMs;
  const isUsed = updateMs(row) >= Math.max(updateMs(before), updateMs(after)) + SHIFT_MS;
  const { updatedAt, updatedAtMs } = !hasOwnTimes || isUsed ? row : side === 'after' ? after : before;
  return { updatedAt, updatedAtMs };
}

function updateMs({ updatedAt, updatedAtMs }: RowState): number {
  return updatedAtMs ?? (updatedAt ?? 0) * 1000;
}
