// The state DB of a home, opened as the server opens it.
import { readFileSync } from 'node:fs';
import { neededTables } from '../../src/server/home/threadsTable';
import { placePages } from '../../src/server/sqlite/btree/treePages';
import { openStateDb } from '../../src/server/sqlite/open';
import type { StateDb } from '../../src/server/sqlite/stateDb';
import { stateDbOf } from './stateDb';

/** Opens a copy of the state DB for `use` and closes it again. No connection may have the database open. */
export async function withStateDb<T>(home: string, use: (db: StateDb) => T): Promise<T> {
  const file = stateDbOf(home);
  const image = readFileSync(file);
  // The server's snapshot lays the write-ahead log over the file; here there is none, and the header has to say so.
  image[18] = image[19] = 1;
  const db = await openStateDb(file, placePages(file, Uint8Array.from(image)), neededTables);
  try {
    return use(db);
  } finally {
    db.close();
  }
}
