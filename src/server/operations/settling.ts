// Settles changes of which only files and rows tell whether they were made: the transaction and folders around it.
import path from 'node:path';
import { holdFolders, type Folders } from '../files/heldFolders';
import { exists } from '../files/look';
import { syncFolders } from '../files/moveFiles';
import type { RowState, ThreadChange } from '../threads/threadChange';
import type { Transaction, WriterSession } from '../writer/writerSession';
import type { WaitOptions } from './homeLock';

export interface SettlingHome {
  home: string;
  /** Undefined if the home has no state DB. */
  dbPath: string | undefined;
  writer: WriterSession;
  warn: (message: string) => void;
}

export type WriteRows = Transaction['write'];

/** What settling a change may use. */
export interface Settling {
  write: WriteRows;
  folders: Folders;
}

/**
 * Calls `settle` for each change, with the thread's row, in one transaction under the home's lock, and then syncs the
 * folders. Throws FailureError if the state DB cannot be written.
 */
export async function settleEach<T>(
  changes: readonly ThreadChange[],
  { home, dbPath, writer }: SettlingHome,
  { onWait, signal }: WaitOptions,
  settle: (change: ThreadChange, row: RowState | undefined, settling: Settling) => Promise<T>,
): Promise<T[]> {
  const folders = holdFolders(home);
  const work = async ({ rows, write }: Pick<Transaction, 'rows' | 'write'>): Promise<T[]> => {
    const settled: T[] = [];
    for (const change of changes) settled.push(await settle(change, rows.get(change.threadId), { write, folders }));
    syncFolders(foldersOf(changes).filter(folder => exists(folder)));
    return settled;
  };
  try {
    if (dbPath === undefined) return await work({ rows: new Map(), write: () => Promise.resolve(new Map()) });
    const threadIds = changes.map(({ threadId }) => threadId);
    return await writer.transaction(dbPath, { threadIds, onWait, signal }, work);
  } finally {
    folders.close();
  }
}

/** Both ends of each move. */
function foldersOf(changes: readonly ThreadChange[]): string[] {
  return [
    ...new Set(changes.flatMap(({ files }) => files.flatMap(({ from, to }) => [path.dirname(from), path.dirname(to)]))),
  ];
}
