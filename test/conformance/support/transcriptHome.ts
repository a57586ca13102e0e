// A Codex home with transcripts of all kinds: the real Codex runs turns against the scripted model, and then says with
// `thread/read` what they were.
import { mockProvider, quietTables } from './mockProvider';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CodexVersion } from '../../../scripts/codexVersion';
import type { Turn } from '../../../src/protocol/transcript';
import { startCodex } from '../../support/codex';
import type { StdioClient } from '../../support/stdioClient';
import { startScriptedModel } from './scriptedModel';
import { transcriptScripts } from './transcriptScripts';
import { versionFacts } from './versionFacts';

/** A turn as `thread/read` answers it. */
export interface CodexTurn extends Pick<Turn, 'startedAt' | 'completedAt' | 'durationMs'> {
  id: string;
  status: string;
  items: { type: string; id: string; receiverThreadIds?: string[]; agentThreadId?: string }[];
}

export interface TranscriptHome {
  home: string;
  /** Threads by label. */
  ids: Record<string, string>;
  /** What Codex says of each thread, once nothing of it runs any more. */
  codexTurns: Record<string, CodexTurn[]>;
}

/** A model for plain calls, and one for which Codex uses code mode and multi-agent v2. */
export const models = { plain: 'gpt-5.5', code: 'gpt-5.6-sol' };
const picture = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

/** Fills `folder`, which is created. Takes some 15 seconds. */
export async function makeTranscriptHome(version: CodexVersion, folder: string): Promise<TranscriptHome> {
  const [home, work] = [path.join(folder, 'home'), path.join(folder, 'work')];
  for (const made of [home, path.join(work, 'src')]) mkdirSync(made, { recursive: true });
  resetWork(work);
  writeFileSync(path.join(work, 'chart.png'), Buffer.from(picture, 'base64'));
  const model = await startScriptedModel(transcriptScripts(work));
  writeFileSync(path.join(home, 'config.toml'), configToml(model.url) + (isPaginated(version) ? tools : ''));
  const codex = startCodex(home, version);
  const stop = answerRequests(codex);
  try {
    await codex.request('initialize', {
      clientInfo: { name: 'test', title: null, version: '1' },
      capabilities: { experimentalApi: true },
    });
    codex.send({ method: 'initialized' });
    const ids = await runThreads(version, codex, work);
    // Commands outlive their turns by seconds, and are written when they end.
    await until(() => {
      const ended = commands(codex, 'item/completed');
      return commands(codex, 'item/started').every(id => ended.includes(id));
    });
    await codex.close();
    return { home, ...(await readThreads(version, home, ids)) };
  } finally {
    stop();
    await codex.close();
    model.close();
  }
}

/** Lets a new Codex read all threads and their sub-agents. */
async function readThreads(
  version: CodexVersion,
  home: string,
  ids: Record<string, string>,
): Promise<Pick<TranscriptHome, 'ids' | 'codexTurns'>> {
  const codex = startCodex(home, version);
  try {
    await codex.initialize();
    const all = { ...ids };
    const codexTurns: Record<string, CodexTurn[]> = {};
    // Reading a thread adds its sub-agents.
    for (const [label, threadId] of Object.entries(all)) {
      const turns = await readTurns(codex, threadId);
      codexTurns[label] = turns;
      for (const subAgent of spawnedIn(turns).filter(spawned => !Object.values(all).includes(spawned))) {
        const name = `${label}, sub-agent ${Object.keys(all).filter(other => other.startsWith(`${label}, `)).length + 1}`;
        all[name] = subAgent;
        codexTurns[name] = await readTurns(codex, subAgent);
      }
    }
    return { ids: all, codexTurns };
  } finally {
    await codex.close();
  }
}

async function readTurns(codex: StdioClient, threadId: string): Promise<CodexTurn[]> {
  const params = { threadId, includeTurns: true };
  return (await codex.request<{ thread: { turns: CodexTurn[] } }>('thread/read', params)).thread.turns;
}

