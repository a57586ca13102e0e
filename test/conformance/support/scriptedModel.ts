// A model that plays scripts: `SCRIPT:<name>` in the user's last message, or in the task of a sub-agent, chooses one,
// and each answer of the model is its next step.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What the model answers at once: items of the Responses API, or the failure of the response after them. */
export type Step = object[] | { items: object[]; fails: string };
/** The steps of a script; `spawned` has what `spawn_agent` answered, in order, `sessions` those of running commands. */
export type Scripts = Record<string, (spawned: readonly string[], sessions: readonly number[]) => Step[]>;

export interface ScriptedModel {
  /** The base URL for `model_providers.….base_url`. */
  url: string;
  close: () => void;
}

export const say = (words: string, phase?: string): object => ({
  type: 'message',
  role: 'assistant',
  id: id('msg'),
  content: [{ type: 'output_text', text: words }],
  ...(phase !== undefined && { phase }),
});
export const think = (summary: string): object => ({
  type: 'reasoning',
  id: id('rs'),
  summary: [{ type: 'summary_text', text: summary }],
  encrypted_content: 'b3BhcXVl',
});
export const call = (name: string, args: object, namespace?: string): object => ({
  type: 'function_call',
  id: id('fc'),
  name,
  call_id: id('call'),
  arguments: JSON.stringify(args),
  ...(namespace !== undefined && { namespace }),
});
export const custom = (name: string, input: string, namespace?: string): object => ({
  type: 'custom_tool_call',
  id: id('ctc'),
  call_id: id('call'),
  name,
  input,
  ...(namespace !== undefined && { namespace }),
});

let count = 0;
function id(kind: string): string {
  return `${kind}_${String(++count).padStart(5, '0')}`;
}

interface Item {
  type: string;
  role?: string;
  content?: { text?: string }[] | string;
  output?: unknown;
}

/** Starts it on a free local port. An unknown script, and the end of one, is answered with a word. */
export async function startScriptedModel(scripts: Scripts): Promise<ScriptedModel> {
  const server = createServer((request, response) => {
    answer(request, scripts).then(
      step => sendEvents(response, step),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(request: IncomingMessage, scripts: Scripts): Promise<Step> {
  const { input } = JSON.parse(await text(request)) as { input: Item[] };
  const nameIn = (item: Item): string | undefined => {
    if (item.type !== 'agent_message' && item.role !== 'user') return undefined;
    return /SCRIPT:(\w+)/.exec(JSON.stringify(item.content ?? ''))?.[1];
  };
  if (/compaction/i.test(JSON.stringify(input.at(-1)?.content ?? ''))) return [say('Summary: all is well.')];
  const at = input.findLastIndex(item => nameIn(item) !== undefined);
  const said = input[at];
  const name = said && nameIn(said);
  const outputs = input.slice(at + 1).filter(({ type }) => /_call_output$/.test(type));
  const spawned = outputs.flatMap(({ output }) => /"agent_id":"([^"]+)"/.exec(String(output))?.[1] ?? []);
  const sessions = outputs.flatMap(({ output }) => Number(/session ID (\d+)/.exec(JSON.stringify(output))?.[1] ?? []));
  const steps = name !== undefined && Object.hasOwn(scripts, name) ? (scripts[name]?.(spawned, sessions) ?? []) : [];
  // Calls made at once have as many outputs.
  let answered = outputs.length;
  for (const step of steps) {
    const calls = (Array.isArray(step) ? step : step.items).filter(item =>
      /^(?:function|custom_tool)_call$/.test((item as Item).type),
    ).length;
    if (answered < Math.max(calls, 1) || answered === 0) return step;
    answered -= calls;
  }
  return [say('Plain answer.', 'final_answer')];
}

function sendEvents(response: ServerResponse, step: Step): void {
  const { items, fails } = Array.isArray(step) ? { items: step, fails: undefined } : step;
  const responseId = id('resp');
  const n = items.length * 10;
  const usage = {
    input_tokens: 3000 + n,
    input_tokens_details: { cached_tokens: 2000 },
    output_tokens: 100 + n,
    output_tokens_details: { reasoning_tokens: 30 },
    total_tokens: 3100 + 2 * n,
  };
  const events = [
    { type: 'response.created', response: { id: responseId } },
    ...items.map(item => ({ type: 'response.output_item.done', item })),
    fails === undefined
      ? { type: 'response.completed', response: { id: responseId, usage } }
      : { type: 'response.failed', response: { id: responseId, error: { code: 'invalid_prompt', message: fails } } },
  ];
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end(events.map(event => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''));
}
