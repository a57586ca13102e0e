// Imports the journals of earlier versions: `<operation>.open`, `.closed` or `.damaged`. Looks for them at each
// opening, because a window with an earlier version may write more of them.
import path from 'node:path';
import { FailureError } from '../../failure';
import { namesIn } from '../../files/folders';
import { deleteOwn, readOwnFile, renameOwn } from '../../files/ownFiles';
import { NotARegularFile } from '../../files/regularFile';
import { endEntry, insertChanges, insertEntry, settleChanges } from './entryRows';
import { REPAIR_HINT } from './damagedJournal';
import type { JournalConnection } from './journalDatabase';
import { isOperationId, type JournalPlace } from './journalFolder';
import { hasLine, readOldJournal, type OldEntry } from './oldFormat';

interface OldFile {
  operation: string;
  path: string;
  state: 'open' | 'closed' | 'damaged';
}

/** Where imported entries go. */
export interface ImportOptions {
  home: string;
  /** Runs `work` in one durable transaction. */
  write: (work: (connection: JournalConnection) => void) => void;
  warn: (message: string) => void;
}

/** Larger files are not read. An operation on 100,000 threads takes about 80 MB. */
const LIMIT_BYTES = 512 * 1024 * 1024;

/** Whether a folder has journals of earlier versions. Throws FailureError. */
export function hasOldJournals(folder: string): boolean {
  return listOldJournals(folder).length > 0;
}

/**
 * Imports the old journals of a folder in the order of their names, which begin with the time, and deletes them.
 * Renames damaged ones to `.damaged`; the next import deletes those. They name their home as `from` does. Throws
 * FailureError.
 */
export function importOldJournals(from: JournalPlace, { home, write, warn }: ImportOptions): void {
  const { folder } = from;
  const files = listOldJournals(folder).map(file => ({ ...file, ...readOld(file, home, from.home) }));
  if (files.length === 0) return;
  write(connection => {
    for (const { entry, ...file } of files) if (entry) insertImported(connection, file, entry, home);
  });
  for (const { operation, path: file, isDamaged } of files) {
    guarded(file, () => {
      if (isDamaged) renameOwn(file, path.join(folder, `${operation}.damaged`));
      else deleteOwn(file);
    });
    if (isDamaged) warn(`The journal ${file} is damaged and was renamed to ${operation}.damaged. ${REPAIR_HINT}`);
  }
}

function listOldJournals(folder: string): OldFile[] {
  const names = guarded(folder, () => namesIn(folder)) ?? [];
  return names.sort().flatMap(name => {
    const [, operation, state] = /^(.+)\.(open|closed|damaged)$/.exec(name) ?? [];
    return isOperationId(operation)
      ? [{ operation, path: path.join(folder, name), state: state as OldFile['state'] }]
      : [];
  });
}

/** An old journal without an entry is damaged, was already set aside, or has no plan because its process died early. */
function readOld(
  { path: file, state }: OldFile,
  home: string,
  spelling: string,
): { entry?: OldEntry; isDamaged: boolean } {
  if (state === 'damaged') return { isDamaged: false };
  const bytes = guarded(file, () => {
    try {
      return readOwnFile(file, LIMIT_BYTES);
    } catch (error) {
      if (error instanceof NotARegularFile) return undefined;
      throw error;
    }
  });
  const entry = bytes && readOldJournal(bytes, home, spelling);
  return entry ? { entry, isDamaged: false } : { isDamaged: bytes === undefined || hasLine(bytes) };
}

/** Inserts an entry of another journal, unless it was imported before. The caller runs a transaction. */
export function insertImported(
  connection: JournalConnection,
  { operation, state }: Pick<OldFile, 'operation' | 'state'>,
  { plan, startedAt, made, pending }: OldEntry,
  home: string,
): void {
  // The process that imported it died before it deleted the file.
  if (connection.get('SELECT 1 FROM operations WHERE operation = ?', operation)) return;
  const id = insertEntry(connection, { ...plan, operation }, { home, startedAt });
  insertChanges(connection, id, 1, { changes: made, home });
  settleChanges(connection, id, 1, { pending: made.length, unchanged: new Set() });
  insertChanges(connection, id, 2, { changes: pending, home });
  if (state === 'closed') endEntry(connection, id);
}

/** Runs `work`; I/O errors become FailureError. */
export function guarded<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new FailureError({ code: 'journalUnusable', path: file, cause: (error as Error).message });
  }
}
