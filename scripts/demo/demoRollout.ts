// The rollout of a thread of the demo: one that a real Codex 0.169 wrote, with other ids, times, names and messages,
// and with what the thread did in the middle of its only turn.
import type { PlannedThread } from './planThreads';
import { agentWork, rootWork, type DemoWork } from './work';

/** A thread of the sample home, and the names that its rollout has for the threads around it. */
export interface RolloutPattern {
  row: Readonly<Record<string, string | number | null>>;
  rollout: string;
  sessionId: string;
  parentId: string;
}

interface Line {
  timestamp: string;
  ordinal: number;
  type: string;
  payload: Record<string, unknown>;
}

type Item = Record<string, unknown> & { type: string };

/** The pattern's rollout, rewritten for this thread, which spawned `agents`. */
export function rolloutOf(thread: PlannedThread, agents: readonly PlannedThread[], pattern: RolloutPattern): string {
  const lines = renamed(thread, pattern)
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Line);
  const work = workOf(thread);
  const answer = lines.findIndex(({ payload }) => itemOf(payload)?.type === 'AgentMessage');
  const done = itemsOf(thread, agents, work);
  const end = Math.min(done.at(-1)?.at ?? thread.createdAt, thread.recencyAt);
  return [
    ...lines.slice(0, answer),
    ...done.map(({ item, at }) => itemLine(thread, item, Math.min(at, end))),
    ...lines.slice(answer).map(line => ended(line, thread, work, end)),
  ]
    .map((line, ordinal) => `${JSON.stringify({ ...line, ordinal })}\n`)
    .join('');
}

/** How many tokens the thread used. */
export function tokensOf({ message }: Pick<PlannedThread, 'message'>): number {
  return 2000 + message.length * 613;
}

function workOf({ id, parentId }: PlannedThread): DemoWork {
  const kinds = parentId === null ? rootWork : agentWork;
  const work = kinds[parseInt(id.slice(-4), 16) % kinds.length];
  if (!work) throw new Error('The demo has no work');
  return work;
}

/** The id of a thread's only turn, which is as old as the thread. */
function turnOf(threadId: string): string {
  return threadId.replace('-7000-', '-7001-');
}

function renamed(thread: PlannedThread, { row, rollout, sessionId, parentId }: RolloutPattern): string {
  const shift = thread.createdAt - Number(row.created_at_ms);
  const field = (name: string, value: unknown): string => `"${name}":${JSON.stringify(value)}`;
  const source = thread.source.startsWith('{') ? thread.source : JSON.stringify(thread.source);
  const turns = turnsNamedIn(rollout);
  return rollout
    .replaceAll(turns.own, turnOf(thread.id))
    .replaceAll(turns.root, turnOf(thread.sessionId))
    .replaceAll(turns.parent ?? turns.own, turnOf(thread.parentId ?? thread.id))
    .replaceAll(String(row.id), thread.id)
    .replaceAll(sessionId, thread.sessionId)
    .replaceAll(parentId, thread.parentId ?? '')
    .replaceAll(JSON.stringify(row.first_user_message), JSON.stringify(thread.message))
    .replaceAll(field('agent_nickname', row.agent_nickname), field('agent_nickname', thread.nickname))
    .replaceAll(field('agent_role', null), field('agent_role', thread.role))
    .replaceAll(field('depth', 2), field('depth', thread.depth))
    .replaceAll(field('model', row.model), field('model', thread.model))
    .replaceAll(field('cwd', '/'), field('cwd', thread.cwd))
    .replaceAll(field('source', 'vscode'), `"source":${source}`)
    .replaceAll(/(?<="timestamp":")[^"]+/g, at => new Date(Date.parse(at) + shift).toISOString());
}

function turnsNamedIn(rollout: string): { own: string; root: string; parent: string | null } {
  const started = rollout.split('\n').find(line => line.includes('"type":"task_started"')) ?? '';
  const { turn_attribution: turn } = (
    JSON.parse(started) as {
      payload: { turn_attribution: { turn_id: string; root_turn_id: string; parent_turn_id: string | null } };
    }
  ).payload;
  return { own: turn.turn_id, root: turn.root_turn_id, parent: turn.parent_turn_id };
}

