// Follows calls from their lines to their outputs. A call is shown at once, as running; Codex's own item, if it writes
// one, replaces it.
import type { ItemBody, LinePlace, Turn } from '../../protocol/transcript';
import { commandEnd, failureOf, runningSession } from './commandOutput';
import type { ItemList, PlacedItem } from './itemList';
import { picturePlaces } from './pictures';
import { callBody, finishedBody, runningCell, scriptAfter, toolBody } from './toolCalls';
import { asObject, asText, contentText, parseJson, type JsonObject } from './wireValues';

export interface CallList {
  call(turn: Turn, payload: JsonObject, line: LinePlace, timeMs: number | null): void;
  output(payload: JsonObject, line: LinePlace, timeMs: number | null): void;
  /** Whether the output of this call would change anything: Codex's own item says all of it, but has no picture. */
  awaits(callId: string): boolean;
  /** The script that is at work in a turn, for what it runs: the last one that has not ended, else the last one. */
  scriptOf(turn: Turn): string | null;
  /** What the turn's calls were doing when it ended has failed, apart from commands that go on as sessions. */
  endTurn(turn: Turn): void;
}

type OpenCall =
  | { item: PlacedItem }
  /** `write_stdin` and `wait` continue what an earlier call began. */
  | { continues: PlacedItem | undefined; turn: Turn; payload: JsonObject; line: LinePlace; timeMs: number | null };

export function createCallList(items: ItemList): CallList {
  const open = new Map<string, OpenCall>();
  /** Commands and scripts that go on after their first output. */
  const sessions = new Map<string, PlacedItem>();
  const cells = new Map<string, PlacedItem>();
  const scripts = new Map<Turn, PlacedItem[]>();

  /** Whether the item stands for a call: it was not replaced by Codex's own item, and its turn was not taken back. */
  const isShown = ({ item, turn }: PlacedItem): boolean => item.unlisted && turn.items.includes(item);

  const finish = (placed: PlacedItem, output: unknown, timeMs: number | null): void => {
    const cell = runningCell(output);
    if (cell !== undefined && placed.item.type === 'script') cells.set(cell, placed);
    const session = runningSession(contentText(output));
    if (session !== undefined && placed.item.type === 'commandExecution') sessions.set(session, placed);
    if (isShown(placed)) items.change(placed, finishedBody(placed.item, output), timeMs);
  };

  const goOn = (call: Extract<OpenCall, { turn: Turn }>, output: unknown, timeMs: number | null): void => {
    const { continues, turn, payload, line } = call;
    const { item } = continues ?? {};
    if (!continues || !item) {
      const text = contentText(output);
      // Nobody knows what it continues; a failure is worth showing.
      if (failureOf(text) !== undefined)
        items.add(
          turn,
          finishedBody(toolBody(asText(payload.name) ?? '', '', parseJson(asText(payload.arguments) ?? '')), output),
          { id: asText(payload.call_id), startedAtMs: call.timeMs, completedAtMs: timeMs, unlisted: true, line },
        );
    } else if (isShown(continues)) {
      if (item.type === 'script') items.change(continues, scriptAfter(item, output), timeMs);
      else if (item.type === 'commandExecution') items.change(continues, commandAfter(item, output), timeMs);
    }
  };

  return {
    call: (turn, payload, line, timeMs) => {
      const id = asText(payload.call_id) ?? asText(payload.id);
      const goesOn = payload.name === 'write_stdin' || payload.name === 'wait';
      const args = goesOn ? asObject(parseJson(asText(payload.arguments) ?? '')) : {};
      if (id !== null && payload.name === 'write_stdin')
        open.set(id, { continues: sessions.get(String(args.session_id)), turn, payload, line, timeMs });
      else if (id !== null && args.cell_id !== undefined)
        open.set(id, { continues: cells.get(asText(args.cell_id) ?? ''), turn, payload, line, timeMs });
      else if (id === null || items.withId(id) === undefined) {
        const head = { id, startedAtMs: timeMs, completedAtMs: null, unlisted: true, line };
        const placed = items.add(turn, callBody(payload), head);
        if (id !== null) open.set(id, { item: placed });
        if (placed.item.type === 'script') scripts.set(turn, [...(scripts.get(turn) ?? []), placed]);
      }
    },
    output: (payload, line, timeMs) => {
      const id = asText(payload.call_id) ?? '';
      const call = open.get(id);
      open.delete(id);
      if (!call) return;
      if ('item' in call) finish(call.item, payload.output, timeMs);
      else goOn(call, payload.output, timeMs);
      const shown = 'item' in call ? items.withId(id) : call.continues;
      // Text has no pictures.
      if (shown && typeof payload.output === 'object') items.addPictures(shown, picturePlaces(payload, line));
    },
    awaits: callId => {
      const call = open.get(callId);
      if (!call) return false;
      // What goes on as a session or cell is needed to the end.
      return !('item' in call) || isShown(call.item) || items.withId(callId)?.item.type === 'imageView';
    },
    scriptOf: turn => {
      const all = scripts.get(turn) ?? [];
      return (
        (all.findLast(({ item }) => item.type === 'script' && item.status === 'inProgress') ?? all.at(-1))?.item.id ??
        null
      );
    },
    endTurn: turn => {
      for (const [id, call] of open) {
        if ('item' in call ? call.item.turn !== turn : call.turn !== turn) continue;
        open.delete(id);
        if (!('item' in call) || !isShown(call.item)) continue;
        const { item } = call.item;
        if ('status' in item && item.status === 'inProgress')
          items.change(call.item, { ...item, status: 'failed' }, item.completedAtMs);
      }
    },
  };
}

/** A command after more of its output. */
function commandAfter(item: ItemBody<'commandExecution'>, output: unknown): ItemBody<'commandExecution'> {
  const { status, exitCode, durationMs, output: more } = commandEnd(contentText(output));
  const duration = durationMs === null ? item.durationMs : (item.durationMs ?? 0) + durationMs;
  return { ...item, status, exitCode, durationMs: duration, aggregatedOutput: (item.aggregatedOutput ?? '') + more };
}
