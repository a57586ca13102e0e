import { strict as assert } from 'node:assert';
import { countLoadedDescendants } from '../../../src/server/threads/loadedCounts';
import { buildSpawnForest } from '../../../src/server/threads/spawnForest';

describe('loaded descendants', () => {
  const cases: { title: string; edges: string; archived?: string; loaded: string; counts: Record<string, number> }[] = [
    {
      title: 'each ancestor counts it, but it does not count itself',
      edges: 'a>b b>c a>d',
      loaded: 'c',
      counts: { a: 1, b: 1 },
    },
    { title: 'several', edges: 'a>b b>c a>d', loaded: 'a c d', counts: { a: 2, b: 1 } },
    {
      title: 'only in its own location, whatever is in between',
      edges: 'a>b b>c',
      archived: 'b',
      loaded: 'c',
      counts: { a: 1 },
    },
    { title: 'an archived one that is loaded', edges: 'a>b b>c', archived: 'b c', loaded: 'c', counts: { b: 1 } },
    { title: 'a cycle', edges: 'a>b b>a', loaded: 'a', counts: { b: 1 } },
    { title: 'below a cycle', edges: 'a>b b>a b>c', loaded: 'c', counts: { a: 1, b: 1 } },
    { title: 'a parent without a row', edges: 'x>a a>b', loaded: 'b', counts: { a: 1 } },
    { title: 'none', edges: 'a>b', loaded: '', counts: {} },
  ];
  for (const { title, edges, archived = '', loaded, counts } of cases) {
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
        loaded.split(' ').flatMap(id => forest.numbers.get(id) ?? []),
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
