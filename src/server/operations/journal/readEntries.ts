// Reads entries of a journal, and checks everything in them.
import type { ThreadChange } from '../../threads/threadChange';
import { isThreadId } from '../../threads/threadId';
import type { ChangeReader } from './changeText';
import { summaryColumns, summaryOf, type EntrySummary } from './entries';
import type { JournalConnection } from './journalDatabase';

export type IdentifiedEntry = EntrySummary & { id: number };

/** Reads an entry without its changes. Undefined if it does not exist or is unusable. */
export function readSummary({ get }: JournalConnection, home: string, operation: string): IdentifiedEntry | undefined {
  const row = get(`SELECT ${summaryColumns} FROM operations WHERE operation = ?`, operation);
  const summary = row && summaryOf(row, home);
  return summary && { ...summary, id: Number(row.id) };
}

/** Reads the open entries, newest first. `entry` is undefined for one that fails its check. */
export function readOpen({ all }: JournalConnection, home: string) {
  return all(`SELECT ${summaryColumns} FROM operations WHERE state = 'open' ORDER BY id DESC`).map(row => ({
    id: Number(row.id),
    operation: String(row.operation),
    entry: summaryOf(row, home),
  }));
}

/** The changes that were made, or those that may or may not have been. */
export type WhichChanges = 'made' | 'pending';

/** Reads the groups of changes, in order, unchecked. `changes` is undefined if it is not a list. */
export function readGroups({ all }: JournalConnection, id: number, which: WhichChanges) {
  const rows = all(
    `SELECT position, changes FROM changes WHERE operation = ?
    AND position ${which === 'made' ? '<=' : '>'} (SELECT settled FROM operations WHERE id = ?) ORDER BY position`,
    ...[id, id],
  );
  return rows.map(({ position, changes }) => {
    const list = parsed(changes);
    return { position: Number(position), changes: Array.isArray(list) ? (list as unknown[]) : undefined };
  });
}

/** Reads changes, in order. Undefined if one of them fails its check. */
export function readChanges(
  connection: JournalConnection,
  { id, kind }: IdentifiedEntry,
  which: WhichChanges,
  readChange: ChangeReader,
): ThreadChange[] | undefined {
  const read: ThreadChange[] = [];
  for (const { changes } of readGroups(connection, id, which)) {
    for (const value of changes ?? [undefined]) {
      const change = readChange(value, kind);
      if (!change) return undefined;
      read.push(change);
    }
  }
  return read;
}

/** Reads the threads of the plan. Undefined if they fail their check. */
export function readPlan({ get }: JournalConnection, { id }: IdentifiedEntry): string[] | undefined {
  const threads = parsed(get('SELECT threads FROM plans WHERE operation = ?', id)?.threads);
  return Array.isArray(threads) && threads.every(isThreadId) ? threads : undefined;
}

/** Reads the position of the last group. */
export function readLastPosition({ get }: JournalConnection, { id }: IdentifiedEntry): number {
  const row = get(
    `SELECT max(settled, coalesce((SELECT max(position) FROM changes WHERE operation = ?), 0)) AS last
    FROM operations WHERE id = ?`,
    ...[id, id],
  );
  return Number(row?.last);
}

/** Parses JSON; undefined if the text is not JSON. */
function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
