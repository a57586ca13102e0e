// Reads a journal without the home's lease, while another process may write it.
import { lookClosely } from '../../files/look';
import { hasNodeSqlite } from '../../sqlite/nodeSqlite';
import { summaryColumns, summaryOf, type EntrySummary } from './entries';
import { hasFormerJournal } from './importFormer';
import { hasOldJournals } from './importOld';
import { JournalDamaged, JournalNeedsWriter, openToRead, type JournalConnection } from './journalDatabase';
import { journalFileIn, kindInId, type JournalPlace } from './journalFolder';
import { readPlan } from './readEntries';

/**
 * Lists the operations of a home, newest first, without their changes and without undos that have ended. Empty without
 * a journal, with a damaged one (the next lease sets it aside), and without `node:sqlite`. Throws FailureError if the
 * journal cannot be read.
 */
export function listEntries(folder: string, home: string): EntrySummary[] {
  try {
    return (
      read(folder, connection =>
        summaries(connection, home, "WHERE kind <> 'undo' OR state = 'open' ORDER BY id DESC"),
      ) ?? []
    );
  } catch (error) {
    if (error instanceof JournalDamaged) return [];
    throw error;
  }
}

/** One of these operations. */
export function findSummary(folder: string, home: string, operation: string): EntrySummary | undefined {
  return listEntries(folder, home).find(entry => entry.operation === operation);
}

/** One of the newest operations, with what it should have done. */
export interface RecentEntry {
  operation: string;
  /** The threads of its plan. */
  threads: readonly string[];
  /** Whether its threads are archived since. Undefined for a repair, and its undo: each thread is where it was. */
  archived: boolean | undefined;
}

/** Those whose rows may still be put back by a Codex that writes late. Counted, as a clock may be wrong. */
const RECENT = 3;

/** Lists the newest operations of a home, newest first, also a closed undo. Otherwise like `listEntries`. */
export function recentEntries(folder: string, home: string): RecentEntry[] {
  const entries = (connection: JournalConnection): RecentEntry[] =>
    connection.all(`SELECT ${summaryColumns} FROM operations ORDER BY id DESC LIMIT ${RECENT}`).flatMap(row => {
      const summary = summaryOf(row, home);
      const threads = summary && readPlan(connection, { ...summary, id: Number(row.id) });
      return threads ? [{ operation: summary.operation, threads, archived: archivedBy(summary) }] : [];
    });
  try {
    return read(folder, entries) ?? [];
  } catch (error) {
    if (error instanceof JournalDamaged) return [];
    throw error;
  }
}

function archivedBy({ kind, undoes }: EntrySummary): boolean | undefined {
  const moved = undoes === undefined ? kind : kindInId(undoes);
  if (moved !== 'archive' && moved !== 'unarchive') return undefined;
  return (moved === 'archive') === (undoes === undefined);
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
export function createWaitingLook(): (folder: string, home: string, former?: JournalPlace) => WaitingEntries {
  let last: { key: string; waiting: WaitingEntries } | undefined;
  return (folder, home, former) => {
    if (!hasNodeSqlite()) return { open: [], needsCare: false };
    if (hasOldJournals(folder) || (former && hasFormerJournal(former))) return { open: [], needsCare: true };
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
    if (error instanceof JournalDamaged || error instanceof JournalNeedsWriter) return { open: [], needsCare: true };
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

/** Identifies the contents of a file. Empty for an empty or missing one: a reader may create an empty WAL. */
function version(file: string): string {
  const stats = lookClosely(file);
  return stats === undefined || stats.size === 0n ? '' : `${stats.ino} ${stats.size} ${stats.mtimeNs}`;
}