/** What the turn did, in order, each with the Unix milliseconds at which it ended. */
function itemsOf(
  thread: PlannedThread,
  agents: readonly PlannedThread[],
  work: DemoWork,
): { item: Item; at: number }[] {
  let at = thread.createdAt + 2000;
  const items = [
    { item: { type: 'Reasoning', id: 'rs_1', summary_text: [work.thought], raw_content: [] } as Item, at },
  ];
  for (const [index, agent] of agents.entries()) {
    at = Math.max(at, agent.createdAt);
    items.push({ item: spawning(thread, agent, `spawn.${index}`), at });
  }
  for (const [index, { line, output, exitCode, seconds }] of work.commands.entries()) {
    at += 1000 + seconds * 1000;
    const item = {
      type: 'CommandExecution',
      id: `command.${index}`,
      command: ['/bin/bash', '-lc', line],
      cwd: `file://${thread.cwd}`,
      parsed_cmd: [],
      source: 'unified_exec_startup',
      status: exitCode === 0 ? 'completed' : 'failed',
      aggregated_output: output,
      exit_code: exitCode,
      duration: { secs: seconds, nanos: 120_000_000 },
    };
    items.push({ item, at });
  }
  if (work.change) {
    const { file, diff } = work.change;
    const changes = { [`${thread.cwd}/${file}`]: { type: 'update', unified_diff: diff, move_path: null } };
    // Before the last command, which shows that the change works.
    const item = { type: 'FileChange', id: 'change.0', changes, status: 'completed', stdout: '', stderr: '' };
    items.splice(-1, 0, { item, at: items.at(-2)?.at ?? at });
  }
  return items;
}

/** As multi-agent v1 records it, and v2 where the sub-agent has a path. */
function spawning(thread: PlannedThread, agent: PlannedThread, id: string): Item {
  const model = { model: thread.model, reasoning_effort: 'medium' };
  if (agent.agentPath !== null)
    return {
      type: 'SubAgentActivity',
      id,
      kind: 'started',
      ...model,
      agent_thread_id: agent.id,
      agent_path: agent.agentPath,
    };
  return {
    type: 'CollabAgentToolCall',
    id,
    tool: 'spawn_agent',
    status: 'completed',
    sender_thread_id: thread.id,
    receiver_thread_ids: [agent.id],
    receiver_agents: [{ thread_id: agent.id, agent_nickname: agent.nickname }],
    prompt: agent.message,
    ...model,
    agents_states: { [agent.id]: 'pending_init' },
  };
}

function itemLine(thread: PlannedThread, item: Item, at: number): Omit<Line, 'ordinal'> {
  const ids = { thread_id: thread.id, turn_id: turnOf(thread.id) };
  return {
    timestamp: new Date(at).toISOString(),
    type: 'event_msg',
    payload: { type: 'item_completed', ...ids, item, started_at_ms: at, completed_at_ms: at },
  };
}

function itemOf(payload: Record<string, unknown>): Item | undefined {
  return payload.item as Item | undefined;
}

/** A line of the turn's end, with the thread's answer and tokens, at the time `end`. */
function ended(line: Line, thread: PlannedThread, { answer }: DemoWork, end: number): Line {
  const { payload } = line;
  const total = tokensOf(thread);
  const output = Math.round(total / 10);
  const tokens = {
    input_tokens: total - output,
    cached_input_tokens: Math.round(total / 2),
    cache_write_input_tokens: 0,
    output_tokens: output,
    reasoning_output_tokens: Math.round(output / 3),
    total_tokens: total,
  };
  const changes = {
    AgentMessage: { item: { ...itemOf(payload), content: [{ type: 'Text', text: answer }] } },
    message: { content: [{ type: 'output_text', text: answer }] },
    token_usage_record: { usage: tokens, turn_token_usage: tokens, thread_token_usage: tokens },
    token_count: {
      info: { ...(payload.info as object | undefined), total_token_usage: tokens, last_token_usage: tokens },
    },
    task_complete: {
      last_agent_message: answer,
      started_at: Math.floor(thread.createdAt / 1000),
      completed_at: Math.floor(end / 1000),
      duration_ms: end - thread.createdAt,
    },
  };
  const kind = itemOf(payload)?.type ?? (payload.type as string | undefined) ?? line.type;
  return {
    ...line,
    timestamp: new Date(end).toISOString(),
    payload: { ...payload, ...changes[kind as keyof typeof changes] },
  };
}
