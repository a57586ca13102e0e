// Cursors of `thread/list` as Codex writes them (0.148 to 0.169): a row's sort time in RFC 3339, a bar, and its id.
import type { SortDirection } from './protocol';
import { parseThreadId } from '../threads/threadId';

/** A position in a list: after this row or, without an id, after all rows of this millisecond. */
export interface ListCursor {
  /** Unix milliseconds. */
  time: number;
  id: string | undefined;
}

/** The years 0 to 9999, which is the range of the format; the time of a damaged row may be outside of it. */
const timeRange = [-62_167_219_200_000, 253_402_300_799_999] as const;

/** Accepts `T`, `t` or a space between date and time, any fraction, and the form in the names of rollouts. */
const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?([Zz]|[+-]\d{2}:\d{2})$/;
const inFileNames = /^(\d{4}-\d{2}-\d{2}T)(\d{2})-(\d{2})-(\d{2})$/;

/** Parses a cursor; undefined if the text is not one. */
export function parseCursor(cursor: string): ListCursor | undefined {
  const [time, id, ...more] = cursor.split('|') as [string, ...string[]];
  const milliseconds = parseTime(time);
  if (milliseconds === undefined || more.length > 0) return undefined;
  if (id === undefined) return { time: milliseconds, id };
  try {
    return { time: milliseconds, id: parseThreadId(id) };
  } catch {
    return undefined;
  }
}

/** The cursor that continues after a row. Omits trailing zeros of the fraction. */
export function cursorAfter(milliseconds: number, id: string): string {
  return `${isoTime(milliseconds).replace(/\.?0*Z$/, 'Z')}|${id}`;
}

/**
 * The cursor that starts at a page's first row in the opposite direction: one millisecond before it. For creation times
 * Codex takes the whole second, so that no row of that second is skipped.
 */
export function cursorBack(milliseconds: number, direction: SortDirection, wholeSeconds: boolean): string {
  const from = wholeSeconds ? Math.floor(milliseconds / 1000) * 1000 : milliseconds;
  return isoTime(from + (direction === 'desc' ? -1 : 1));
}

function isoTime(milliseconds: number): string {
  return new Date(Math.min(Math.max(milliseconds, timeRange[0]), timeRange[1])).toISOString();
}

function parseTime(text: string): number | undefined {
  const match = rfc3339.exec(text.replace(inFileNames, '$1$2:$3:$4Z'));
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', zone] = match as (string | undefined)[];
  const date = `${year}-${month}-${day}`;
  const time = Date.parse(
    `${date}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}${zone?.toUpperCase()}`,
  );
  // Date.parse accepts 24:00, and turns the 30th of February into a day in March.
  const exists = new Date(`${date}T00:00:00Z`);
  return Number.isNaN(time) ||
    hour === '24' ||
    Number.isNaN(exists.getTime()) ||
    exists.toISOString().slice(0, 10) !== date
    ? undefined
    : time;
}
