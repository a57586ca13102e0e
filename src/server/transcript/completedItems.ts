// The items of `item_completed` lines (Codex 0.158 on, for plans also before), and of the older events that say the
// same in other words. The names of their fields are those of Codex's core, not those of its app server.
import type { FileUpdateChange, ItemBody, UserInput, WorkStatus } from '../../protocol/transcript';
import { collabBody, subAgentActivityBody } from './agentItems';
import {
  asList,
  asNumber,
  asObject,
  asObjects,
  asText,
  asTexts,
  camelCase,
  contentText,
  durationMs,
  isObject,
  jsonText,
  pathOf,
  shallow,
  type JsonObject,
} from './wireValues';

/** By the name that Codex's core has for the item. */
const bodies: Record<string, (item: JsonObject) => ItemBody> = {
  UserMessage: ({ content }) => ({ type: 'userMessage', content: asObjects(content).map(userInput) }),
  AgentMessage: ({ content, phase }) => ({
    type: 'agentMessage',
    text: contentText(content),
    phase: asText(phase),
  }),
  Plan: ({ text }) => ({ type: 'plan', text: asText(text) ?? '' }),
  Reasoning: ({ summary_text: summary, raw_content: content }) => ({
    type: 'reasoning',
    summary: asTexts(summary),
    content: asTexts(content),
  }),
  CommandExecution: commandBody,
  FileChange: fileChangeBody,
  WebSearch: ({ query, action }) => ({
    type: 'webSearch',
    query: asText(query) ?? '',
    action: shallow(action) ?? null,
  }),
  McpToolCall: mcpBody,
  DynamicToolCall: item => ({
    type: 'dynamicToolCall',
    namespace: asText(item.namespace),
    tool: asText(item.tool) ?? '',
    arguments: shallow(item.arguments) ?? null,
    status: item.success === false ? 'failed' : workStatus(item.status),
    output: contentText(item.content_items),
  }),
  ImageView: ({ path }) => ({ type: 'imageView', path: pathOf(path) ?? '' }),
  ImageGeneration: imageGenerationBody,
  ContextCompaction: () => ({ type: 'contextCompaction', summary: null }),
  EnteredReviewMode: item => ({ type: 'enteredReviewMode', review: asText(item.user_facing_hint) ?? '' }),
  ExitedReviewMode: ({ review_output: output }) => ({ type: 'exitedReviewMode', review: reviewText(asObject(output)) }),
  CollabAgentToolCall: collabBody,
  SubAgentActivity: subAgentActivityBody,
  HookPrompt: ({ fragments }) => ({
    type: 'hookPrompt',
    fragments: asObjects(fragments).map(({ text }) => asText(text) ?? ''),
  }),
};

/** Converts an item; one of an unknown kind keeps its name and its JSON. */
export function completedBody(item: JsonObject): ItemBody {
  const name = asText(item.type) ?? '';
  if (name === 'Sleep' || (name === 'Extension' && item.kind === 'clock.sleep'))
    return { type: 'sleep', durationMs: asNumber(item.durationMs) ?? asNumber(item.duration_ms) ?? 0 };
  return Object.hasOwn(bodies, name) ? (bodies[name] as (item: JsonObject) => ItemBody)(item) : unknownBody(name, item);
}

/** What is not known is shown by its name. */
export function unknownBody(name: string, value: unknown): ItemBody<'unknown'> {
  return { type: 'unknown', name, json: jsonText(value) };
}

/** The item of an old event, under the name of the item that says the same today; undefined if there is none. */
export function legacyBody(event: JsonObject): ItemBody | undefined {
  switch (event.type) {
    case 'user_message':
      return { type: 'userMessage', content: legacyInput(event) };
    case 'agent_message':
      return { type: 'agentMessage', text: asText(event.message) ?? '', phase: asText(event.phase) };
    case 'agent_reasoning':
      return { type: 'reasoning', summary: [asText(event.text) ?? ''], content: [] };
    case 'agent_reasoning_raw_content':
      return { type: 'reasoning', summary: [], content: [asText(event.text) ?? ''] };
    case 'exec_command_end':
      return commandBody(event);
    case 'patch_apply_end':
      return fileChangeBody({ ...event, status: event.status ?? (event.success === true ? 'completed' : 'failed') });
    case 'web_search_end':
      return completedBody({ ...event, type: 'WebSearch' });
    case 'mcp_tool_call_end':
      return mcpBody({ ...asObject(event.invocation), ...event });
    case 'view_image_tool_call':
      return completedBody({ ...event, type: 'ImageView' });
    case 'image_generation_end':
      return imageGenerationBody(event);
    case 'context_compacted':
      return completedBody({ type: 'ContextCompaction' });
    case 'entered_review_mode':
      return completedBody({ ...event, type: 'EnteredReviewMode' });
    case 'exited_review_mode':
      return completedBody({ ...event, type: 'ExitedReviewMode' });
    case 'sub_agent_activity':
      return subAgentActivityBody(event);
    default:
      return undefined;
  }
}

