// Reads a thread's rollouts, line by line, into turns and items. It is incremental: the lines that a running thread
// appends are pushed to the same reader. It reads no files and never throws, whatever the lines are.
import type {
  ItemBody,
  LinePlace,
  TokenUsage,
  Transcript,
  TranscriptProblem,
  Turn,
  TurnStatus,
} from '../../protocol/transcript';
import { agentMailBody } from './agentItems';
import { createCallList } from './callList';
import { typedCommand } from './commandOutput';
import { completedBody, legacyBody, unknownBody } from './completedItems';
import { createItemList } from './itemList';
import { picturePlaces } from './pictures';
import { parseLine, parseText, type RolloutLine, type Unneeded } from './rolloutLine';
import { createLineSplitter, type LineSplitter } from './splitLines';
import { createTokenLedger } from './tokenLedger';
import { createTurnList } from './turnList';
import { asNumber, asObject, asText, camelCase, contentText, isObject, type JsonObject } from './wireValues';

export interface TranscriptReader {
  /** The next bytes belong to another rollout, from this offset on. What is left of the last one is read as a line. */
  begin(rollout: number, offset?: number): void;
  /** Reads the next bytes of the rollout. A line is read once its line feed has come. */
  push(chunk: Buffer): void;
  /** Reads the rest without a line feed as a line: the file has ended. */
  finish(): void;
  /** The rollout could be read only up to this offset. */
  cutShort(offset: number): void;
  /** What has been read so far. The lists and turns are the reader's own, and change with the next bytes. */
  transcript(): Transcript;
  /** The turns that have changed since the last call; those that `turns` no longer has were taken back. */
  takeChanged(): Turn[];
  /** What the thread used, by the turn of the user for which it worked. */
  tokensByRootTurn(): Map<string, TokenUsage>;
}

const PROBLEM_LIMIT = 100;
/** Known lines that say nothing of their own. */
const silentLines = new Set(['world_state', 'inter_agent_communication_metadata', 'retained_context']);
const silentResponses =
  /^(?:message|reasoning|additional_tools|ghost_snapshot|compaction(?:_\w+)?|context_compaction)$/;
const silentEvents =
  /^(?:thread_settings_applied|thread_name_updated|thread_goal_updated|session_configured|warning|stream_error|background_event|plan_\w+|turn_diff|mcp_\w+_begin|\w+_delta|(?:exec_command|patch_apply|web_search|image_generation|collab_\w+)_(?:begin|end)|item_started|undo_\w+|mcp_startup_\w+|shutdown_complete)$/;
