// The date groups of `threadTree/list`: the day on which something happened, in the system's time zone.

export interface DateBounds {
  /** When today began, in Unix seconds. */
  today: number;
  yesterday: number;
  /** 7 and 30 days before today. */
  week: number;
  month: number;
}

/** Days are calendar days: they may have 23 or 25 hours, and begin at one o'clock if midnight is skipped. */
export function dateBounds(now: Date): DateBounds {
  const daysBefore = (days: number): number =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() - days).getTime() / 1000;
  return { today: daysBefore(0), yesterday: daysBefore(1), week: daysBefore(7), month: daysBefore(30) };
}

/**
 * `today` (also in the future), `yesterday`, `week`, `month`, or a calendar month as `2026-09`; `1970-01` for no time.
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
