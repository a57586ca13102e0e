// An exclusive lock on a file, in the only way that Node offers on every system: an EXCLUSIVE transaction of SQLite. It
// is a lock of the operating system (fcntl; LockFileEx on Windows), so it ends with its process, however that ends.
import { sqliteUri } from '../files/windowsPaths';
import { isLocked, nodeSqlite } from './nodeSqlite';

export interface FileLock {
  release(): void;
}

/**
 * Locks a file that is empty or a database; undefined while another connection or process has a lock on it. Never
 * writes to it. `make` creates a missing file. Throws errors of SQLite, also if this user may not write the file.
 */
export function tryFileLock(file: string, make: boolean): FileLock | undefined {
  const { DatabaseSync } = nodeSqlite();
  let database: InstanceType<typeof DatabaseSync> | undefined;
  try {
    const connection = (database = new DatabaseSync(sqliteUri(file, make ? 'rwc' : 'rw'), { timeout: 0 }));
    // SQLite opens a file that this user may not write for reading only, and then BEGIN EXCLUSIVE locks nothing. Such a
    // connection refuses the last statement; on any other it changes nothing, as the transaction is never committed,
    // and with the journal in memory no file appears beside the lock.
    connection.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE; PRAGMA user_version = 0');
    return { release: () => connection.close() };
  } catch (error) {
    database?.close();
    if (isLocked(error)) return undefined;
    throw error;
  }
}
