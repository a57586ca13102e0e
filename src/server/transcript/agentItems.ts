// What agents do with each other: calls of multi-agent v1 (threads by id) and v2 (by path), activity, messages.
import type { CollabAgentTool, ItemBody } from '../../protocol/transcript';
import { asObject, asObjects, asText, asTexts, camelCase, isObject, type JsonObject } from './wireValues';

/** The names of the tools, in both versions. */
const tools: Record<string, CollabAgentTool> = {
  spawn_agent: 'spawnAgent',
  send_input: 'sendInput',
  resume_agent: 'resumeAgent',
  wait: 'wait',
  wait_agent: 'wait',
  close_agent: 'closeAgent',
  send_message: 'sendMessage',
  followup_task: 'followupTask',
  interrupt_agent: 'interruptAgent',
  list_agents: 'listAgents',
};
const namespaces = new Set(['', 'multi_agent_v1', 'collaboration']);
/** Fernet tokens, as which the API seals the messages of v2. */
const sealed = /^gAAAAA[\w-]+=*$/;
const activities = ['started', 'interacted', 'interrupted', 'completed'] as const;

/** The tool that a function call means; undefined if it is not one for agents. `wait` alone is code mode's. */
export function collabTool(namespace: string, name: string): CollabAgentTool | undefined {
  return namespaces.has(namespace) && name !== 'wait' && Object.hasOwn(tools, name) ? tools[name] : undefined;
}

/** A message that can be read; null for none, and for one that the API sealed. */
export function readable(message: unknown): string | null {
  const text = asText(message);
  return text === null || sealed.test(text) ? null : text;
}

export function collabBody(item: JsonObject): ItemBody<'collabAgentToolCall'> {
  const name = asText(item.tool) ?? '';
  const names = asObjects(item.receiver_agents).map(agent => [
    asText(agent.thread_id) ?? '',
    asText(agent.agent_nickname) ?? asText(agent.agent_path) ?? '',
  ]);
  return {
    type: 'collabAgentToolCall',
    tool: (Object.hasOwn(tools, name) ? tools[name] : undefined) ?? 'wait',
    status: item.status === 'failed' ? 'failed' : item.status === 'in_progress' ? 'inProgress' : 'completed',
    receiverThreadIds: asTexts(item.receiver_thread_ids),
    receiverNames: Object.fromEntries(names) as Record<string, string>,
    prompt: readable(item.prompt),
    model: asText(item.model),
    reasoningEffort: asText(item.reasoning_effort),
    agentsStates: agentsStates(item.agents_states),
    error: null,
  };
}

/** A call that has no item of its own: it failed, still runs, or only looked. */
export function collabCallBody(tool: CollabAgentTool, args: JsonObject): ItemBody<'collabAgentToolCall'> {
  const targets = [asText(args.target), asText(args.id), ...asTexts(args.targets), ...asTexts(args.ids)];
  return {
    type: 'collabAgentToolCall',
    tool,
    status: 'inProgress',
    receiverThreadIds: targets.filter(target => target !== null),
    receiverNames: {},
    prompt: readable(args.message ?? args.prompt),
    model: asText(args.model),
    reasoningEffort: asText(args.reasoning_effort),
    agentsStates: {},
    error: null,
  };
}

/** Such a call once its output is known: JSON if it succeeded, else a sentence. */
export function collabCallAfter(
  body: ItemBody<'collabAgentToolCall'>,
  output: string,
  parsed: unknown,
): ItemBody<'collabAgentToolCall'> {
  if (output !== '' && !isObject(parsed)) return { ...body, status: 'failed', error: output };
  const { agent_id: id, nickname, status } = asObject(parsed);
  const spawned = asText(id);
  return {
    ...body,
    status: 'completed',
    ...(spawned !== null && { receiverThreadIds: [spawned], receiverNames: { [spawned]: asText(nickname) ?? '' } }),
    ...(isObject(status) && { agentsStates: agentsStates(status) }),
  };
}

export function subAgentActivityBody(item: JsonObject): ItemBody<'subAgentActivity'> {
  return {
    type: 'subAgentActivity',
    kind: activities.find(kind => kind === item.kind) ?? 'interacted',
    agentThreadId: asText(item.agent_thread_id) ?? '',
    agentPath: asText(item.agent_path) ?? '',
    model: asText(item.model),
    reasoningEffort: asText(item.reasoning_effort),
  };
}

/** `response_item` `agent_message`: a heading with the kind of message, then its text or a sealed part. */
export function agentMailBody(item: JsonObject): ItemBody<'agentMail'> {
  const parts = asObjects(item.content);
  const text = parts.map(part => asText(part.text) ?? '').join('');
  const [, kind = null, payload = text] = /^Message Type: (\w+)\n[^]*?^Payload:\n([^]*)$/m.exec(text) ?? [];
  const isSealed = payload.trim() === '' && parts.some(part => part.type === 'encrypted_content');
  return {
    type: 'agentMail',
    author: asText(item.author) ?? '',
    recipient: asText(item.recipient) ?? '',
    kind,
    text: isSealed || sealed.test(payload.trim()) ? null : payload,
  };
}

/** `"running"`, or `{ "completed": "what it said" }`. */
function agentsStates(states: unknown): Record<string, { status: string; message: string | null }> {
  return Object.fromEntries(
    Object.entries(asObject(states)).map(([id, state]) => {
      const [status, message] = isObject(state) ? (Object.entries(state)[0] ?? ['']) : [asText(state) ?? ''];
      return [id, { status: camelCase(status), message: asText(message) }];
    }),
  );
}
