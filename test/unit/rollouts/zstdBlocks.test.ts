// The walk over zstd data, which arrives in pieces of any size.
import { strict as assert } from 'node:assert';
import { constants, zstdCompressSync } from 'node:zlib';
import { blockEnds, createZstdWalk } from '../../../src/server/rollouts/zstdBlocks';

describe('the walk over zstd data', () => {
  const text = Buffer.from(Array.from({ length: 40_000 }, (_, number) => `line ${number * 7919}\n`).join(''));
  const plain = zstdCompressSync(text);
  const checked = zstdCompressSync(text, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
  const skippable = Buffer.from([0x5f, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);

  const walked = (data: Buffer, piece: number): { ends: number[]; contentEnd: number } => {
    const ends: number[] = [];
    const walk = createZstdWalk(end => ends.push(end));
    const memory = Buffer.alloc(piece);
    for (let at = 0; at < data.length; at += piece) {
      const length = data.copy(memory, 0, at, Math.min(data.length, at + piece));
      walk.push(memory.subarray(0, length));
    }
    return { ends, contentEnd: walk.contentEnd() };
  };

  const cases: [title: string, data: Buffer, contentEnd: number][] = [
    ['a frame', plain, plain.length],
    ['a frame with a checksum', checked, checked.length],
    ['two frames', Buffer.concat([plain, checked]), plain.length + checked.length],
    ['what is skipped, before and after', Buffer.concat([skippable, plain, skippable]), 11 + plain.length],
    ['a frame and what is not zstd', Buffer.concat([plain, Buffer.from('and so on and on')]), plain.length],
    ['a frame without its checksum', checked.subarray(0, -4), checked.length],
    ['a frame without its last block', plain.subarray(0, (blockEnds(plain).at(-2) ?? 0) + 2), Infinity],
    ['a frame and the start of another', Buffer.concat([plain, plain.subarray(0, 9)]), Infinity],
    ['nothing', Buffer.alloc(0), Infinity],
    ['what is not zstd', Buffer.from('{"type":"session_meta"}'), Infinity],
  ];
  for (const [title, data, contentEnd] of cases)
    it(`finds the end of the contents in ${title}, however it arrives`, () => {
      const whole = walked(data, data.length + 1);
      assert.equal(whole.contentEnd, contentEnd);
      for (const piece of [1, 2, 3, 7, 8, 1000]) assert.deepEqual(walked(data, piece), whole);
    });

  it('finds the end of each block that is completely there', () => {
    const ends = blockEnds(checked);
    assert.ok(ends.length > 2);
    assert.equal(ends.at(-1), checked.length - 4);
    assert.deepEqual(blockEnds(checked.subarray(0, -5)), ends.slice(0, -1));
  });
});
