// The known columns, compared with the databases of Codex itself.
import { strict as assert } from 'node:assert';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  edgeColumns,
  neededTables,
  sectionColumns,
  sortTime,
  threadColumns,
  valueOf,
} from '../../../src/server/home/threadsTable';
import { writeOldHome } from '../../support/oldHome';
import { stateDbOf } from '../../support/stateDb';
import { temporaryFolder } from '../../support/temporaryFolder';

/** A home that Codex 0.169 made. */
const family = path.resolve(import.meta.dirname, '../../fixtures/homes/family');
const tables = { threads: threadColumns, thread_spawn_edges: edgeColumns, thread_sections: sectionColumns };

describe('the tables of the state DB', () => {
  const home = temporaryFolder();

  /** The columns of a table and whether they are integers. */
  const columnsIn = (folder: string, table: string): Map<string, boolean> => {
    const database = new DatabaseSync(stateDbOf(folder), { readOnly: true });
    try {
      return new Map(
        database
          .prepare(`PRAGMA table_info(${table})`)
          .all()
          .map(({ name, type }) => [String(name), type === 'INTEGER']),
      );
    } finally {
      database.close();
    }
  };

  for (const [table, columns] of Object.entries(tables)) {
    it(`${table}: Codex 0.169 has every column, with its type`, () => {
      const found = columnsIn(family, table);
      for (const [name, { type }] of Object.entries(columns))
        assert.deepEqual([name, found.get(name)], [name, type === 'integer']);
    });
  }

  it('threads: Codex 0.122 has the columns that are marked as 0.122', () => {
    writeOldHome(home(), []);
    const found = columnsIn(home(), 'threads');
    assert.deepEqual(
      Object.keys(threadColumns).filter(name => found.has(name)),
      Object.entries(threadColumns).flatMap(([name, { since }]) => (since === '0.122' ? [name] : [])),
    );
  });

  it('what is needed exists since 0.122', () => {
    for (const [table, { columns }] of Object.entries(neededTables)) {
      if (table === 'thread_sections') continue;
      const known: Record<string, { since: string }> = tables[table as keyof typeof tables];
      for (const column of columns) assert.equal(known[column]?.since, '0.122', column);
    }
  });

  it('a column that the schema lacks is NULL, and older times replace newer ones', () => {
    assert.equal(valueOf(new Set(), 'name'), 'NULL');
    const times: [string[], string][] = [
      [['recency_at_ms', 'recency_at', 'updated_at'], 'threads.recency_at_ms'],
      [['recency_at', 'updated_at'], 'threads.recency_at * 1000'],
      [['updated_at_ms', 'updated_at'], 'threads.updated_at_ms'],
      [['updated_at'], 'threads.updated_at * 1000'],
      [[], '0'],
    ];
    for (const [columns, sql] of times) assert.equal(sortTime(new Set(columns), 'recency_at'), sql);
  });
});
