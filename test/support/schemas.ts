// Homes of older versions of Codex: only the columns that they had.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { idOf, stateDbOf } from './home';

/** `threads` of about Codex 0.122 (April 2026): 25 columns; no `_ms`, recency, preview, name or history mode. */
const threads122 = `
  CREATE TABLE threads (
    id TEXT PRIMARY KEY, rollout_path TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, source TEXT NOT NULL,
    model_provider TEXT NOT NULL, cwd TEXT NOT NULL, title TEXT NOT NULL, sandbox_policy TEXT NOT NULL, approval_mode TEXT NOT NULL,
    tokens_used INTEGER NOT NULL DEFAULT 0, has_user_event INTEGER NOT NULL DEFAULT 0, archived INTEGER NOT NULL DEFAULT 0,
    archived_at INTEGER, git_sha TEXT, git_branch TEXT, git_origin_url TEXT, cli_version TEXT NOT NULL DEFAULT '',
    first_user_message TEXT NOT NULL DEFAULT '', agent_nickname TEXT, agent_role TEXT, memory_mode TEXT NOT NULL DEFAULT 'enabled',
    model TEXT, reasoning_effort TEXT, agent_path TEXT)`;

export interface OldHome {
  /** Without it the home is from before threads spawned others. */
  edges?: boolean;
  journalMode?: 'WAL' | 'DELETE';
}

/** Fills a folder with a home of `count` threads, each the child of the one before; returns their ids. */
export function codex122(home: string, count: number, { edges = true, journalMode = 'WAL' }: OldHome = {}): string[] {
  const ids = Array.from({ length: count }, (_, at) => idOf(at + 1));
  const database = new DatabaseSync(stateDbOf(home));
  try {
    database.exec(`PRAGMA journal_mode = ${journalMode}; ${threads122}`);
    if (edges)
      database.exec(
        'CREATE TABLE thread_spawn_edges (parent_thread_id TEXT NOT NULL, child_thread_id TEXT NOT NULL PRIMARY KEY, status TEXT NOT NULL)',
      );
    const folder = path.join(home, 'sessions/2026/04/20');
    mkdirSync(folder, { recursive: true });
    const add =
      database.prepare(`INSERT INTO threads (id, rollout_path, created_at, updated_at, source, model_provider, cwd, title, sandbox_policy, approval_mode, first_user_message)
      VALUES (?, ?, ?, ?, 'cli', 'openai', '/', ?, '{}', 'never', ?)`);
    for (const [at, id] of ids.entries()) {
      const file = path.join(folder, `rollout-2026-04-20T10-00-00-${id}.jsonl`);
      writeFileSync(
        file,
        `{"timestamp":"2026-04-20T10:00:00.000Z","type":"session_meta","payload":{"id":"${id}","cwd":"/","source":"cli","cli_version":"0.122.0"}}\n`,
      );
      add.run(id, file, 1_776_000_000 + at, 1_776_000_100 + at, `Title ${at}`, `Message ${at}`);
      if (edges && at > 0)
        database.prepare("INSERT INTO thread_spawn_edges VALUES (?, ?, 'open')").run(ids[at - 1] as string, id);
    }
  } finally {
    database.close();
  }
  return ids;
}
