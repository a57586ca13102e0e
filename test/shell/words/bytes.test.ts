import assert from 'node:assert/strict';
import { bytesInWords } from '../../../src/shell/words/bytes';

describe('A size on disk', () => {
  const table: [number, string][] = [
    [0, '0 bytes'],
    [1, '1 byte'],
    [1023, '1,023 bytes'],
    [1024, '1 kB'],
    [9.96 * 1024, '10 kB'],
    [12_999, '13 kB'],
    [123_456, '121 kB'],
    [1023.4 * 1024, '1,023 kB'],
    [1023.6 * 1024, '1 MB'],
    [1_234_567, '1.2 MB'],
    [1024 ** 2 - 1, '1 MB'],
    [1.2 * 1024 ** 3, '1.2 GB'],
    [3 * 1024 ** 4, '3 TB'],
    [5000 * 1024 ** 4, '5,000 TB'],
  ];
  for (const [bytes, words] of table) {
    it(`of ${bytes} bytes`, () => assert.equal(bytesInWords(bytes), words));
  }
});
