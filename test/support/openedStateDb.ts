// State DBs for the tests of requests: made by real SQLite, opened as the server opens them.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openStateDb } from '../../src/server/sqlite/open';
import type { StateDb } from '../../src/server/sqlite/stateDb';
import { placePages } from '../../src/server/sqlite/btree/treePages';

/** `threads` as Codex 0.122 made it, without what later migrations added. */
const schema122 = `
  CREATE TABLE threads (
    id TEXT PRIMARY KEY, rollout_path TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, source TEXT NOT NULL, model_provider TEXT NOT NULL,
    cwd TEXT NOT NULL, title TEXT NOT NULL, sandbox_policy TEXT NOT NULL, approval_mode TEXT NOT NULL, tokens_used INTEGER NOT NULL DEFAULT 0,
    has_user_event INTEGER NOT NULL DEFAULT 0, archived INTEGER NOT NULL DEFAULT 0, archived_at INTEGER, git_sha TEXT, git_branch TEXT, git_origin_url TEXT,
    cli_version TEXT NOT NULL DEFAULT '', first_user_message TEXT NOT NULL DEFAULT '', agent_nickname TEXT, agent_role TEXT,
    memory_mode TEXT NOT NULL DEFAULT 'enabled', model TEXT, reasoning_effort TEXT, agent_path TEXT
  )`;

/** Uses the state DB of a home. */
export async function withStateDb<T>(home: string, use: (db: StateDb) => T): Promise<T> {
  const file = path.join(home, 'state_5.sqlite');
  const image = readFileSync(file);
  // The server's snapshot sees to the write-ahead log; here none is left, and the header may say so.
  image[18] = image[19] = 1;
  const db = await openStateDb(file, placePages(file, Uint8Array.from(image)));
  try {
    return use(db);
  } finally {
    db.close();
  }
}

/**
 * Fills an existing folder with a home of Codex 0.122 and these threads, each with a rollout. Times in Unix seconds.
 */
export function writeOldHome(
  home: string,
  threads: readonly { id: string; time: number; source?: string; message?: string }[],
): void {
  const database = new DatabaseSync(path.join(home, 'state_5.sqlite'));
  database.exec(schema122);
  const insert = database.prepare(`
    INSERT INTO threads (id, rollout_path, created_at, updated_at, source, model_provider, cwd, title, sandbox_policy, approval_mode, first_user_message)
    VALUES (?, ?, ?, ?, ?, 'openai', '/', ?, '', '', ?)`);
  for (const { id, time, source = 'cli', message = 'words' } of threads) {
    const rollout = path.join(home, `${id}.jsonl`);
    writeFileSync(rollout, `${JSON.stringify({ type: 'session_meta', payload: { id } })}\n`);
    insert.run(id, rollout, time, time + 5, source, message, message);
  }
  database.close();
}
