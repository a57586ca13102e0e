import assert from 'node:assert/strict';
import { threadParts, type Segment } from '../../../src/server/rollouts/threadParts';

const thread = '01a225aa-683e-7690-88d5-fbcebb3ce90f';
const second = '01a225aa-6b5e-7872-aaca-a3487617b230';
const third = '01a225aa-6c87-78d2-a6a0-295e6a8eb99e';
const root = `/s/rollout-2026-11-29T04-57-34-${thread}.jsonl`;
const afterRevert = `/s/rollout-2026-11-29T04-57-35-${thread}_${second}.jsonl.zst`;
const afterAnother = `/s/rollout-2026-11-29T04-57-36-${thread}_${third}.jsonl`;
const segment = (file: string, segmentId?: string, endByteOffset = 0): Segment => ({
  file,
  base: segmentId === undefined ? null : { segmentId, endByteOffset },
});

describe('threadParts', () => {
  it('reads a single rollout whole', () => {
    assert.deepEqual(threadParts([segment(root)], root), {
      history: [{ file: root, from: 0, to: Infinity }],
      takenBack: [],
    });
  });

  it('reads a reverted rollout up to the byte from which the next one goes on', () => {
    assert.deepEqual(threadParts([segment(root), segment(afterRevert, thread, 9345)], afterRevert), {
      history: [
        { file: root, from: 0, to: 9345 },
        { file: afterRevert, from: 0, to: Infinity },
      ],
      takenBack: [{ file: root, from: 9345, to: Infinity }],
    });
  });

  it('leaves out a rollout on which the newest does not build', () => {
    const all = [segment(root), segment(afterRevert, thread, 9345), segment(afterAnother, thread, 4000)];
    assert.deepEqual(threadParts(all, undefined), {
      history: [
        { file: root, from: 0, to: 4000 },
        { file: afterAnother, from: 0, to: Infinity },
      ],
      takenBack: [
        { file: root, from: 4000, to: Infinity },
        { file: afterRevert, from: 0, to: Infinity },
      ],
    });
  });

  it('believes the row about which rollout is the newest', () => {
    const all = [segment(root), segment(afterRevert, thread, 9345), segment(afterAnother, second, 50)];
    assert.deepEqual(
      threadParts(all, afterRevert).history.map(({ file, to }) => [file, to]),
      [
        [root, 9345],
        [afterRevert, Infinity],
      ],
    );
  });

  it('does not follow a base in another thread, nor in a circle', () => {
    const other = '01a225aa-0000-7000-8000-000000000000';
    assert.deepEqual(threadParts([segment(root, other, 77)], root).history, [{ file: root, from: 0, to: Infinity }]);
    const circle = [segment(root, second, 1), segment(afterRevert, thread, 2)];
    assert.equal(threadParts(circle, root).history.length, 2);
    assert.deepEqual(threadParts([], undefined), { history: [], takenBack: [] });
  });
});