function spawnedIn(turns: readonly CodexTurn[]): string[] {
  const named = turns
    .flatMap(({ items }) => items)
    .flatMap(({ receiverThreadIds = [], agentThreadId }) => [...receiverThreadIds, agentThreadId]);
  return [...new Set(named.filter(id => id !== undefined))];
}

/** Puts the files back that the patches change. */
function resetWork(work: string): void {
  writeFileSync(path.join(work, 'src/checkout.js'), 'export const total = 1;\n');
  writeFileSync(path.join(work, 'src/names.js'), "export const label = 'name';\n");
  writeFileSync(path.join(work, 'src/legacy.js'), 'export const old = 1;\n');
}

async function runThreads(version: CodexVersion, codex: StdioClient, work: string): Promise<Record<string, string>> {
  const start = async (model: string, policy: object = { approvalPolicy: 'never', sandbox: 'danger-full-access' }) =>
    (await codex.request<{ thread: { id: string } }>('thread/start', { cwd: work, model, ...policy })).thread.id;
  const begin = async (threadId: string, text: string, more: object = {}, input: object[] = []): Promise<string> => {
    const { turn } = await codex.request<{ turn: { id: string } }>('turn/start', {
      threadId,
      input: [{ type: 'text', text, text_elements: [] }, ...input],
      ...more,
    });
    return turn.id;
  };
  const run = async (threadId: string, text: string, more: object = {}, input: object[] = []): Promise<string> => {
    const turnId = await begin(threadId, text, more, input);
    await turnEnd(codex, turnId);
    return turnId;
  };

  const all = await start(models.plain);
  await run(all, 'SCRIPT:fix Fix the test.');
  await run(all, 'SCRIPT:plain What is this?', {}, [{ type: 'localImage', path: path.join(work, 'chart.png') }]);
  const hanging = await begin(all, 'SCRIPT:hang Run the long job.');
  await itemCompleted(codex, hanging, 'agentMessage');
  await sleep(700);
  await codex.request('turn/interrupt', { threadId: all, turnId: hanging });
  await turnEnd(codex, hanging);
  await run(all, 'SCRIPT:fail This fails half way.');
  const before = ends(codex).length;
  await codex.request('thread/compact/start', { threadId: all });
  await until(() => ends(codex).length > before);
  await run(all, 'SCRIPT:plain After the compaction.');

  const mixed = await start(models.plain, { approvalPolicy: 'untrusted', sandbox: 'danger-full-access' });
  await run(mixed, 'SCRIPT:approve Write two files.');
  await run(mixed, 'SCRIPT:draw Draw a square.');
  const steered = await begin(mixed, 'SCRIPT:slow Do two parts.');
  await sleep(500);
  await codex.request('turn/steer', {
    threadId: mixed,
    expectedTurnId: steered,
    input: [{ type: 'text', text: 'And mind the tests.', text_elements: [] }],
  });
  await turnEnd(codex, steered);
  const typed = ends(codex).length;
  await codex.request('thread/shellCommand', { threadId: mixed, command: 'echo typed by the user' });
  await until(() => ends(codex).length > typed);
  const settings = { model: models.plain, reasoning_effort: 'medium', developer_instructions: null };
  await run(mixed, 'SCRIPT:plan Make a plan.', { collaborationMode: { mode: 'plan', settings } });
  await run(mixed, 'SCRIPT:ask Ask me.', { collaborationMode: { mode: 'plan', settings } });
  const reviewed = ends(codex).length;
  await codex.request('review/start', { threadId: mixed, target: { type: 'custom', instructions: 'SCRIPT:plain' } });
  await until(() => ends(codex).length > reviewed);

  const undone = await start(models.plain);
  await run(undone, 'SCRIPT:plain One.');
  const two = await run(undone, 'SCRIPT:plain Two, taken back.');
  if (isPaginated(version)) await codex.request('thread/revert', { threadId: undone, beforeTurnId: two });
  else await codex.request('thread/rollback', { threadId: undone, numTurns: 1 });
  await run(undone, 'SCRIPT:plain Two again.');
  const forked = await codex.request<{ thread: { id: string } }>('thread/fork', { threadId: undone });
  await run(forked.thread.id, 'SCRIPT:plain In the fork.');

  const script = version === '0.125.0' ? undefined : await start(models.code);
  if (script !== undefined) await run(script, 'SCRIPT:script With scripts.');
  if (!isPaginated(version))
    return { all, mixed, undone, fork: forked.thread.id, ...(script !== undefined && { script }) };

  const withTools = await start(models.plain);
  await run(withTools, 'SCRIPT:tools Use the tools.');
  const agents = await start(models.plain);
  await run(agents, 'SCRIPT:agents Ask a helper.');
  const team = await start(models.code);
  await run(team, 'SCRIPT:team Ask helpers.');
  return { all, mixed, undone, fork: forked.thread.id, script: script ?? '', tools: withTools, agents, team };
}

