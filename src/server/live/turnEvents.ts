// Finds the last beginning or end of a turn in a part of a rollout.

/** The last thing that a rollout says of its turns. */
export interface TurnEvent {
  kind: 'started' | 'ended';
  /** Unix milliseconds; null if the line has no valid time. */
  timeMs: number | null;
}

/** The beginning of a line has all that is needed: a block needs as many bytes of what follows it. */
export const HEAD_BYTES = 256;

/** Codex writes the kinds of line and payload before all else, and strings escape quotes, so no text looks like it. */
const turnLine =
  /^\{"timestamp":"([^"\\]*)",(?:"ordinal":\d+,)?"type":"event_msg","payload":\{"type":"(task_started|turn_started|task_complete|turn_complete|turn_aborted)"/;
const BRACE = '{'.charCodeAt(0);
const LINE_FEED = '\n'.charCodeAt(0);

/**
 * The last turn event whose line begins in the first `end` bytes. `atLineStart` says whether the bytes begin with a
 * line; otherwise what stands before the first line feed is skipped.
 */
export function lastTurnEvent(bytes: Buffer, end: number, atLineStart: boolean): TurnEvent | undefined {
  for (let at = end; at > 0;) {
    const lineFeed = at < 2 ? -1 : bytes.lastIndexOf(LINE_FEED, at - 2);
    if (lineFeed < 0 && !atLineStart) return undefined;
    const start = lineFeed + 1;
    const found = bytes[start] === BRACE ? turnLine.exec(bytes.toString('latin1', start, start + HEAD_BYTES)) : null;
    if (found) {
      const timeMs = Date.parse(found[1] ?? '');
      const kind = found[2] === 'task_started' || found[2] === 'turn_started' ? 'started' : 'ended';
      return { kind, timeMs: Number.isNaN(timeMs) ? null : timeMs };
    }
    at = start;
  }
  return undefined;
}
