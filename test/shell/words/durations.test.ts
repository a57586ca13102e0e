import assert from 'node:assert/strict';
import { durationInWords } from '../../../src/shell/words/durations';

describe('A duration', () => {
  const table: [number, string][] = [
    [0, '0s'],
    [440, '0.4s'],
    [9960, '10s'],
    [59_400, '59s'],
    [59_700, '1m 0s'],
    [200_000, '3m 20s'],
    [3_600_000 * 2 + 300_000, '2h 5m'],
    [3_600_000 * 1234, '1,234h 0m'],
  ];
  for (const [ms, words] of table) {
    it(`of ${ms} ms`, () => assert.equal(durationInWords(ms), words));
  }
});
