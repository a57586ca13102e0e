// What an operation does to one thread: the moves of its files and the change of its row. It is planned as a whole,
// written to the journal, and only then made; recovery and undo read it back. Pure.
import type { Failure } from '../../protocol/failures';

export interface ThreadChange {
  threadId: string;
  /** The main rollout first; empty when only the row changes. */
  files: FileMove[];
  /** Null if the thread has no row: Codex's next scan creates it. */
  row: RowChange | null;
  /** A running Codex was asked to make it: only files and row tell what it did (settleAsked.ts). */
  asked?: true;
}

/** The move of one rollout. Paths are absolute; times are Unix milliseconds, as precise as the system gives them. */
export interface FileMove {
  from: string;
  to: string;
  /** In bytes, before the move. */
  size: number;
  /** The modification time before the move; a move back restores it. */
  mtimeMs: number;
  /** The modification time that the file gets after the move; absent if it keeps its own. */
  touchMs?: number;
}

export interface RowChange {
  before: RowState;
  after: RowState;
}

/** The only columns of `threads` that are ever written. Times as in the row: in seconds, or milliseconds (`Ms`). */
export interface RowState {
  rolloutPath: string;
  archived: boolean;
  archivedAt: number | null;
  updatedAt: number | null;
  /** Also null if the schema has no such column. */
  updatedAtMs: number | null;
}

/** The part of a row that goes into a journal. */
export function rowState({ rolloutPath, archived, archivedAt, updatedAt, updatedAtMs }: RowState): RowState {
  return { rolloutPath, archived, archivedAt, updatedAt, updatedAtMs };
}

/** A change to be made, or why there is none. */
export type PlannedChange = { change: ThreadChange; failure?: undefined } | { failure: Failure; change?: undefined };
