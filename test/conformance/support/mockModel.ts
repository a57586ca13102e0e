// A model for a real Codex to talk to: a small HTTP server that answers the Responses API with server-sent events and
// does what the user's message says. `PLAN:{"name":"R","children":[…]}` makes it spawn those sub-agents, one after the
// other, with their part of the plan as message, wait for each, close it if the plan says so, and then say `done R`.
import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';

export interface Plan {
  name: string;
  /** The parent closes it once it is done, which closes the edge. */
  close?: boolean;
  children?: Plan[];
}

export interface MockModel {
  /** The base URL for `model_providers.….base_url`. */
  url: string;
  /** The ids of the spawned threads by their names in the plan, as far as known. */
  ids: Record<string, string>;
  close: () => void;
}

/** The message that makes the model carry out the plan. */
export const planMessage = (plan: Plan): string => `PLAN:${JSON.stringify(plan)}`;

/** Starts it on a free local port. */
export async function startMockModel(): Promise<MockModel> {
  const ids: Record<string, string> = {};
  const server = createServer(
    (request, response) =>
      void answer(request, ids).then(
        body => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(body),
        (error: unknown) => response.writeHead(500).end(String(error)),
      ),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    ids,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

interface Item {
  type: string;
  role?: string;
  content?: { text?: string }[];
  call_id?: string;
  output?: string;
}

/** Codex before 0.148 offers its tools one by one, later ones in a namespace. */
interface Tool {
  type: string;
  name?: string;
  tools?: Tool[];
}

async function answer(request: IncomingMessage, ids: Record<string, string>): Promise<string> {
  const { input, tools } = JSON.parse(await text(request)) as { input: Item[]; tools?: Tool[] };
  const messages = input
    .filter(({ type, role }) => type === 'message' && role === 'user')
    .flatMap(({ content }) => content ?? []);
  const given = messages.map(({ text: message = '' }) => message).findLast(message => message.startsWith('PLAN:'));
  const plan = given === undefined ? undefined : (JSON.parse(given.slice('PLAN:'.length)) as Plan);
  const outputs = input.filter(({ type }) => type === 'function_call_output');
  for (const { call_id: callId = '', output = '' } of outputs) {
    const spawned = /^spawn (.+)$/.exec(callId)?.[1];
    if (spawned !== undefined) ids[spawned] = (JSON.parse(output) as { agent_id: string }).agent_id;
  }
  const item = plan === undefined ? say('hello') : nextStep(plan, outputs.length, ids, tools ?? []);
  const id = `resp_${Math.random().toString(36).slice(2)}`;
  const usage = {
    input_tokens: 1,
    input_tokens_details: null,
    output_tokens: 1,
    output_tokens_details: null,
    total_tokens: 2,
  };
  return [
    { type: 'response.created', response: { id } },
    { type: 'response.output_item.done', item },
    { type: 'response.completed', response: { id, usage } },
  ]
    .map(event => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    .join('');
}

/** What comes after `done` tool calls. */
function nextStep(plan: Plan, done: number, ids: Record<string, string>, tools: readonly Tool[]): object {
  const steps = (plan.children ?? []).flatMap(child => [
    () => call(tools, 'spawn_agent', child, { message: planMessage(child) }),
    () => call(tools, 'wait_agent', child, { targets: [ids[child.name]], timeout_ms: 60_000 }),
    ...(child.close === true ? [() => call(tools, 'close_agent', child, { target: ids[child.name] })] : []),
  ]);
  return steps[done]?.() ?? say(`done ${plan.name}`);
}

function call(tools: readonly Tool[], name: string, child: Plan, given: object): object {
  const namespace = tools.find(tool => tool.type === 'namespace' && tool.tools?.some(each => each.name === name))?.name;
  if (namespace === undefined && !tools.some(tool => tool.name === name))
    throw new Error(`No tool ${name} among ${JSON.stringify(tools)}`);
  const item = {
    type: 'function_call',
    name,
    call_id: `${name.split('_')[0]} ${child.name}`,
    arguments: JSON.stringify(given),
  };
  return namespace === undefined ? item : { ...item, namespace };
}

function say(words: string): object {
  return {
    type: 'message',
    role: 'assistant',
    id: `msg_${words.replaceAll(' ', '_')}`,
    content: [{ type: 'output_text', text: words }],
  };
}
