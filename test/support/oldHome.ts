// Homes of Codex 0.122 (April 2026): only the columns that it had.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withDatabase } from './stateDb';
import { idOf } from '../fixtures/ids';

/** `threads` with its 25 columns: no milliseconds, recency, preview, name or history mode. */
const threads122 = `
  CREATE TABLE threads (
    id TEXT PRIMARY KEY, rollout_path TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    source TEXT NOT NULL, model_provider TEXT NOT NULL, cwd TEXT NOT NULL, title TEXT NOT NULL,
    sandbox_policy TEXT NOT NULL, approval_mode TEXT NOT NULL, tokens_used INTEGER NOT NULL DEFAULT 0,
    has_user_event INTEGER NOT NULL DEFAULT 0, archived INTEGER NOT NULL DEFAULT 0, archived_at INTEGER, git_sha TEXT,
    git_branch TEXT, git_origin_url TEXT, cli_version TEXT NOT NULL DEFAULT '',
    first_user_message TEXT NOT NULL DEFAULT '', agent_nickname TEXT, agent_role TEXT,
    memory_mode TEXT NOT NULL DEFAULT 'enabled', model TEXT, reasoning_effort TEXT, agent_path TEXT)`;
const edges122 = `
  CREATE TABLE thread_spawn_edges (
    parent_thread_id TEXT NOT NULL, child_thread_id TEXT NOT NULL PRIMARY KEY, status TEXT NOT NULL)`;

export interface OldHome {
  /** False: the home is from before threads spawned others. */
  edges?: boolean;
  journalMode?: 'WAL' | 'DELETE';
}

export interface OldThread {
  id: string;
  /** Unix seconds. */
  createdAt: number;
  updatedAt: number;
  title?: string;
  message?: string;
  /** The spawning thread, if the home has edges. */
  parentId?: string | undefined;
}

/** Fills an existing folder with a home of these threads, each with a rollout. */
export function writeOldHome(
  home: string,
  threads: readonly OldThread[],
  { edges = true, journalMode = 'WAL' }: OldHome = {},
): void {
  const folder = path.join(home, 'sessions/2026/04/20');
  mkdirSync(folder, { recursive: true });
  withDatabase(home, database => {
    database.exec(`PRAGMA journal_mode = ${journalMode}; ${threads122}`);
    if (edges) database.exec(edges122);
    const addThread = database.prepare(`
      INSERT INTO threads (id, rollout_path, created_at, updated_at, source, model_provider, cwd, title, sandbox_policy,
        approval_mode, first_user_message)
      VALUES (?, ?, ?, ?, 'cli', 'openai', '/', ?, '{}', 'never', ?)`);
    for (const { id, createdAt, updatedAt, message = 'words', title = message, parentId } of threads) {
      const payload = { id, cwd: '/', source: 'cli', cli_version: '0.122.0' };
      const file = path.join(folder, `rollout-2026-04-20T10-00-00-${id}.jsonl`);
      writeFileSync(
        file,
        `${JSON.stringify({ timestamp: '2026-04-20T10:00:00.000Z', type: 'session_meta', payload })}\n`,
      );
      addThread.run(id, file, createdAt, updatedAt, title, message);
      if (edges && parentId !== undefined)
        database.prepare("INSERT INTO thread_spawn_edges VALUES (?, ?, 'open')").run(parentId, id);
    }
  });
}

/** Fills an existing folder with a home of `count` threads, each spawned by the one before; returns their ids. */
export function writeOldChain(home: string, count: number, made: OldHome = {}): string[] {
  const ids = Array.from({ length: count }, (_, at) => idOf(at + 1));
  const threads = ids.map((id, at) => ({
    id,
    createdAt: 1_776_000_000 + at,
    updatedAt: 1_776_000_100 + at,
    title: `Title ${at}`,
    message: `Message ${at}`,
    parentId: ids[at - 1],
  }));
  writeOldHome(home, threads, made);
  return ids;
}
