import assert from 'node:assert/strict';
import { timeAgo } from '../../../src/shell/words/relativeTime';
import { NOW } from '../../support/row';

const local = (year: number, month: number, day: number, hour = 0, minute = 0) =>
  new Date(year, month, day, hour, minute).getTime() / 1000;

describe('timeAgo', () => {
  const table: [string, number, string, string][] = [
    ['a moment', NOW - 59, 'now', 'just now'],
    ['a time to come', NOW + 500, 'now', 'just now'],
    ['one minute', NOW - 60, '1 min', '1 minute ago'],
    ['59 minutes', NOW - 3599, '59 min', '59 minutes ago'],
    ['one hour', NOW - 3600, '1 h', '1 hour ago'],
    ['a day but a second', NOW - 86_399, '23 h', '23 hours ago'],
    ['a day', NOW - 86_400, 'yesterday', 'yesterday'],
    ['yesterday at midnight', local(2026, 5, 14), 'yesterday', 'yesterday'],
    ['a minute before', local(2026, 5, 13, 23, 59), '2 days', '2 days ago'],
    ['six days', local(2026, 5, 9), '6 days', '6 days ago'],
    ['seven days', local(2026, 5, 8, 23, 59), '8 Jun', 'on 8 Jun'],
    ['last year', local(2025, 11, 31), '31 Dec 2025', 'on 31 Dec 2025'],
    ['a time that JavaScript has no date for', -9.2e18, 'long ago', 'long ago'],
    ['the epoch', 86_400 * 2, '3 Jan 1970', 'on 3 Jan 1970'],
  ];
  for (const [name, then, short, spoken] of table) {
    it(name, () => assert.deepEqual(timeAgo(then, NOW), { short, spoken }));
  }

  it('counts calendar days also over a change of the clock', () => {
    const { TZ } = process.env;
    process.env.TZ = 'Europe/Berlin';
    try {
      for (let day = 1; day <= 365; day++) {
        const now = local(2026, 0, day, 0, 30);
        assert.equal(timeAgo(local(2026, 0, day - 2, 0, 10), now).short, '2 days', String(new Date(now * 1000)));
        assert.equal(timeAgo(local(2026, 0, day - 3, 23, 50), now).short, '3 days', String(new Date(now * 1000)));
      }
    } finally {
      if (TZ === undefined) {
        delete process.env.TZ;
      } else {
        process.env.TZ = TZ;
      }
    }
  });
});
