// Good state DBs to start from, as SQLite leaves them: small, of many kinds, with a WAL or a rollback journal in use.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeTemporaryFolder, removeFolder } from '../support/temporaryFolder';

export interface DatabaseSeed {
  main: Buffer;
  wal: Buffer | undefined;
  journal: Buffer | undefined;
}

/** `threads` in a few columns: those that are always read, and some that may be. */
const schema = `
  CREATE TABLE threads (id TEXT PRIMARY KEY, rollout_path TEXT NOT NULL, source TEXT NOT NULL, archived INTEGER NOT NULL DEFAULT 0, archived_at INTEGER,
    created_at_ms INTEGER, updated_at_ms INTEGER, recency_at_ms INTEGER, title TEXT, preview TEXT, name TEXT, history_mode TEXT, model_provider TEXT, pad BLOB);
  CREATE INDEX by_recency ON threads (recency_at_ms DESC, id DESC);
  CREATE INDEX visible ON threads (archived, recency_at_ms DESC) WHERE preview <> '';
  CREATE TABLE thread_spawn_edges (parent_thread_id TEXT NOT NULL, child_thread_id TEXT NOT NULL PRIMARY KEY, status TEXT NOT NULL)`;

const id = (number: string): string => `printf('01a20000-0000-7000-8000-%012x', ${number})`;
/** Threads `from` to `to`; some of the texts are longer than a page, some so long that their end is not read. */
const threads = (
  from: number,
  to: number,
): string => `WITH RECURSIVE k (i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM k WHERE i < ${to})
  INSERT INTO threads SELECT ${id('i')}, '/home/sessions/rollout-' || i || '.jsonl', iif(i % 3, 'cli', '{"subagent":{"thread_spawn":{"parent_thread_id":"' || ${id('i - 1')} || '","depth":1}}}'),
    i % 5 = 0, i, i * 1000, i * 1000, i * 1000, printf('%0' || (i * i % 900) || 'd', i), iif(i % 6, 'Message ' || i, printf('%017000d', i)), iif(i % 7, NULL, printf('%02500d', i)), iif(i % 2, 'paginated', 'legacy'), 'openai',
    zeroblob(i % 4 * 100) FROM k;
  INSERT INTO thread_spawn_edges SELECT ${id('i - 1')}, ${id('i')}, 'open' FROM (WITH RECURSIVE k (i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM k WHERE i < ${to}) SELECT i FROM k WHERE i % 3 = 0)`;

/** Makes one for each page size and journal mode; takes about a second. */
export function makeDatabaseSeeds(): DatabaseSeed[] {
  const folder = makeTemporaryFolder();
  try {
    return [512, 1024, 4096].flatMap(pageSize =>
      ['WAL', 'DELETE', 'PERSIST'].flatMap(mode =>
        ['UTF-8', 'UTF-16le'].map((encoding, at) =>
          makeSeed(path.join(folder, `${pageSize}-${mode}-${at}`), pageSize, mode, encoding),
        ),
      ),
    );
  } finally {
    removeFolder(folder);
  }
}

function makeSeed(file: string, pageSize: number, mode: string, encoding: string): DatabaseSeed {
  const database = new DatabaseSync(file);
  try {
    database.exec(`PRAGMA encoding = "${encoding}"; PRAGMA page_size = ${pageSize}; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA synchronous = OFF; PRAGMA journal_mode = ${mode};
      PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = 4; ${schema}; ${threads(1, 12)}`);
    if (mode === 'WAL') database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    // Some commits, and an unfinished transaction.
    database.exec(
      `UPDATE threads SET title = 'first' WHERE id > ${id('8')}; ${threads(13, 16)}; DELETE FROM threads WHERE id = ${id('3')}`,
    );
    database.exec(`BEGIN; UPDATE threads SET title = printf('%0900d', 7), pad = zeroblob(700); ${threads(17, 24)}`);
    const read = (suffix: string): Buffer | undefined =>
      existsSync(file + suffix) ? readFileSync(file + suffix) : undefined;
    return { main: readFileSync(file), wal: read('-wal'), journal: read('-journal') };
  } finally {
    database.close();
  }
}
