import assert from 'node:assert/strict';
import { lstatSync, lutimesSync, writeFileSync } from 'node:fs';
import { mayShow, systemTime } from '../../../src/server/files/systemTime';
import { temporaryFolder } from '../../support/temporaryFolder';

describe('The time that Node is given for a file', () => {
  const folder = temporaryFolder();

  // As binary fractions of a second, some of these are a little less than they say.
  for (const timeMs of [1_794_319_062_034, 1_794_319_062_001, 1_794_319_062_999.5, 1_777_700_000_123.25, 0])
    it(`is the nearest that the system can keep: ${timeMs}`, () => {
      const file = folder('file');
      writeFileSync(file, '');
      lutimesSync(file, systemTime(timeMs), systemTime(timeMs));
      const offNs = Number(lstatSync(file, { bigint: true }).mtimeNs - BigInt(timeMs * 1000) * 1000n);
      // A number of milliseconds since 1970 is exact to a quarter of a microsecond. Other systems calculate otherwise.
      assert.ok(Math.abs(offNs) <= (process.platform === 'linux' ? 250 : 2000), `${offNs} ns`);
    });
});

describe('The time that a disk shows of one that was set', () => {
  const set = 1_794_319_063_987.4;
  for (const [shown, expected] of [
    [set, true],
    [set - 0.9, true],
    [set + 0.9, true],
    [1_794_319_063_980, true],
    [1_794_319_063_000, true],
    [1_794_319_062_000, true],
    [1_794_319_063_970, false],
    [1_794_319_063_990, false],
    [1_794_319_061_000, false],
    [1_794_319_064_000, false],
    [set + 1000, false],
  ] as const)
    it(`${expected ? 'may' : 'cannot'} be ${shown - set} ms off`, () => assert.equal(mayShow(shown, set), expected));
});
