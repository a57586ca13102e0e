// What is counted, and the newest time, over all descendants, also in cycles.
import { strict as assert } from 'node:assert';
import { countDescendants, newestOfSubtrees } from '../../../src/server/threads/subtreeCounts';

describe('over subtrees', () => {
  const tables: { title: string; parents: number[]; counts: number[]; times: number[]; newest: number[] }[] = [
    { title: 'none', parents: [], counts: [], times: [], newest: [] },
    { title: 'a chain', parents: [-1, 0, 1], counts: [2, 1, 0], times: [5, 1, 9], newest: [9, 9, 9] },
    {
      title: 'two trees',
      parents: [-1, 0, 0, -1, 3],
      counts: [2, 0, 0, 1, 0],
      times: [1, 2, 3, 7, 6],
      newest: [3, 2, 3, 7, 6],
    },
    { title: 'a self-edge', parents: [0, 0], counts: [1, 0], times: [1, 2], newest: [2, 2] },
    {
      title: 'a cycle with a tail: each member has what descends from any',
      parents: [1, 0, 1, 2],
      counts: [3, 3, 1, 0],
      times: [1, 2, 3, 4],
      newest: [4, 4, 4, 4],
    },
  ];
  for (const { title, parents, counts, times, newest } of tables) {
    it(title, () => {
      const links = Int32Array.from(parents);
      assert.deepEqual([...countDescendants(links, () => true).descendants], counts);
      assert.deepEqual([...newestOfSubtrees(links, number => times[number] ?? 0)], newest);
    });
  }
});