/** A picture's data stays in the rollout: it may be megabytes. */
export function withoutData(url: unknown): string | null {
  const text = asText(url);
  return text === null || text.startsWith('data:') ? null : text;
}

function userInput(input: JsonObject): UserInput {
  switch (input.type) {
    case 'image':
      return { type: 'image', url: withoutData(input.image_url ?? input.url) };
    case 'audio':
      return { type: 'audio', url: withoutData(input.audio_url ?? input.url) };
    case 'local_image':
    case 'local_audio':
      return { type: input.type === 'local_image' ? 'localImage' : 'localAudio', path: pathOf(input.path) ?? '' };
    case 'skill':
    case 'mention':
      return { type: input.type, name: asText(input.name) ?? '', path: pathOf(input.path) ?? '' };
    default:
      return { type: 'text', text: asText(input.text) ?? '' };
  }
}

function legacyInput(event: JsonObject): UserInput[] {
  const text = asText(event.message) ?? '';
  return [
    ...(text === '' ? [] : [{ type: 'text' as const, text }]),
    ...asList(event.images).map(url => ({ type: 'image' as const, url: withoutData(url) })),
    ...asTexts(event.local_images).map(path => ({ type: 'localImage' as const, path })),
    ...asList(event.audio).map(url => ({ type: 'audio' as const, url: withoutData(url) })),
    ...asTexts(event.local_audio).map(path => ({ type: 'localAudio' as const, path })),
  ];
}

const sources = ['agent', 'userShell', 'unifiedExecStartup', 'unifiedExecInteraction'] as const;

function commandBody(item: JsonObject): ItemBody<'commandExecution'> {
  const source = camelCase(asText(item.source) ?? '');
  return {
    type: 'commandExecution',
    command: commandText(item.command),
    cwd: pathOf(item.cwd),
    source: sources.find(known => known === source) ?? 'agent',
    status: workStatus(item.status, asNumber(item.exit_code)),
    aggregatedOutput: asText(item.aggregated_output),
    exitCode: asNumber(item.exit_code),
    durationMs: durationMs(item.duration),
  };
}

/** A command as it was typed: `["/bin/bash", "-lc", "ls"]` is `ls`. */
export function commandText(command: unknown): string {
  if (typeof command === 'string') return command;
  const words = asTexts(command);
  const [, option = '', script] = words;
  if (words.length === 3 && script !== undefined && /^-(l?c|command)$/i.test(option)) return script;
  return words.map(word => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
}

/** An item without a status, from an old Codex, has failed if its exit code says so. */
export function workStatus(status: unknown, exitCode: number | null = null): WorkStatus {
  if (status === 'failed' || status === 'declined' || status === 'completed') return status;
  if (status === 'in_progress') return 'inProgress';
  return exitCode === null || exitCode === 0 ? 'completed' : 'failed';
}

function fileChangeBody(item: JsonObject): ItemBody<'fileChange'> {
  const status = workStatus(item.status);
  return {
    type: 'fileChange',
    changes: Object.entries(asObject(item.changes)).map(([path, change]) => fileUpdate(path, asObject(change))),
    status,
    error: status === 'failed' ? asText(item.stderr) : null,
  };
}

function fileUpdate(path: string, change: JsonObject): FileUpdateChange {
  if (change.type === 'add' || change.type === 'delete')
    return { path, kind: { type: change.type }, diff: asText(change.content) ?? '' };
  return {
    path,
    kind: { type: 'update', movePath: pathOf(change.move_path) },
    diff: asText(change.unified_diff) ?? '',
  };
}

function mcpBody(item: JsonObject): ItemBody<'mcpToolCall'> {
  const { Ok: ok, Err: error } = asObject(item.result);
  const result = asObject(ok ?? item.result);
  const failed =
    item.status === 'failed' || result.isError === true || typeof error === 'string' || isObject(item.error);
  return {
    type: 'mcpToolCall',
    server: asText(item.server) ?? '',
    tool: asText(item.tool) ?? '',
    status: failed ? 'failed' : workStatus(item.status),
    arguments: shallow(item.arguments) ?? null,
    output: asText(error) ?? asText(asObject(item.error).message) ?? contentText(result.content),
    durationMs: durationMs(item.duration),
  };
}

function imageGenerationBody(item: JsonObject): ItemBody<'imageGeneration'> {
  return {
    type: 'imageGeneration',
    status: asText(item.status) ?? '',
    revisedPrompt: asText(item.revised_prompt),
    savedPath: pathOf(item.saved_path),
  };
}

/** The explanation, then the findings with their places. */
function reviewText(output: JsonObject): string {
  const findings = asObjects(output.findings).map(finding => {
    const { absolute_file_path: file, line_range: range } = asObject(finding.code_location);
    const { start, end } = asObject(range);
    const place = asText(file) === null ? '' : ` (${asText(file)}:${asNumber(start) ?? '?'}-${asNumber(end) ?? '?'})`;
    return `- ${asText(finding.title) ?? ''}${place}\n  ${(asText(finding.body) ?? '').replaceAll('\n', '\n  ')}`;
  });
  return [asText(output.overall_explanation) ?? '', ...findings].filter(text => text !== '').join('\n\n');
}
