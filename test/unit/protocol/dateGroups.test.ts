import { strict as assert } from 'node:assert';
import { dateBounds, dateGroup } from '../../../src/protocol/dateGroups';

describe('groups by date', () => {
  const zone = process.env.TZ;
  afterEach(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  const tables: { title: string; zone: string; now: string; groups: [time: string, group: string][] }[] = [
    {
      title: 'days are calendar days',
      zone: 'UTC',
      now: '2026-09-23T00:00:00Z',
      groups: [
        ['2026-09-23T00:00:00Z', 'today'],
        ['2026-09-22T23:59:59Z', 'yesterday'],
        ['2026-09-22T00:00:00Z', 'yesterday'],
        ['2026-09-21T23:59:59Z', 'week'],
        ['2026-09-16T00:00:00Z', 'week'],
        ['2026-09-15T23:59:59Z', 'month'],
        ['2026-08-24T00:00:00Z', 'month'],
        ['2026-08-23T23:59:59Z', '2026-08'],
        ['2026-08-01T00:00:00Z', '2026-08'],
        ['2026-07-31T23:59:59Z', '2026-07'],
        ['2025-12-31T23:59:59Z', '2025-12'],
      ],
    },
    {
      title: 'in the system’s time zone',
      zone: 'Asia/Tokyo',
      now: '2026-09-22T15:00:00Z',
      groups: [
        ['2026-09-22T15:00:00Z', 'today'],
        ['2026-09-22T14:59:59Z', 'yesterday'],
        ['2026-06-30T15:00:00Z', '2026-07'],
        ['2026-06-30T14:59:59Z', '2026-06'],
      ],
    },
    {
      title: 'a day of 23 hours is one day',
      zone: 'America/New_York',
      now: '2026-03-09T12:00:00-04:00',
      groups: [
        ['2026-03-09T00:00:00-04:00', 'today'],
        ['2026-03-08T23:59:59-04:00', 'yesterday'],
        ['2026-03-08T00:00:00-05:00', 'yesterday'],
        ['2026-03-07T23:59:59-05:00', 'week'],
        ['2026-03-02T00:00:00-05:00', 'week'],
        ['2026-03-01T23:59:59-05:00', 'month'],
      ],
    },
    {
      title: 'a day of 25 hours is one day',
      zone: 'America/New_York',
      now: '2026-11-02T00:30:00-05:00',
      groups: [
        ['2026-11-02T00:00:00-05:00', 'today'],
        ['2026-11-01T23:59:59-05:00', 'yesterday'],
        ['2026-11-01T00:00:00-04:00', 'yesterday'],
        ['2026-10-31T23:59:59-04:00', 'week'],
      ],
    },
    {
      title: "a day that begins at one o'clock",
      zone: 'America/Sao_Paulo',
      now: '2018-11-04T09:00:00-02:00',
      groups: [
        ['2018-11-04T01:00:00-02:00', 'today'],
        ['2018-11-03T23:59:59-03:00', 'yesterday'],
        ['2018-11-03T00:00:00-03:00', 'yesterday'],
        ['2018-11-02T23:59:59-03:00', 'week'],
      ],
    },
    {
      title: 'on the first of March',
      zone: 'UTC',
      now: '2024-03-01T10:00:00Z',
      groups: [
        ['2024-02-29T00:00:00Z', 'yesterday'],
        ['2024-02-28T23:00:00Z', 'week'],
        ['2024-02-23T00:00:00Z', 'week'],
        ['2024-01-31T00:00:00Z', 'month'],
        ['2024-01-30T00:00:00Z', '2024-01'],
      ],
    },
    {
      title: 'a clock that is ahead',
      zone: 'UTC',
      now: '2026-09-23T10:00:00Z',
      groups: [
        ['2026-09-24T00:00:00Z', 'today'],
        ['2031-01-01T00:00:00Z', 'today'],
      ],
    },
    {
      title: 'no time at all',
      zone: 'America/New_York',
      now: '2026-09-23T10:00:00Z',
      groups: [
        ['1970-01-01T00:00:00Z', '1970-01'],
        ['1901-01-01T00:00:00Z', '1970-01'],
      ],
    },
  ];
  for (const { title, zone, now, groups } of tables) {
    it(title, () => {
      process.env.TZ = zone;
      const bounds = dateBounds(new Date(now));
      assert.deepEqual(
        groups.map(([time]) => [time, dateGroup(bounds, Date.parse(time) / 1000)]),
        groups,
      );
    });
  }

  it('times outside any calendar', () => {
    const bounds = dateBounds(new Date());
    assert.deepEqual(
      [1e15, -1e15].map(seconds => dateGroup(bounds, seconds)),
      ['today', '1970-01'],
    );
  });

  it('a day is identified by its midnight', () => {
    process.env.TZ = 'Europe/Berlin';
    assert.equal(
      dateBounds(new Date('2026-09-23T23:59:59+02:00')).today,
      Date.parse('2026-09-23T00:00:00+02:00') / 1000,
    );
    assert.equal(
      dateBounds(new Date('2026-09-24T00:00:00+02:00')).today,
      Date.parse('2026-09-24T00:00:00+02:00') / 1000,
    );
  });
});
