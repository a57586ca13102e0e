// Makes a Codex home with a week's worth of threads: rows and rollouts that a real Codex 0.169 wrote
// (test/fixtures/homes/family), with other ids, times, names and messages. A real Codex can list and archive them.
import { copyFileSync, mkdirSync, readFileSync, realpathSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { projectRoot } from '../vscode/paths';
import { demoForest } from './forest';
import { rolloutOf, tokensOf, type RolloutPattern } from './demoRollout';
import { planThreads, type PlannedThread } from './planThreads';

const sample = path.join(projectRoot, 'test/fixtures/homes/family');

/** The sample's threads that serve as templates: one without sub-agents, and a sub-agent with its parent and root. */
const labels = (
  JSON.parse(readFileSync(path.join(sample, 'labels.json'), 'utf8')) as { ids: Record<'R' | 'A' | 'A2' | 'S', string> }
).ids;

type Row = Record<string, string | number | null>;

/**
 * Fills the existing empty `folder` with the demo home, or that of another forest. `now`: Unix milliseconds. `shop`:
 * the folder in which most threads of the demo worked.
 */
export function makeDemoHome(folder: string, now: number, forest = demoForest, shop = '/home/dev/shop'): void {
  const home = realpathSync(folder);
  for (const file of ['config.toml', 'state_5.sqlite', 'thread_history_1.sqlite'])
    copyFileSync(path.join(sample, file), path.join(home, file));
  const database = new DatabaseSync(path.join(home, 'state_5.sqlite'));
  try {
    const lone = readPattern(database, labels.S);
    const spawned = readPattern(database, labels.A2);
    database.exec('BEGIN; DELETE FROM threads; DELETE FROM thread_spawn_edges');
    const threads = planThreads(forest, now, shop);
    const agents = Map.groupBy(threads, ({ parentId }) => parentId);
    for (const thread of threads) {
      const pattern = thread.parentId === null ? lone : spawned;
      const rollout = rolloutPath(home, thread);
      insertRow(database, 'threads', { ...pattern.row, ...rowOf(thread, rollout) });
      if (thread.parentId !== null) {
        insertRow(database, 'thread_spawn_edges', {
          parent_thread_id: thread.parentId,
          child_thread_id: thread.id,
          status: thread.closed ? 'closed' : 'open',
        });
      }
      mkdirSync(path.dirname(rollout), { recursive: true });
      writeFileSync(rollout, rolloutOf(thread, agents.get(thread.id) ?? [], pattern));
      utimesSync(rollout, thread.recencyAt / 1000, thread.recencyAt / 1000);
    }
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}

function readPattern(database: DatabaseSync, id: string): RolloutPattern {
  const row = database.prepare('SELECT * FROM threads WHERE id = ?').get(id) as Row;
  const rollout = String(row.rollout_path).replace('/home/dev/.codex', sample);
  return { row, rollout: readFileSync(rollout, 'utf8'), sessionId: labels.R, parentId: labels.A };
}

function insertRow(database: DatabaseSync, table: string, row: Row): void {
  const columns = Object.keys(row);
  database
    .prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`)
    .run(...Object.values(row));
}

/** Codex names rollouts by the local time of creation; the demo uses UTC, which works as well. */
function rolloutPath(home: string, thread: PlannedThread): string {
  const created = new Date(thread.createdAt).toISOString();
  const file = `rollout-${created.slice(0, 19).replaceAll(':', '-')}-${thread.id}.jsonl`;
  return thread.archivedAt === null
    ? path.join(home, 'sessions', created.slice(0, 10).replaceAll('-', '/'), file)
    : path.join(home, 'archived_sessions', file);
}

function rowOf(thread: PlannedThread, rollout: string): Row {
  const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);
  return {
    id: thread.id,
    rollout_path: rollout,
    source: thread.source,
    cwd: thread.cwd,
    git_branch: thread.branch,
    created_at: seconds(thread.createdAt),
    created_at_ms: thread.createdAt,
    updated_at: seconds(thread.recencyAt),
    updated_at_ms: thread.recencyAt,
    recency_at: seconds(thread.recencyAt),
    recency_at_ms: thread.recencyAt,
    title: thread.message,
    first_user_message: thread.message,
    preview: thread.message,
    name: thread.name,
    agent_nickname: thread.nickname,
    agent_role: thread.role,
    agent_path: thread.agentPath,
    model: thread.model,
    archived: thread.archivedAt === null ? 0 : 1,
    archived_at: thread.archivedAt,
    tokens_used: tokensOf(thread),
  };
}
