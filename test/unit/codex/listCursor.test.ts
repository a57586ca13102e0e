import assert from 'node:assert/strict';
import { cursorAfter, cursorBack, parseCursor } from '../../../src/server/codex/listCursor';

const id = '01a20235-e3bd-7773-b090-84a39b98b439';
const time = Date.UTC(2026, 10, 22, 7, 36, 40);

describe('cursors of thread/list', () => {
  const texts: [milliseconds: number, after: string, back: string][] = [
    [time, '2026-11-22T07:36:40Z', '2026-11-22T07:36:39.999Z'],
    [time + 1, '2026-11-22T07:36:40.001Z', '2026-11-22T07:36:40.000Z'],
    [time + 10, '2026-11-22T07:36:40.01Z', '2026-11-22T07:36:40.009Z'],
    [time + 870, '2026-11-22T07:36:40.87Z', '2026-11-22T07:36:40.869Z'],
    [time + 20_000, '2026-11-22T07:37:00Z', '2026-11-22T07:36:59.999Z'],
    [0, '1970-01-01T00:00:00Z', '1969-12-31T23:59:59.999Z'],
  ];
  for (const [milliseconds, after, back] of texts) {
    it(after, () => {
      assert.equal(cursorAfter(milliseconds, id), `${after}|${id}`);
      assert.equal(cursorBack(milliseconds, 'desc', false), back);
      assert.deepEqual(parseCursor(`${after}|${id}`), { time: milliseconds, id });
      assert.deepEqual(parseCursor(after), { time: milliseconds, id: undefined });
    });
  }

  it('backwards in ascending order, and by whole seconds', () => {
    assert.equal(cursorBack(time + 870, 'asc', false), '2026-11-22T07:36:40.871Z');
    assert.equal(cursorBack(time + 870, 'asc', true), '2026-11-22T07:36:40.001Z');
    assert.equal(cursorBack(time + 870, 'desc', true), '2026-11-22T07:36:39.999Z');
  });

  it('other spellings of a time', () => {
    for (const text of [
      '2026-11-22T07:36:40.000Z',
      '2026-11-22t07:36:40z',
      '2026-11-22 07:36:40Z',
      '2026-11-22T08:36:40+01:00',
      '2026-11-22T07-36-40',
      '2026-11-22T07:36:40.0009999999Z',
    ]) {
      assert.deepEqual(parseCursor(text), { time, id: undefined }, text);
    }
    assert.deepEqual(parseCursor(`2026-11-22T07-36-40|{${id.toUpperCase()}}`), { time, id });
  });

  it('texts that are not cursors', () => {
    for (const text of [
      '',
      'zzz',
      '2026-11-22',
      '2026-11-22T07:36:40',
      '2026-11-22T07:36:40Z|',
      '2026-11-22T07:36:40Z|x',
      `2026-11-22T07:36:40Z|${id}|x`,
      `|${id}`,
      '2026-02-30T00:00:00Z',
      '2026-13-01T00:00:00Z',
      '2026-11-22T24:00:00Z',
      '2026-11-22T07:36:60Z',
      '2026-11-22T07:36:40.Z',
      ' 2026-11-22T07:36:40Z',
      '2026-11-22T07:36:40Z\n',
      '1795333000',
    ])
      assert.equal(parseCursor(text), undefined, text);
  });

  it("a damaged row's time still gives a valid cursor", () => {
    for (const milliseconds of [1e18, -1e18, Number.MAX_SAFE_INTEGER])
      assert.ok(parseCursor(cursorAfter(milliseconds, id)), String(milliseconds));
  });
});
