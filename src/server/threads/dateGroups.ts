// The groups by date of `threadTree/list`: on which day something was, as seen from a moment, in the system's time
// zone.

export interface DateBounds {
  /** Unix seconds of the midnight with which the day of the moment began; it names the day. */
  today: number;
  yesterday: number;
  /** 7 and 30 days before today. */
  week: number;
  month: number;
}

/** Days are calendar days: one of 23 or 25 hours is one, and one that begins at one o'clock begins then. */
export function dateBounds(now: Date): DateBounds {
  const daysBefore = (days: number): number =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() - days).getTime() / 1000;
  return { today: daysBefore(0), yesterday: daysBefore(1), week: daysBefore(7), month: daysBefore(30) };
}

/**
 * `today` (the future too), `yesterday`, `week`, `month`, or the calendar month as `2026-09`; no time at all is
 * `1970-01`.
 */
export function dateGroup(bounds: DateBounds, seconds: number): string {
  if (seconds >= bounds.today) return 'today';
  if (seconds >= bounds.yesterday) return 'yesterday';
  if (seconds >= bounds.week) return 'week';
  if (seconds >= bounds.month) return 'month';
  if (seconds <= 0) return '1970-01';
  const date = new Date(seconds * 1000);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}`;
}
