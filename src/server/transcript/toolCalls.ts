// Items made from calls and their outputs (`response_item` lines), for what has no item of its own: all work of Codex
// before 0.158; and today what failed, was declined or still runs, scripts, questions and check lists.
import type { ItemBody, UserQuestion } from '../../protocol/transcript';
import { collabCallAfter, collabCallBody, collabTool } from './agentItems';
import { commandEnd, failureOf } from './commandOutput';
import { commandText } from './completedItems';
import { patchChanges } from './patchText';
import {
  asList,
  asObject,
  asObjects,
  asText,
  asTexts,
  contentText,
  isObject,
  parseJson,
  pathOf,
  shallow,
  type JsonObject,
} from './wireValues';

/** Functions that run a command, by what they called it in the course of time. */
const commandTools = new Set([
  'exec_command',
  'shell',
  'shell_command',
  'local_shell',
  'container.exec',
  'unified_exec',
]);

/** A call, before its output is known. */
export function callBody(call: JsonObject): ItemBody {
  const name = asText(call.name) ?? '';
  if (call.type === 'local_shell_call') return commandCall(asObject(call.action));
  if (call.type === 'custom_tool_call') return customCall(name, asText(call.input) ?? '', asText(call.namespace));
  const text = asText(call.arguments) ?? '';
  const parsed = shallow(parseJson(text));
  const args = asObject(parsed);
  const namespace = asText(call.namespace) ?? '';
  const collab = collabTool(namespace, name);
  if (collab) return collabCallBody(collab, args);
  const [, server = namespace, tool = name] = /^mcp__(.+?)(?:__(.+))?$/.exec(namespace || name) ?? [];
  if (server !== namespace)
    return {
      type: 'mcpToolCall',
      server,
      tool,
      status: 'inProgress',
      arguments: parsed ?? text,
      output: null,
      durationMs: null,
    };
  if (commandTools.has(name)) return commandCall(args);
  if (name === 'apply_patch') return customCall(name, asText(args.input) ?? text, null);
  if (name === 'update_plan') return todoBody(args);
  if (name === 'request_user_input')
    return { type: 'question', questions: asObjects(args.questions).map(questionOf), status: 'inProgress' };
  if (name === 'view_image') return { type: 'imageView', path: pathOf(args.path) ?? '' };
  return toolBody(name, namespace, parsed ?? text);
}

/** The same item once the output is known. `raw`: the `output` of the line. */
export function finishedBody(body: ItemBody, raw: unknown): ItemBody {
  const output = contentText(isObject(raw) ? (raw.content ?? raw.output) : raw);
  const failed = isObject(raw) && raw.success === false ? 'failed' : failureOf(output);
  if (body.type === 'commandExecution') {
    const { output: aggregatedOutput, ...end } = commandEnd(output);
    return { ...body, ...end, aggregatedOutput };
  }
  if (body.type === 'fileChange') {
    const status = failed ?? commandEnd(output).status;
    return { ...body, status, error: status === 'completed' ? null : output };
  }
  if (body.type === 'script') return scriptAfter(body, raw);
  if (body.type === 'collabAgentToolCall') return collabCallAfter(body, output, parseJson(output));
  if (body.type === 'question') return answered(body, parseJson(output));
  if (body.type === 'mcpToolCall' || body.type === 'toolCall')
    return { ...body, status: failed ?? 'completed', output };
  // The output of `view_image` is the picture, or a sentence why there is none.
  if (body.type === 'imageView' && typeof raw === 'string' && !/^$|^attached/.test(raw))
    return { ...toolBody('view_image', '', { path: body.path }), status: 'failed', output };
  return body;
}

/** A script of code mode after an output of `exec`, or of `wait` for its cell. */
export function scriptAfter(body: ItemBody<'script'>, raw: unknown): ItemBody<'script'> {
  const texts = typeof raw === 'string' ? [raw] : asObjects(raw).map(({ text }) => asText(text) ?? '');
  const [first = '', ...rest] = texts;
  const [head = '', state] = /^Script (completed|failed|running)[^]*?^Output:\n?/m.exec(first) ?? [];
  const output = [first.slice(head.length), ...rest];
  const error = output.find(text => text.startsWith('Script error:\n'))?.slice('Script error:\n'.length) ?? null;
  const said = output.filter(text => !text.startsWith('Script error:\n')).join('');
  const isRunning = state === 'running';
  const hasFailed = state === 'failed' || error !== null || (state === undefined && failureOf(first) !== undefined);
  return {
    ...body,
    status: isRunning ? 'inProgress' : hasFailed ? 'failed' : 'completed',
    output: body.output + said,
    error: error ?? body.error,
  };
}

/** The cell as which a script goes on. */
export function runningCell(raw: unknown): string | undefined {
  return /^Script running with cell ID (\S+)/.exec(contentText(raw).slice(0, 200))?.[1];
}

export function toolBody(tool: string, namespace: string, args: unknown): ItemBody<'toolCall'> {
  const where = namespace === '' || namespace === 'functions' ? null : namespace;
  return { type: 'toolCall', namespace: where, tool, arguments: args ?? null, status: 'inProgress', output: null };
}

function customCall(name: string, input: string, namespace: string | null): ItemBody {
  if (name === 'exec') return { type: 'script', input, status: 'inProgress', output: '', error: null };
  if (name === 'apply_patch')
    return { type: 'fileChange', changes: patchChanges(input), status: 'inProgress', error: null };
  return toolBody(name, namespace ?? '', input);
}

function commandCall(args: JsonObject): ItemBody<'commandExecution'> {
  return {
    type: 'commandExecution',
    command: commandText(args.cmd ?? args.command),
    cwd: pathOf(args.workdir ?? args.working_directory),
    source: 'agent',
    status: 'inProgress',
    aggregatedOutput: null,
    exitCode: null,
    durationMs: null,
  };
}

function todoBody(args: JsonObject): ItemBody<'todoList'> {
  const steps = asObjects(args.plan).map(({ step, status }) => ({
    step: asText(step) ?? '',
    status: asText(status) ?? '',
  }));
  return { type: 'todoList', explanation: asText(args.explanation), steps };
}

function questionOf(question: JsonObject): UserQuestion {
  return {
    id: asText(question.id) ?? '',
    header: asText(question.header) ?? '',
    question: asText(question.question) ?? '',
    options: asList(question.options).map(option => ({
      label: asText(option) ?? asText(asObject(option).label) ?? '',
      description: asText(asObject(option).description) ?? '',
    })),
    answers: [],
  };
}

/** `{ "answers": { "<id>": { "answers": ["…"] } } }`; another output means that nobody answered. */
function answered(body: ItemBody<'question'>, output: unknown): ItemBody<'question'> {
  const { answers } = asObject(output);
  if (!isObject(answers)) return { ...body, status: 'failed' };
  const questions = body.questions.map(question => ({
    ...question,
    answers: Object.hasOwn(answers, question.id) ? asTexts(asObject(answers[question.id]).answers) : [],
  }));
  return { ...body, questions, status: 'completed' };
}
