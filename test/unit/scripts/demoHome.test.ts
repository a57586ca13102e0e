// The demo home must be like one that Codex wrote: rows, edges and rollouts agree.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { ItemType } from '../../../src/protocol/transcript';
import { createThreadHome } from '../../../src/server/home/threadHome';
import { threadTurns } from '../../../src/server/requests/threadTurns';
import { makeDemoHome } from '../../../scripts/demo/makeHome';
import { suiteFolder } from '../../support/temporaryFolder';

interface Row {
  id: string;
  rollout_path: string;
  archived: number;
  created_at_ms: number;
  cwd: string;
  source: string;
  agent_nickname: string | null;
  first_user_message: string;
  tokens_used: number;
}
interface Meta {
  id: string;
  session_id: string;
  parent_thread_id?: string;
  timestamp: string;
  cwd: string;
  source: unknown;
  agent_nickname?: string;
}

describe('The demo home', () => {
  const now = Date.UTC(2026, 10, 22, 12);
  const folder = suiteFolder();
  let home: string;
  let rows: Row[];
  let parents: Map<string, string>;
  const lines = new Map<string, Record<string, unknown>[]>();
  const meta = (id: string): Meta => lines.get(id)?.[0]?.payload as Meta;

  before(() => {
    home = folder();
    makeDemoHome(home, now);
    const database = new DatabaseSync(path.join(home, 'state_5.sqlite'));
    rows = database.prepare('SELECT * FROM threads').all() as unknown as Row[];
    const edges = database
      .prepare('SELECT parent_thread_id AS parent, child_thread_id AS child FROM thread_spawn_edges')
      .all();
    parents = new Map(edges.map(({ parent, child }) => [String(child), String(parent)]));
    database.close();
    for (const { id, rollout_path: file } of rows) {
      lines.set(
        id,
        readFileSync(file, 'utf8')
          .trimEnd()
          .split('\n')
          .map(line => JSON.parse(line) as Record<string, unknown>),
      );
    }
  });

  it('has one rollout for each row, where the row says, and no others', () => {
    const found = globSync('{sessions,archived_sessions}/**/*.jsonl', { cwd: home }).map(file => path.join(home, file));
    assert.deepEqual(found.sort(), rows.map(row => row.rollout_path).sort());
    for (const row of rows)
      assert.equal(row.rollout_path.startsWith(path.join(home, 'archived_sessions')), row.archived === 1);
  });

  it('has rollouts that say what the rows and edges say', () => {
    for (const row of rows) {
      const {
        id,
        session_id: session,
        parent_thread_id: parent,
        timestamp,
        cwd,
        source,
        agent_nickname: nickname,
      } = meta(row.id);
      assert.deepEqual(
        { id, parent, created: Date.parse(timestamp), cwd, source, nickname: nickname ?? null },
        {
          id: row.id,
          parent: parents.get(row.id),
          created: row.created_at_ms,
          cwd: row.cwd,
          source: row.source.startsWith('{') ? (JSON.parse(row.source) as unknown) : row.source,
          nickname: row.agent_nickname,
        },
      );
      assert.equal(session, parent === undefined ? id : meta(parent).session_id);
    }
  });

  it('keeps nothing of the sample it was made from', () => {
    const { ids } = JSON.parse(readFileSync('test/fixtures/homes/family/labels.json', 'utf8')) as {
      ids: Record<string, string>;
    };
    for (const row of rows) {
      const text = readFileSync(row.rollout_path, 'utf8');
      assert.deepEqual(
        Object.values(ids).filter(id => text.includes(id)),
        [],
      );
      assert.ok(!text.includes('PLAN:'));
    }
  });

  it('has parents that are older than their sub-agents, and no thread from the future', () => {
    const createdAt = new Map(rows.map(row => [row.id, row.created_at_ms]));
    for (const [child, parent] of parents) assert.ok((createdAt.get(parent) ?? NaN) < (createdAt.get(child) ?? NaN));
    assert.ok(Math.max(...createdAt.values()) < now);
  });

  it('has transcripts with a prompt, what was done, the sub-agents and an answer, and the tokens of the row', async () => {
    const reading = createThreadHome(home, {}, () => undefined);
    for (const row of rows) {
      const { turns, tokens } = await threadTurns(reading, row.id, new AbortController().signal);
      const [turn] = turns;
      assert.ok(turn);
      const of = (type: ItemType) => turn.items.filter(item => item.type === type);
      assert.deepEqual([turns.length, turn.status, tokens?.total], [1, 'completed', row.tokens_used]);
      assert.ok(JSON.stringify(of('userMessage')).includes(JSON.stringify(row.first_user_message)));
      assert.ok(of('commandExecution').length > 0);
      assert.ok(of('agentMessage').length === 1 && !JSON.stringify(of('agentMessage')).includes('done '));
      const spawned = JSON.stringify([of('collabAgentToolCall'), of('subAgentActivity')]);
      for (const [child, parent] of parents) assert.equal(spawned.includes(child), parent === row.id);
    }
    reading.close();
  });
});
