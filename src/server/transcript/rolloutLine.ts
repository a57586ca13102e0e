// One line of a rollout: what kind it is, and whether anybody reads it.
import { isObject, parseJson, type JsonObject } from './wireValues';

export interface RolloutLine {
  type: string;
  /** Unix milliseconds; null if the line has none. */
  timeMs: number | null;
  payload: JsonObject;
}

const HEAD_BYTES = 256;
/**
 * Codex's own instructions and repetitions, by the beginning of the line: over half of a rollout's bytes. A line that
 * is written in another way is read, to the same effect.
 */
const skipped =
  /^\{"timestamp":"[^"]*",(?:"ordinal":\d+,)?"type":(?:"world_state"|"event_msg","payload":\{"type":"thread_settings_applied"|"response_item","payload":\{"type":(?:"reasoning"|"additional_tools"|"message",(?:"id":"[^"]*",)?"role":"(developer|assistant|user)"))/;
const output = /"type":"(?:function|custom_tool)_call_output",(?:"id":"[^"]*",)?"call_id":"([^"\\]*)"/;
const usageLine = /^\{"timestamp":"[^"]*",(?:"ordinal":\d+,)?"type":"token_usage_record"/;
const compactedLine = /^\{"timestamp":"[^"]*",(?:"ordinal":\d+,)?"type":"compacted"/;
/** The summary comes first, then the whole history that the model goes on with. */
const compacted =
  /^(\{"timestamp":"[^"]*",(?:"ordinal":\d+,)?"type":"compacted","payload":\{"message":"(?:[^"\\]|\\.)*")[,}]/;

/** What a reader does not need. */
export interface Unneeded {
  /** Prompts are items of their own, so that messages of the role `user` say nothing new. */
  prompts: boolean;
  /** Whether the output of this call says nothing new. */
  output(callId: string): boolean;
  /** Whether this line with a running total can wait until the next one: it is valid only during the call. */
  total(line: Buffer): boolean;
}

/** The beginning of a line, which names its kind: Codex writes the kinds of line and payload before all else. */
export function lineHead(line: Buffer): string {
  return line.toString('latin1', 0, HEAD_BYTES);
}

/** Parses a line. `skipped` if nothing in it is shown, `damaged` if it is not JSON of Codex's form. */
export function parseLine(line: Buffer, unneeded: Unneeded): RolloutLine | 'skipped' | 'damaged' {
  const head = lineHead(line);
  const role = skipped.exec(head);
  if (role && (role[1] !== 'user' || unneeded.prompts)) return 'skipped';
  const callId = output.exec(head)?.[1];
  if (callId !== undefined && unneeded.output(callId)) return 'skipped';
  if (head.includes('"type":"token_count"') && unneeded.total(line)) return 'skipped';
  return parseText(line.toString('utf8'));
}

/** Parses a line whatever it is about. */
export function parseText(text: string): RolloutLine | 'damaged' {
  const start = usefulStart(text);
  const value = (start === undefined ? undefined : parseJson(start)) ?? parseJson(text);
  if (!isObject(value) || typeof value.type !== 'string' || !isObject(value.payload)) return 'damaged';
  const timeMs = typeof value.timestamp === 'string' ? Date.parse(value.timestamp) : NaN;
  return { type: value.type, timeMs: Number.isNaN(timeMs) ? null : timeMs, payload: value.payload };
}

/** A line without the end of its payload, if that only repeats. What looks like a key is one: strings escape quotes. */
function usefulStart(text: string): string | undefined {
  if (compactedLine.test(text)) {
    const message = compacted.exec(text)?.[1];
    return message === undefined ? undefined : `${message}}}`;
  }
  const end = usageLine.test(text) ? text.indexOf(',"turn_token_usage":') : -1;
  return end < 0 ? undefined : `${text.slice(0, end)}}}`;
}
