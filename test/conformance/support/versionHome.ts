// A Codex home as one version makes it: the real Codex runs its turns against a mock model (mockModel.ts), which makes
// it spawn a family of threads. Nothing is written by hand.
import assert from 'node:assert/strict';
import { mockProvider, quietTables } from './mockProvider';
import { cpSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CodexVersion } from '../../../scripts/codexVersion';
import { startCodex } from '../../support/codex';
import type { StdioClient } from '../../support/stdioClient';
import { eventually, patience } from '../../support/eventually';
import { query, withDatabase } from '../../support/stateDb';
import { systemPath } from '../../support/systemPath';
import { removeFolder } from '../../support/temporaryFolder';
import { planMessage, startMockModel, type Plan } from './mockModel';

/**
 * R spawned A, B and C; A spawned A1 and A2, A1 spawned A1x; B (closed) spawned B1. S is a root of its own. All are
 * active.
 */
const family: Plan = {
  name: 'R',
  children: [
    { name: 'A', children: [{ name: 'A1', children: [{ name: 'A1x' }] }, { name: 'A2' }] },
    { name: 'B', close: true, children: [{ name: 'B1' }] },
    { name: 'C' },
  ],
};
export const labels = ['R', 'A', 'A1', 'A1x', 'A2', 'B', 'B1', 'C', 'S'] as const;
export type Label = (typeof labels)[number];
/** The kinds that every version's `thread/list` accepts. */
export const allKinds = ['cli', 'vscode', 'exec', 'appServer', 'subAgent', 'unknown'];

export interface VersionHome {
  version: CodexVersion;
  folder: string;
  ids: Record<Label, string>;
  /** Unix seconds. */
  madeAt: number;
}

/**
 * Lets the real Codex of that version fill `folder`, which is created. Takes one to two seconds.
 *
 * A row of Codex does not always say what its rollout does: 0.125 can lose the first message, and the time of creation
 * is taken twice, so the second may differ. Old versions answer some requests from the rollout, and ours from the row.
 * Such a home is no ground for a comparison: it is made anew, and we say so.
 */
export async function makeVersionHome(version: CodexVersion, folder: string): Promise<VersionHome> {
  for (let tries = 1; ; tries++) {
    const made = await fillHome(version, folder);
    const differing = labels.filter(label => !isAsItsRollout(folder, made.ids[label]));
    if (differing.length === 0) return made;
    const problem = `Codex ${version} made rows that differ from their rollouts: ${differing.join(', ')}`;
    if (tries === 3) throw new Error(`${problem}; in three homes`);
    console.log(`      made anew: ${problem}`);
    removeFolder(folder);
  }
}

/** Whether the thread's row has a first message, and the second in which its rollout was begun. */
function isAsItsRollout(home: string, threadId: string): boolean {
  const columns = 'rollout_path AS file, created_at AS createdAt, first_user_message AS said';
  const [row] = query(home, `SELECT ${columns} FROM threads WHERE id = ?`, threadId);
  if (!row?.said) return false;
  const [first = ''] = readFileSync(String(row.file), 'utf8').split('\n');
  const { payload } = JSON.parse(first) as { payload: { timestamp: string } };
  return row.createdAt === Math.floor(Date.parse(payload.timestamp) / 1000);
}

async function fillHome(version: CodexVersion, folder: string): Promise<VersionHome> {
  mkdirSync(folder);
  const model = await startMockModel();
  writeFileSync(path.join(folder, 'config.toml'), configToml(model.url));
  const codex = startCodex(folder, version);
  try {
    await codex.initialize();
    const R = await runTurn(codex, folder, planMessage(family));
    const S = await runTurn(codex, folder, 'Hello');
    return {
      version,
      folder,
      ids: { ...model.ids, R, S } as Record<Label, string>,
      madeAt: Math.floor(Date.now() / 1000),
    };
  } finally {
    await codex.close();
    model.close();
  }
}

/**
 * Copies it to `home`, which may exist if it is empty. The copy's rows name it as their home. Files and rows were last
 * changed the day before, so that a test can tell what was touched, and ten seconds apart: Codex shifts equal times.
 */
export function copyVersionHome({ folder, ids, madeAt }: VersionHome, home: string): void {
  cpSync(folder, home, { recursive: true });
  withDatabase(home, database => {
    const update = database.prepare(
      'UPDATE threads SET rollout_path = replace(rollout_path, ?, ?), updated_at = ?, updated_at_ms = ? WHERE id = ? RETURNING rollout_path',
    );
    for (const [index, label] of labels.entries()) {
      const seconds = madeAt - 86_400 + index * 10;
      const row = update.get(folder, home, seconds, seconds * 1000, ids[label]);
      utimesSync(String(row?.rollout_path), seconds, seconds);
    }
  });
}

/** Without plugins, skills and update check, so that Codex talks only to the model. */
const configToml = (modelUrl: string): string => `
model = "mock-model"
approval_policy = "never"
sandbox_mode = "read-only"
model_provider = "mock_provider"
check_for_update_on_startup = false

${mockProvider(modelUrl).trim()}

[agents]
max_depth = 4
max_threads = 24

${quietTables.trim()}
`;

/** Starts a thread, sends it one message and waits for the end of its turn; returns its id. */
async function runTurn(codex: StdioClient, home: string, message: string): Promise<string> {
  const { thread } = await codex.request<{ thread: { id: string } }>('thread/start', { cwd: systemPath('/') });
  const { id } = thread;
  // With its first thread 0.125 begins to take rows from the rollouts that it finds: not from this one, half written.
  await eventually(() => assert.equal(query(home, 'SELECT status FROM backfill_state')[0]?.status, 'complete'));
  await codex.request('turn/start', {
    threadId: id,
    input: [{ type: 'text', text: message, text_elements: [] }],
  });
  const statuses: string[] = [];
  for (const end = Date.now() + 30_000 * patience; Date.now() < end;) {
    for (const { method, params } of await codex.takeNotifications(1)) {
      if (method === 'thread/status/changed' && params.threadId === id)
        statuses.push((params.status as { type: string }).type);
    }
    // A thread that was just started may be reported as idle before its turn begins.
    if (statuses.includes('active') && statuses.at(-1) !== 'active') break;
  }
  if (statuses.at(-1) !== 'idle') throw new Error(`The turn of ${message} did not end well: ${statuses.join(', ')}`);
  return id;
}
