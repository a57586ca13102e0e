// Sets damaged journals aside, so that only their contents are lost.
import path from 'node:path';
import { FailureError } from '../../failure';
import { namesIn } from '../../files/folders';
import { lookAt } from '../../files/look';
import { deleteOwn, renameOwn } from '../../files/ownFiles';
import { journalFileIn } from './journalFolder';

/** How many damaged journals are kept. */
const KEPT_DAMAGED = 3;
const damagedName = /^journal\.damaged-(\d{1,9})\.sqlite(?:-journal|-wal|-shm)?$/;

/** Ends each warning about something damaged. */
export const REPAIR_HINT =
  'Run "Find and Repair Broken Threads": operations that were interrupted may have left threads half moved.';

/** The warning about one operation of a journal. */
export function damagedOperation(operation: string, file: string): string {
  return `The operation ${operation} in the journal ${file} is damaged and cannot be undone. ${REPAIR_HINT}`;
}

/**
 * Renames a damaged journal with its WAL, so that a new one can be created. The caller has closed it. Throws
 * FailureError.
 */
export function setAside(folder: string, warn: (message: string) => void): void {
  const file = journalFileIn(folder);
  let aside = '';
  try {
    const numbers = (namesIn(folder) ?? []).flatMap(name => Number(damagedName.exec(name)?.[1] ?? []));
    const number = Math.max(0, ...numbers) + 1;
    aside = path.join(folder, `journal.damaged-${number}.sqlite`);
    // The database first: SQLite deletes a log without a database.
    for (const suffix of ['', '-journal', '-wal', '-shm'])
      if (lookAt(file + suffix)) renameOwn(file + suffix, aside + suffix);
    for (const name of namesIn(folder) ?? []) {
      const old = damagedName.exec(name)?.[1];
      if (old !== undefined && Number(old) <= number - KEPT_DAMAGED) deleteOwn(path.join(folder, name));
    }
  } catch (error) {
    throw new FailureError({ code: 'journalFolderUnwritable', folder, cause: (error as Error).message });
  }
  warn(`The journal ${file} is damaged and was renamed to ${aside}. ${REPAIR_HINT}`);
}
