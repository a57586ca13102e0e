import { strict as assert } from 'node:assert';
import { countLoadedDescendants } from '../../../src/server/threads/loadedCounts';
import { buildSpawnForest } from '../../../src/server/threads/spawnForest';

describe('threads in use below others', () => {
  const cases: { title: string; edges: string; archived?: string; inUse: string; counts: Record<string, number> }[] = [
    { title: 'each ancestor counts it, itself not', edges: 'a>b b>c a>d', inUse: 'c', counts: { a: 1, b: 1 } },
    { title: 'several', edges: 'a>b b>c a>d', inUse: 'a c d', counts: { a: 2, b: 1 } },
    {
      title: 'only in its own view, whatever stands between',
      edges: 'a>b b>c',
      archived: 'b',
      inUse: 'c',
      counts: { a: 1 },
    },
    { title: 'an archived one in use', edges: 'a>b b>c', archived: 'b c', inUse: 'c', counts: { b: 1 } },
    { title: 'a cycle', edges: 'a>b b>a', inUse: 'a', counts: { b: 1 } },
    { title: 'below a cycle', edges: 'a>b b>a b>c', inUse: 'c', counts: { a: 1, b: 1 } },
    { title: 'a parent without a row', edges: 'x>a a>b', inUse: 'b', counts: { a: 1 } },
    { title: 'none', edges: 'a>b', inUse: '', counts: {} },
  ];
  for (const { title, edges, archived = '', inUse, counts } of cases) {
    it(title, () => {
      const ids = ['a', 'b', 'c', 'd'];
      const forest = buildSpawnForest(
        edges.split(' ').map(edge => ({ parentId: edge.charAt(0), childId: edge.charAt(2) })),
        [],
        ids,
      );
      const threads = ids.map(id => ({ archived: archived.includes(id) }));
      const found = countLoadedDescendants(
        threads,
        forest,
        inUse.split(' ').flatMap(id => forest.numbers.get(id) ?? []),
      );
      assert.deepEqual(
        Object.fromEntries(
          [...found].filter(([number]) => number < ids.length).map(([number, count]) => [ids[number], count]),
        ),
        counts,
      );
    });
  }
});
