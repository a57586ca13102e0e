// How long ago something was, in as few words as fit a tree row.
import { counted } from './words';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// Made once: a formatter costs more than all the rest of a row.
const dayAndMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const dayMonthYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

export interface TimeAgo {
  /** For a row: `now`, `5 min`, `2 h`, `yesterday`, `3 days`, `7 Nov`, `7 Nov 2025`. */
  short: string;
  /** For a sentence, read aloud: `just now`, `5 minutes ago`, `yesterday`, `on 7 Nov`. */
  spoken: string;
}

/** Whether a number of Unix seconds is one that JavaScript has a date for. */
export function isTime(seconds: number): boolean {
  return !Number.isNaN(new Date(seconds * 1000).getTime());
}

/**
 * `then` and `now` in Unix seconds. Below a day it counts hours, from there calendar days of the local time zone, from a
 * week on it names the day. A time to come counts as now: clocks differ.
 */
export function timeAgo(then: number, now: number): TimeAgo {
  const seconds = now - then;
  if (seconds < MINUTE) {
    return { short: 'now', spoken: 'just now' };
  }
  if (seconds < HOUR) {
    const minutes = Math.floor(seconds / MINUTE);
    return { short: `${minutes} min`, spoken: `${counted(minutes, 'minute')} ago` };
  }
  if (seconds < DAY) {
    const hours = Math.floor(seconds / HOUR);
    return { short: `${hours} h`, spoken: `${counted(hours, 'hour')} ago` };
  }
  if (!isTime(then)) {
    return { short: 'long ago', spoken: 'long ago' };
  }
  const days = calendarDays(then, now);
  if (days === 1) {
    return { short: 'yesterday', spoken: 'yesterday' };
  }
  if (days < 7) {
    return { short: `${days} days`, spoken: `${days} days ago` };
  }
  const date = day(then, now);
  return { short: date, spoken: `on ${date}` };
}

function calendarDays(then: number, now: number): number {
  const midnight = (seconds: number) => new Date(seconds * 1000).setHours(0, 0, 0, 0);
  // Rounded, as days that change the clock last 23 or 25 hours.
  return Math.round((midnight(now) - midnight(then)) / (DAY * 1000));
}

function day(then: number, now: number): string {
  const sameYear = new Date(then * 1000).getFullYear() === new Date(now * 1000).getFullYear();
  return (sameYear ? dayAndMonth : dayMonthYear).format(then * 1000);
}
