// Imports the journal that earlier versions wrote for a home whose path they spelled in another way: the name of a
// journal's folder is a hash of that spelling. Looks for it at each opening, because a window with an earlier version
// may write there again.
import { lookAt } from '../../files/look';
import { deleteOwn } from '../../files/ownFiles';
import { createChangeReader, type ChangeReader } from './changeText';
import { damagedOperation, setAside } from './damagedJournal';
import { summaryColumns, summaryOf } from './entries';
import { guarded, hasOldJournals, importOldJournals, insertImported, type ImportOptions } from './importOld';
import { hasJournal, JournalDamaged, openToWrite, type JournalConnection, type Row } from './journalDatabase';
import { journalFileIn, type JournalPlace } from './journalFolder';
import type { OldEntry } from './oldFormat';
import { readChanges, readPlan } from './readEntries';

/** Whether there is something to import. Throws FailureError. */
export function hasFormerJournal({ folder }: JournalPlace): boolean {
  return hasJournal(folder) || hasOldJournals(folder);
}

/**
 * Imports all entries behind those that are there, and deletes the former journal. Damage costs only what is damaged,
 * with a warning. Throws FailureError.
 */
export function importFormerJournal(former: JournalPlace, into: ImportOptions): void {
  importOldJournals(former, into);
  if (!hasJournal(former.folder)) return;
  try {
    const connection = openToWrite(former.folder);
    try {
      importEntries(connection, former, into);
    } finally {
      connection.close();
    }
  } catch (error) {
    if (!(error instanceof JournalDamaged)) throw error;
    setAside(former.folder, into.warn);
    return;
  }
  // The database first: SQLite deletes a log without a database.
  for (const suffix of ['', '-journal', '-wal', '-shm']) {
    const file = journalFileIn(former.folder) + suffix;
    if (lookAt(file)) guarded(file, () => deleteOwn(file));
  }
}

function importEntries(
  connection: JournalConnection,
  former: JournalPlace,
  { home, write, warn }: ImportOptions,
): void {
  const readChange = createChangeReader(home);
  for (const row of connection.all(`SELECT ${summaryColumns} FROM operations WHERE state <> 'unusable' ORDER BY id`)) {
    const operation = String(row.operation);
    const entry = readEntry(connection, row, former.home, readChange);
    const state = row.state === 'open' ? 'open' : 'closed';
    if (entry) write(opened => insertImported(opened, { operation, state }, entry, home));
    else warn(damagedOperation(operation, journalFileIn(former.folder)));
  }
}

/** Undefined if something in it fails its check. */
function readEntry(
  connection: JournalConnection,
  row: Row,
  home: string,
  readChange: ChangeReader,
): OldEntry | undefined {
  const summary = summaryOf(row, home);
  if (!summary) return undefined;
  const { kind, undoes, startedAt, firstThread } = summary;
  const entry = { ...summary, id: Number(row.id) };
  const threads = readPlan(connection, entry);
  const made = readChanges(connection, entry, 'made', readChange);
  const pending = readChanges(connection, entry, 'pending', readChange);
  if (!threads || !made || !pending) return undefined;
  const plan = { kind, roots: [firstThread], threads, ...(undoes === undefined ? {} : { undoes }) };
  return { plan, startedAt, made, pending };
}
