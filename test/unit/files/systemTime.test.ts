import assert from 'node:assert/strict';
import { lstatSync, lutimesSync, writeFileSync } from 'node:fs';
import { systemTime } from '../../../src/server/files/systemTime';
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
