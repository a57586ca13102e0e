// What the journal has of an operation, and its summary: one row, which is checked when it is read.
import type { JournalledKind } from '../../../protocol/operations';
import { isThreadId } from '../../threads/threadId';
import type { Row } from './journalDatabase';
import { isOperationId } from './journalFolder';

/** What an operation will do. */
export interface OperationPlan {
  operation: string;
  kind: JournalledKind;
  /** The threads that the user chose. */
  roots: readonly string[];
  /** The threads to change, in order. */
  threads: readonly string[];
  /** The operation that an undo undoes. */
  undoes?: string;
}

export interface EntrySummary {
  operation: string;
  kind: JournalledKind;
  /** Unix milliseconds. */
  startedAt: number;
  /** It is running, or its process died. */
  isOpen: boolean;
  /** The operation that an undo undoes. */
  undoes: string | undefined;
  /** The first of the threads that the user chose. */
  firstThread: string;
  /** How many changes were made and not undone. */
  made: number;
  /** How many threads of the plan have no such change. */
  left: number;
}

/** A column as a count, or NULL: an integer beyond JavaScript's safe range would fail the whole query. */
const counted = (column: string): string => `iif(${column} BETWEEN 0 AND ${Number.MAX_SAFE_INTEGER}, ${column}, NULL)`;

/** The entry's id, and the columns of its summary. */
export const summaryColumns = `id, operation, kind, home, state, undoes, first_thread,
  ${counted('started_at')} AS started_at, ${counted('planned')} AS planned, ${counted('made')} AS made`;

const kinds: readonly unknown[] = ['archive', 'unarchive', 'repair', 'undo'] satisfies JournalledKind[];

/** Whether a value is a kind of operation. */
export function isJournalledKind(value: unknown): value is JournalledKind {
  return kinds.includes(value);
}

/** Checks a row of `operations`. Returns undefined if it cannot be an entry of this home. */
export function summaryOf(row: Row, home: string): EntrySummary | undefined {
  const { operation, kind, started_at: startedAt, state, undoes, first_thread: firstThread, planned, made } = row;
  return row.home === home &&
    isOperationId(operation) &&
    isJournalledKind(kind) &&
    (state === 'open' || state === 'closed') &&
    (kind === 'undo' ? isOperationId(undoes) : undoes === null) &&
    isThreadId(firstThread) &&
    isCount(startedAt) &&
    isCount(planned) &&
    isCount(made)
    ? {
        operation,
        kind,
        startedAt,
        isOpen: state === 'open',
        undoes: isOperationId(undoes) ? undoes : undefined,
        firstThread,
        made,
        left: Math.max(0, planned - made),
      }
    : undefined;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