/** Codex of the legacy history writes these as events of their own, too. */
const doubled = new Set(['UserMessage', 'AgentMessage', 'Reasoning']);
const havePictures = new Set<ItemBody['type']>(['userMessage', 'imageGeneration']);
/** A reader for the rollouts of one thread, oldest first. */
export function createTranscriptReader(threadId: string): TranscriptReader {
  const list = createTurnList(threadId);
  const changed = new Set<Turn>();
  const items = createItemList(turn => changed.add(turn));
  const calls = createCallList(items);
  const ledger = createTokenLedger();
  const problems: TranscriptProblem[] = [];
  let lines = 0;
  let isPaginated = false;
  let isFirst = true;
  /** The last running total, as long as nobody needs it: the turn has exact records. */
  let skippedTotal: Buffer | undefined;
  /** The summary of a compaction whose item has not come yet. */
  let summary: { text: string; line: LinePlace; timeMs: number | null } | undefined;

  const report = (code: TranscriptProblem['code'], place: LinePlace): void => {
    if (problems.length < PROBLEM_LIMIT) problems.push({ code, ...place });
  };
  const turnOf = (id: unknown): Turn | undefined => (typeof id === 'string' ? list.withId(id) : list.latest());

  const startTurn = (event: JsonObject): void => {
    const id = asText(event.turn_id);
    const turn = id === null ? undefined : list.start(id);
    if (!turn) return;
    turn.startedAt = asNumber(event.started_at);
    turn.rootTurnId = asText(event.root_turn_id) ?? turn.rootTurnId;
    changed.add(turn);
  };

  const endTurn = (event: JsonObject, status: TurnStatus): void => {
    const turn = list.end(asText(event.turn_id), status, !isPaginated);
    if (!turn) return;
    const error = isObject(event.error) ? errorOf(event.error) : turn.error;
    Object.assign(turn, {
      status: error && status === 'completed' ? 'failed' : status,
      error,
      rootTurnId: asText(event.root_turn_id) ?? turn.rootTurnId,
      startedAt: asNumber(event.started_at) ?? turn.startedAt,
      completedAt: asNumber(event.completed_at),
      durationMs: asNumber(event.duration_ms),
    });
    if (summary) showSummary(turn);
    calls.endTurn(turn);
    changed.add(turn);
  };

  /** A summary without an item of its own. */
  const showSummary = (turn: Turn): void => {
    if (!summary) return;
    const { text, line, timeMs } = summary;
    summary = undefined;
    const head = { id: null, startedAtMs: timeMs, completedAtMs: timeMs, unlisted: true, line };
    items.add(turn, { type: 'contextCompaction', summary: text }, head);
  };

  const showItem = (turn: Turn, id: string | null, event: JsonObject, line: LinePlace, timeMs: number | null): void => {
    const item = asObject(event.item);
    const body = item.type === undefined ? legacyBody(event) : completedBody(item);
    if (!body) return;
    if (body.type === 'contextCompaction' && summary) {
      body.summary = summary.text;
      summary = undefined;
    }
    items.add(turn, body, {
      id,
      startedAtMs: asNumber(event.started_at_ms) ?? timeMs,
      completedAtMs: asNumber(event.completed_at_ms) ?? timeMs,
      unlisted: body.type === 'unknown',
      scriptId: id?.startsWith('exec-') === true ? calls.scriptOf(turn) : null,
      line,
      ...(havePictures.has(body.type) && { pictures: picturePlaces(event, line) }),
    });
  };

  const readEvent = (event: JsonObject, line: LinePlace, timeMs: number | null): void => {
    switch (event.type) {
      case 'task_started':
      case 'turn_started':
        return startTurn(event);
      case 'task_complete':
      case 'turn_complete':
        return endTurn(event, 'completed');
      case 'turn_aborted':
        return endTurn(event, 'interrupted');
      case 'thread_rolled_back':
        return list.takeBack(asNumber(event.num_turns) ?? 0);
      case 'token_count': {
        const turn = list.latest();
        const before = skippedTotal && parseText(skippedTotal.toString('utf8'));
        skippedTotal = undefined;
        if (before && before !== 'damaged') ledger.count(undefined, before.payload.info);
        const used = ledger.count(turn?.id, event.info);
        if (turn && used) turn.tokens = used;
        if (turn) changed.add(turn);
        return;
      }
      case 'error': {
        const turn = list.latest();
        if (turn) turn.error = errorOf(event);
        return;
      }
      case 'item_completed': {
        const item = asObject(event.item);
        if (!isPaginated && doubled.has(asText(item.type) ?? '')) return;
        const turn = turnOf(event.turn_id);
        if (turn) showItem(turn, asText(item.id), event, line, timeMs);
        return;
      }
      default:
        return readLegacyEvent(event, line, timeMs);
    }
  };

  const readLegacyEvent = (event: JsonObject, line: LinePlace, timeMs: number | null): void => {
    const body = legacyBody(event);
    const name = asText(event.type) ?? '';
    if (body) {
      if (isPaginated) return;
      const turnId = asText(event.turn_id);
      const turn = turnId === null ? list.open(event.type === 'user_message') : list.withId(turnId, true);
      if (turn) showItem(turn, asText(event.call_id) ?? asText(event.item_id), event, line, timeMs);
    } else if (!silentEvents.test(name)) showUnknown(name, event, line, timeMs);
  };

  const readResponse = (payload: JsonObject, line: LinePlace, timeMs: number | null): void => {
    const turn = turnOf(asObject(payload.internal_chat_message_metadata_passthrough).turn_id);
    const type = asText(payload.type) ?? '';
    if (!turn) return;
    const head = { startedAtMs: timeMs, completedAtMs: timeMs, unlisted: true, line };
    if (/^(?:function|custom_tool|local_shell|web_search|image_generation)_call$/.test(type)) {
      if (type !== 'web_search_call' && type !== 'image_generation_call')
        return calls.call(turn, payload, line, timeMs);
      const id = asText(payload.id);
      if (id !== null && items.withId(id)) return;
      const action = asObject(payload.action);
      const item =
        type === 'web_search_call'
          ? { type: 'WebSearch', query: asText(action.query) ?? asText(action.url) ?? '', action }
          : { ...payload, type: 'ImageGeneration' };
      items.add(turn, completedBody(item), { id, ...head, pictures: picturePlaces(payload, line) });
    } else if (type.endsWith('_call_output')) calls.output(payload, line, timeMs);
    else if (type === 'agent_message') items.add(turn, agentMailBody(payload), { id: asText(payload.id), ...head });
    else if (type === 'message') {
      const body = isPaginated ? undefined : typedCommand(contentText(payload.content));
      if (body) items.add(turn, body, { id: null, ...head });
    } else if (!silentResponses.test(type)) showUnknown(type, payload, line, timeMs);
  };

  const showUnknown = (name: string, value: JsonObject, line: LinePlace, timeMs: number | null): void => {
    const turn = turnOf(value.turn_id);
    const head = { id: null, startedAtMs: timeMs, completedAtMs: timeMs, unlisted: true, line };
    if (turn) items.add(turn, unknownBody(name, value), head);
  };

  const readLine = ({ type, timeMs, payload }: RolloutLine, line: LinePlace): void => {
    switch (type) {
      case 'session_meta':
        // Others are those of the threads that the history was copied from.
        if (isFirst) isPaginated = payload.history_mode === 'paginated';
        isFirst = false;
        return;
      case 'turn_context': {
        const turn = turnOf(payload.turn_id);
        if (turn) Object.assign(turn, { model: asText(payload.model), effort: asText(payload.effort) });
        return;
      }
      case 'token_usage_record': {
        const turn = turnOf(payload.turn_id);
        if (turn) turn.tokens = ledger.record(turn.id, asText(payload.root_turn_id), payload.usage);
        if (turn) changed.add(turn);
        return;
      }
      case 'compacted':
        if (list.latest()) summary = { text: asText(payload.message) ?? '', line, timeMs };
        return;
      case 'event_msg':
        return readEvent(payload, line, timeMs);
      case 'response_item':
        return readResponse(payload, line, timeMs);
      default:
        if (!silentLines.has(type)) showUnknown(type, payload, line, timeMs);
    }
  };

  const unneeded: Unneeded = {
    get prompts() {
      return isPaginated;
    },
    output: callId => !calls.awaits(callId),
    total: line => {
      const turn = list.latest();
      if (!turn || !ledger.isRecorded(turn.id)) return false;
      skippedTotal = Buffer.from(line);
      return true;
    },
  };
  const splitterOf = (rollout: number, offset: number): LineSplitter =>
    createLineSplitter(
      {
        line: (bytes, at) => {
          const place = { rollout, offset: at };
          const line = parseLine(bytes, unneeded);
          lines++;
          if (line === 'damaged') report('damagedLine', place);
          else if (line !== 'skipped') readLine(line, place);
        },
        tooLong: at => report('lineTooLong', { rollout, offset: at }),
      },
      offset,
    );
  let splitter = splitterOf(0, 0);
  let rollout = 0;

  return {
    begin: (next, offset = 0) => {
      splitter.finish();
      isFirst = offset === 0;
      rollout = next;
      splitter = splitterOf(next, offset);
    },
    push: chunk => splitter.push(chunk),
    finish: () => splitter.finish(),
    cutShort: offset => report('cutShort', { rollout, offset }),
    transcript: () => ({
      turns: list.turns,
      tokens: ledger.total(),
      stats: { lines, items: list.turns.reduce((sum, turn) => sum + turn.items.length, 0) },
      problems,
    }),
    takeChanged: () => {
      const turns = [...changed];
      changed.clear();
      return turns;
    },
    tokensByRootTurn: () => ledger.byRootTurn(),
  };
}

/** The error of a turn: `codex_error_info` is a name, or an object with one key. */
function errorOf(error: JsonObject): { message: string; code: string | null } {
  const info = error.codex_error_info;
  const name = asText(info) ?? (isObject(info) ? (Object.keys(info)[0] ?? null) : null);
  return { message: asText(error.message) ?? '', code: name === null ? null : camelCase(name) };
}
