// What SQLite is told before a commit that has to survive a power cut.
import assert from 'node:assert/strict';
import type { DatabaseSync } from 'node:sqlite';
import { openToWrite } from '../../../src/server/operations/journal/journalDatabase';
import { createTransactions } from '../../../src/server/writer/transactions';
import { drawHome } from '../../support/home';
import { stateDbOf } from '../../support/stateDb';
import { temporaryFolder } from '../../support/temporaryFolder';

describe('a durable commit', () => {
  const home = temporaryFolder();
  /** EXTRA, the journal's, is FULL and more. On macOS `fsync` alone leaves data in the disk's own memory. */
  const ask = ['synchronous', 'fullfsync'].map(name => `SELECT ${name} AS value FROM pragma_${name}`);

  it('of rows waits for the disk itself', () => {
    drawHome(home(), { P: null });
    const transactions = createTransactions((_, rows: DatabaseSync) => ({ rows, changes: () => [0] }));
    const rows = transactions.begin(stateDbOf(home()));
    assert.deepEqual(
      ask.map(sql => rows?.prepare(sql).get()?.value),
      [2, 1],
    );
    transactions.rollback();
    transactions.release();
  });

  it('of the journal waits for the disk itself', () => {
    const journal = openToWrite(home('journal'));
    assert.deepEqual(
      journal.transaction(() => ask.map(sql => journal.get(sql)?.value), { durable: true }),
      [3, 1],
    );
    journal.close();
  });
});