/** Answers Codex's own requests: a command's justification says whether it may run. Returns how to stop. */
function answerRequests(codex: StdioClient): () => void {
  let seen = 0;
  const timer = setInterval(() => {
    for (; seen < codex.received.length; seen++) {
      const message = codex.received[seen] as { id?: unknown; method?: string; params?: Record<string, unknown> };
      if (message.id === undefined || message.method === undefined) continue;
      const text = JSON.stringify(message.params);
      const result =
        message.method === 'item/tool/requestUserInput'
          ? { answers: { db: { answers: ['SQLite'] } } }
          : { decision: text.includes('declined') ? 'decline' : 'accept' };
      codex.send({ id: message.id, result });
    }
  }, 5);
  return () => clearInterval(timer);
}

/** The ids of the turns that have ended. */
function ends(codex: StdioClient): string[] {
  return codex.received.flatMap(message =>
    'method' in message && message.method === 'turn/completed' ? (message.params.turn as { id: string }).id : [],
  );
}

async function turnEnd(codex: StdioClient, turnId: string): Promise<void> {
  await until(() => ends(codex).includes(turnId));
}

async function itemCompleted(codex: StdioClient, turnId: string, type: string): Promise<void> {
  await until(() =>
    codex.received.some(
      message =>
        'method' in message &&
        message.method === 'item/completed' &&
        message.params.turnId === turnId &&
        (message.params.item as { type: string }).type === type,
    ),
  );
}

/** The ids of the commands that began or ended. */
function commands(codex: StdioClient, method: 'item/started' | 'item/completed'): string[] {
  return codex.received.flatMap(message => {
    if (!('method' in message) || message.method !== method) return [];
    const { type, id } = message.params.item as { type: string; id: string };
    return type === 'commandExecution' ? id : [];
  });
}

/** Waits for at most 30 seconds. */
async function until(isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + 30_000; !isSo(); await sleep(10)) {
    if (Date.now() > end) throw new Error('Codex did not do in 30 seconds what was waited for');
  }
}

function isPaginated(version: CodexVersion): boolean {
  return versionFacts[version].historyMode === 'paginated';
}

/** An MCP server, and the tool with which the model waits. */
const tools = `
[features.current_time_reminder]
enabled = true
sleep_tool = true

[mcp_servers.shop]
command = ${JSON.stringify(process.execPath)}
args = [${JSON.stringify(path.join(import.meta.dirname, 'mcpShop.mts'))}]
`;

/** Without plugins, skills and update check, so that Codex talks only to the model. */
export const configToml = (modelUrl: string): string => `
model = "${models.plain}"
model_provider = "mock_provider"
check_for_update_on_startup = false

${mockProvider(modelUrl).trim()}

${quietTables.trim()}
`;
