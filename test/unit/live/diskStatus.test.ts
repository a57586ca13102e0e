import assert from 'node:assert/strict';
import { diskStatus } from '../../../src/server/live/diskStatus';
import type { TurnEvent } from '../../../src/server/live/turnEvents';

describe('The files of a thread say', () => {
  const LOADED = 1_777_600_000_000.75;
  const started = (timeMs: number | null): TurnEvent => ({ kind: 'started', timeMs });
  const ended: TurnEvent = { kind: 'ended', timeMs: LOADED + 9000 };

  for (const [expected, what, isHeld, lastEvent] of [
    ['running', 'a turn has begun since it was loaded', true, started(LOADED + 5000)],
    ['running', 'a turn began in the millisecond of the loading', true, started(Math.floor(LOADED))],
    ['open', 'a turn began before it was loaded: a crash interrupted it', true, started(LOADED - 5000)],
    ['open', 'a turn began at no time', true, started(null)],
    ['open', 'its last turn has ended', true, ended],
    ['open', 'it has no turn', true, undefined],
    ['interrupted', 'nobody has it loaded, and its turn goes on', false, started(LOADED + 5000)],
    [undefined, 'nobody has it loaded, and its turn has ended', false, ended],
    [undefined, 'nobody has it loaded, and it has no turn', false, undefined],
  ] as const) {
    it(`${expected ?? 'nothing'}: ${what}`, () =>
      assert.equal(diskStatus({ isHeld, loadedAtMs: LOADED, lastEvent }), expected));
  }
});
