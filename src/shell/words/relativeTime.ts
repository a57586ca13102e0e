// How long ago something was, in as few words as fit a tree row.
import { l10n } from 'vscode';
import { perLanguage } from './language';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const dayAndMonth = perLanguage(language => new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' }));
const dayMonthYear = perLanguage(
  language => new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', year: 'numeric' }),
);
const ago = perLanguage(language => new Intl.RelativeTimeFormat(language, { numeric: 'auto' }));

export interface TimeAgo {
  /** For a row: `now`, `5 min`, `2 h`, `yesterday`, `3 days`, `7 Nov`, `7 Nov 2025`. */
  short: string;
  /** For a sentence, read aloud: `just now`, `5 minutes ago`, `yesterday`, `on 7 Nov`. */
  spoken: string;
}

/** Whether JavaScript has a date for this number of Unix seconds. */
export function isTime(seconds: number): boolean {
  return !Number.isNaN(new Date(seconds * 1000).getTime());
}

/**
 * `then` and `now` in Unix seconds. Counts hours below a day, then calendar days of the local time zone, and names the
 * day from a week on. A time in the future counts as now, as clocks differ.
 */
export function timeAgo(then: number, now: number): TimeAgo {
  const seconds = now - then;
  if (seconds < MINUTE) {
    return { short: l10n.t('now'), spoken: l10n.t('just now') };
  }
  if (seconds < HOUR) {
    const minutes = Math.floor(seconds / MINUTE);
    return { short: l10n.t('{0} min', minutes), spoken: ago().format(-minutes, 'minute') };
  }
  if (seconds < DAY) {
    const hours = Math.floor(seconds / HOUR);
    return { short: l10n.t('{0} h', hours), spoken: ago().format(-hours, 'hour') };
  }
  if (!isTime(then)) {
    return { short: l10n.t('long ago'), spoken: l10n.t('long ago') };
  }
  const days = calendarDays(then, now);
  if (days === 1) {
    return { short: l10n.t('yesterday'), spoken: l10n.t('yesterday') };
  }
  if (days < 7) {
    // Not with Intl: in Japanese and Chinese it has a word for the day before yesterday.
    return { short: l10n.t('{0} days', days), spoken: l10n.t('{0} days ago', days) };
  }
  const date = day(then, now);
  return { short: date, spoken: l10n.t('on {0}', date) };
}

function calendarDays(then: number, now: number): number {
  const midnight = (seconds: number) => new Date(seconds * 1000).setHours(0, 0, 0, 0);
  // Rounded, because days on which the clocks change have 23 or 25 hours.
  return Math.round((midnight(now) - midnight(then)) / (DAY * 1000));
}

function day(then: number, now: number): string {
  const sameYear = new Date(then * 1000).getFullYear() === new Date(now * 1000).getFullYear();
  return (sameYear ? dayAndMonth : dayMonthYear)().format(then * 1000);
}
