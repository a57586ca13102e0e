// Reads a journal without the home's lease, while another process may write it.
import { lookClosely } from '../../files/look';
import { hasNodeSqlite } from '../../sqlite/nodeSqlite';
import { summaryColumns, summaryOf, type EntrySummary } from './entries';
import { hasOldJournals } from './importOld';
import { JournalDamaged, openToRead, type JournalConnection } from './journalDatabase';
import { journalFileIn } from './journalFolder';

/**
 * Lists the operations of a home, newest first, without their changes. Empty without a journal, with a damaged one
 * (the next lease sets it aside), and without `node:sqlite`. Throws FailureError if the journal cannot be read.
 */
export function listEntries(folder: string, home: string): EntrySummary[] {
  try {
    return read(folder, connection => summaries(connection, home, 'ORDER BY id DESC')) ?? [];
  } catch (error) {
    if (error instanceof JournalDamaged) return [];
    throw error;
  }
}

/** One of these operations. */
export function findSummary(folder: string, home: string, operation: string): EntrySummary | undefined {
  return listEntries(folder, home).find(entry => entry.operation === operation);
}

/** What a journal has for the next lease. */
export interface WaitingEntries {
  /** The ids of open operations. */
  open: readonly string[];
  /** Something is damaged, or journals of an earlier version wait for their import. */
  needsCare: boolean;
}

/**
 * Creates a look that can be repeated every few seconds: it opens the journal only if its files have changed since
 * the last time. Throws FailureError.
 */
export function createWaitingLook(): (folder: string, home: string) => WaitingEntries {
  let last: { key: string; waiting: WaitingEntries } | undefined;
  return (folder, home) => {
    if (!hasNodeSqlite()) return { open: [], needsCare: false };
    if (hasOldJournals(folder)) return { open: [], needsCare: true };
    const file = journalFileIn(folder);
    const key = `${file} ${version(file)} ${version(`${file}-wal`)}`;
    if (last?.key !== key) last = { key, waiting: waitingIn(folder, home) };
    return last.waiting;
  };
}

function waitingIn(folder: string, home: string): WaitingEntries {
  try {
    return (
      read(folder, connection => {
        const [{ count } = { count: 0 }] = connection.all(
          "SELECT count(*) AS count FROM operations WHERE state = 'open'",
        );
        const open = summaries(connection, home, "WHERE state = 'open'").map(({ operation }) => operation);
        return { open, needsCare: open.length !== count };
      }) ?? { open: [], needsCare: false }
    );
  } catch (error) {
    if (error instanceof JournalDamaged) return { open: [], needsCare: true };
    throw error;
  }
}

function summaries({ all }: JournalConnection, home: string, rest: string): EntrySummary[] {
  return all(`SELECT ${summaryColumns} FROM operations ${rest}`).flatMap(row => summaryOf(row, home) ?? []);
}

function read<T>(folder: string, use: (connection: JournalConnection) => T): T | undefined {
  if (!hasNodeSqlite()) return undefined;
  const connection = openToRead(folder);
  try {
    return connection && use(connection);
  } finally {
    connection?.close();
  }
}

/** Identifies the contents of a file. Empty for an empty or missing one: a reader creates an empty WAL for a moment. */
function version(file: string): string {
  const stats = lookClosely(file);
  return stats === undefined || stats.size === 0n ? '' : `${stats.ino} ${stats.size} ${stats.mtimeNs}`;
}
