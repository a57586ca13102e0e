// The contract between the thread server and its writer process. An operation uses the process alone, from its first
// request to `end`.
import type { Failure, LockHolder } from '../../protocol/failures';
import type { RowChange, RowState } from '../threads/threadChange';

/** The part of a thread's row that is ever written, and what decides how its rollout is looked for. */
export type ReadRow = RowState & { isLegacy: boolean };

/** A thread's row, and what it becomes. */
export interface RowToWrite extends RowChange {
  threadId: string;
}

/** A row on its way to the process: only what is written, because a thousand rows are sent at a time. */
export interface SentRow {
  threadId: string;
  rolloutPath: string;
  archived: boolean;
  archivedAt: number | null;
  /** Null if both stay as they are; `isOther` if the seconds change. */
  times: { updatedAt: number | null; updatedAtMs: number | null; isOther: boolean } | null;
}

/** Requests fail as those of the thread server do: `data` is the Failure. */
export interface WriterRequests {
  /**
   * Takes the lock of a home, unless another process has it. With a state DB, then begins to hold the writer locks, and
   * opens that state DB after the answer to `locks/hold`: each takes some milliseconds.
   */
  'home/lock': { params: { home: string; soon: string | null }; result: { isTaken: boolean } };
  /**
   * Begins a transaction, unless another program has the state DB locked, and reads those of these threads' rows that
   * exist. With a home, first keeps Codex from loading its threads, as `locks/hold`, and finds those that are loaded;
   * if the transaction does not begin, lets Codex have its lock again.
   */
  'rows/begin': {
    params: { dbPath: string; threadIds: readonly string[]; home: string | null };
    result: {
      hasBegun: boolean;
      rows: [threadId: string, row: ReadRow][];
      loaded: [threadId: string, holder: LockHolder][];
    };
  };
  /** Writes rows. Returns those that SQLite refused, each with the reason. */
  'rows/write': {
    params: { rows: readonly SentRow[] };
    result: { refused: [threadId: string, why: Failure][] };
  };
  /** Takes back all that was written since the transaction began, which goes on. */
  'rows/takeBack': { params: NoWriterParams; result: NoWriterParams };
  /** Commits durably. If this fails, nothing was written. */
  'rows/commit': { params: NoWriterParams; result: NoWriterParams };
  'rows/rollback': { params: NoWriterParams; result: NoWriterParams };
  /** An operation on this home will probably come. */
  'home/prepare': { params: { home: string }; result: NoWriterParams };
  /** Keeps Codex from loading threads, as `WriterLocks.hold`, and finds those of these that are loaded. */
  'locks/hold': {
    params: { home: string; threadIds: readonly string[] };
    result: { loaded: [threadId: string, holder: LockHolder][] };
  };
  'locks/release': { params: NoWriterParams; result: NoWriterParams };
  /** Closes the state DB, rolling back what was not committed, and releases all locks. */
  end: { params: NoWriterParams; result: NoWriterParams };
}

export type NoWriterParams = Record<string, never>;
export type WriterMethod = keyof WriterRequests;
export type WriterParams<Method extends WriterMethod> = WriterRequests[Method]['params'];
export type WriterResult<Method extends WriterMethod> = WriterRequests[Method]['result'];
