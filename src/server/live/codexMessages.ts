// What a Codex server is told and says on its control socket, as pure functions. Its messages are JSON-RPC without a
// version. There is no function that answers: see codexClient.ts.
import type { LiveStatus } from '../../protocol/live';
import { asList, asObject, asText, isObject, parseJson, type JsonObject } from '../transcript/wireValues';

/** The only requests that are sent in order to look. None of them changes a thread, or loads one: see askCodex.ts. */
export type CodexRequest = 'initialize' | 'thread/loaded/list' | 'thread/read' | 'thread/unsubscribe';

export type CodexMessage =
  /** `error` is what Codex answered instead of a result. */
  | { kind: 'answer'; id: number; result: JsonObject | undefined; error: unknown }
  | { kind: 'notification'; method: string; params: JsonObject }
  /** Meant for the user, who answers it elsewhere. */
  | { kind: 'request'; params: JsonObject };

/** Undefined for anything else, also for what is not JSON. */
export function readMessage(text: string): CodexMessage | undefined {
  const value = parseJson(text);
  if (!isObject(value)) return undefined;
  const method = asText(value.method);
  const params = asObject(value.params);
  if (method !== null)
    return value.id === undefined ? { kind: 'notification', method, params } : { kind: 'request', params };
  if (typeof value.id !== 'number') return undefined;
  return {
    kind: 'answer',
    id: value.id,
    result: isObject(value.result) ? value.result : undefined,
    error: value.error,
  };
}

/** The params of `initialize`. `version` is this extension's. */
export function initializeParams(version: string): JsonObject {
  return {
    clientInfo: { name: 'codex-thread-tree', title: 'Thread Tree for Codex', version },
    capabilities: { experimentalApi: false, requestAttestation: false, optOutNotificationMethods: unwanted },
  };
}

/** The thread that a message is about, or null. */
export function threadIdOf(params: JsonObject): string | null {
  return asText(params.threadId) ?? asText(asObject(params.thread).id);
}

/** The ids in an answer to `thread/loaded/list`, and the cursor of the next page or null. */
export function loadedPage(result: JsonObject): { threadIds: string[]; cursor: string | null } {
  return {
    threadIds: asList(result.data).filter(id => typeof id === 'string'),
    cursor: asText(result.nextCursor),
  };
}

/** A thread's status; `notLoaded` if the server does not have it loaded, undefined if it says what we do not know. */
export function liveStatusOf(status: unknown): LiveStatus | 'notLoaded' | undefined {
  const { type, activeFlags } = asObject(status);
  switch (type) {
    case 'idle':
      return 'open';
    case 'systemError':
      return 'failed';
    case 'notLoaded':
      return 'notLoaded';
    case 'active': {
      const flags = asList(activeFlags);
      if (flags.includes('waitingOnApproval')) return 'waitingForApproval';
      return flags.includes('waitingOnUserInput') ? 'waitingForInput' : 'running';
    }
    default:
      return undefined;
  }
}

/** All notifications about items and turns up to 0.171, by name, as the server knows no patterns. */
const unwanted = [
  'command/exec/outputDelta',
  'error',
  'guardianWarning',
  'hook/completed',
  'hook/started',
  'item/agentMessage/delta',
  'item/autoApprovalReview/completed',
  'item/autoApprovalReview/started',
  'item/commandExecution/outputDelta',
  'item/commandExecution/terminalInteraction',
  'item/completed',
  'item/fileChange/outputDelta',
  'item/fileChange/patchUpdated',
  'item/mcpToolCall/progress',
  'item/plan/delta',
  'item/reasoning/summaryPartAdded',
  'item/reasoning/summaryTextDelta',
  'item/reasoning/textDelta',
  'item/started',
  'mcpServer/event/stream/notification',
  'model/rerouted',
  'model/safetyBuffering/updated',
  'model/verification',
  'process/exited',
  'process/outputDelta',
  'rawResponse/completed',
  'rawResponseItem/completed',
  'serverRequest/resolved',
  'thread/compacted',
  'thread/goal/cleared',
  'thread/goal/updated',
  'thread/realtime/closed',
  'thread/realtime/error',
  'thread/realtime/item/completed',
  'thread/realtime/item/started',
  'thread/realtime/item/transcript/delta',
  'thread/realtime/itemAdded',
  'thread/realtime/outputAudio/delta',
  'thread/realtime/sdp',
  'thread/realtime/started',
  'thread/realtime/transcript/delta',
  'thread/realtime/transcript/done',
  'thread/settings/updated',
  'thread/tokenUsage/updated',
  'turn/completed',
  'turn/diff/updated',
  'turn/moderationMetadata',
  'turn/plan/updated',
  'turn/started',
  'warning',
];
