// The state DB of a home, opened as the server opens it.
import { strict as assert } from 'node:assert';
import { withFile } from '../../src/server/files/fileReads';
import { neededTables } from '../../src/server/home/threadsTable';
import { readSnapshot } from '../../src/server/sqlite/image/snapshot';
import { openStateDb } from '../../src/server/sqlite/open';
import type { StateDb } from '../../src/server/sqlite/stateDb';
import { everything } from './snapshots';
import { stateDbOf } from './stateDb';

/** Opens a copy of the state DB for `use` and closes it again. No connection may have the database open. */
export async function withStateDb<T>(home: string, use: (db: StateDb) => T): Promise<T> {
  const file = stateDbOf(home);
  const { image } =
    readSnapshot(file, { withMain: withFile, needs: everything }) ?? assert.fail('a snapshot without a known version');
  const db = await openStateDb(file, image, neededTables);
  try {
    return use(db);
  } finally {
    db.close();
  }
}
