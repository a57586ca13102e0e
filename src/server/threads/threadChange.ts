// What an operation does to one thread: its files and its row, from one state to another. It is planned whole, written
// into the journal, and only then done; recovery and undo read it back. Pure.
import type { MoveFailure } from './cascadePlan';

export interface ThreadChange {
  threadId: string;
  /** The thread's own rollout first; empty when only the row changes. */
  files: FileMove[];
  /** Null when the thread has no row: Codex's next scan makes it. */
  row: RowChange | null;
}

/** One rollout on its way. Paths are absolute; times are Unix milliseconds, as fine as the system tells them. */
export interface FileMove {
  from: string;
  to: string;
  /** In bytes, before the move. */
  size: number;
  /** The modification time before the move; a move back restores it. */
  mtimeMs: number;
  /** The modification time that the file gets behind the move; left out when it keeps its own. */
  touchMs?: number;
}

export interface RowChange {
  before: RowState;
  after: RowState;
}

/** The columns of `threads` that are ever written. Times as they stand in the row: seconds and, `_ms`, milliseconds. */
export interface RowState {
  rolloutPath: string;
  archived: boolean;
  archivedAt: number | null;
  updatedAt: number | null;
  /** Null also when the schema has no such column (before Codex 0.122). */
  updatedAtMs: number | null;
}

/** No more of a row than what goes into a journal. */
export function rowState({ rolloutPath, archived, archivedAt, updatedAt, updatedAtMs }: RowState): RowState {
  return { rolloutPath, archived, archivedAt, updatedAt, updatedAtMs };
}

/** A change to be made, or why there is none. */
export type PlannedChange =
  { change: ThreadChange; failure?: undefined } | { failure: MoveFailure; change?: undefined };
