// Writes journals as a lease does, without a lease.
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { OperationPlan } from '../../src/server/operations/journal/entries';
import { openJournal, type EntryWriter, type Journal } from '../../src/server/operations/journal/journal';
import type { JournalPlace } from '../../src/server/operations/journal/journalFolder';
import type { ThreadChange } from '../../src/server/threads/threadChange';

/** Opens the journal in a folder for `use`, and closes it. By default warnings are thrown. */
export function withJournal<T>(
  folder: string,
  home: string,
  use: (journal: Journal) => T,
  warn = (message: string): void => {
    throw new Error(message);
  },
  former?: JournalPlace,
): T {
  const journal = openJournal(folder, home, warn, former);
  try {
    return use(journal);
  } finally {
    journal.close();
  }
}

/** Begins an entry and leaves it open, like a process that dies after `write`. */
export function beginEntry(
  folder: string,
  home: string,
  plan: OperationPlan,
  write: (entry: EntryWriter) => void = () => undefined,
): void {
  withJournal(folder, home, journal => write(journal.begin(plan)));
}

/** The names in a journal's folder, without the shared memory and the empty WAL that a reader leaves there. */
export function journalFiles(folder: string): string[] {
  return readdirSync(folder).filter(
    name => !name.endsWith('-shm') && !(name.endsWith('-wal') && statSync(path.join(folder, name)).size === 0),
  );
}

/** The change of a thread with one rollout that is archived. */
export function changeOf(home: string, threadId: string): ThreadChange {
  const name = `rollout-2026-05-01T06-00-00-${threadId}.jsonl`;
  const [from, to] = [path.join(home, 'sessions/2026/05/01', name), path.join(home, 'archived_sessions', name)];
  const before = { rolloutPath: from, archived: false, archivedAt: null, updatedAt: 5, updatedAtMs: 5001 };
  return {
    threadId,
    files: [{ from, to, size: 10, mtimeMs: 5001.25 }],
    row: { before, after: { ...before, rolloutPath: to, archived: true, archivedAt: 9 } },
  };
}

/** The change that undoes a change. */
export function reversed({ threadId, files, row }: ThreadChange): ThreadChange {
  return {
    threadId,
    files: files.map(move => ({ ...move, from: move.to, to: move.from })),
    row: row && { before: row.after, after: row.before },
  };
}
