import { strict as assert } from 'node:assert';
import { buildSpawnForest, descendantsOf, type SpawnEdge } from '../../../src/server/threads/spawnForest';

function edges(...pairs: string[]): SpawnEdge[] {
  return pairs.map(pair => {
    const [parentId, childId] = pair.split(' ') as [string, string];
    return { parentId, childId };
  });
}

describe('spawn forest', () => {
  const listings: { title: string; edges: string[]; inSource?: string[]; root: string; listed: string[] }[] = [
    { title: 'a thread without descendants', edges: ['P C'], root: 'C', listed: [] },
    { title: 'an unknown thread', edges: ['P C'], root: 'X', listed: [] },
    {
      title: 'by depth, then by id, whatever the order of the edges',
      edges: ['b b1', 'P b', 'a a1', 'P a', 'a a0'],
      root: 'P',
      listed: ['a', 'b', 'a0', 'a1', 'b1'],
    },
    {
      title: 'by id within a depth, not by parent',
      edges: ['P a', 'P b', 'a 9', 'b 1'],
      root: 'P',
      listed: ['a', 'b', '1', '9'],
    },
    {
      title: 'a parent that only the source names',
      edges: ['P C'],
      inSource: ['P D', 'D E'],
      root: 'P',
      listed: ['C', 'D', 'E'],
    },
    { title: 'an edge wins over the source', edges: ['P C'], inSource: ['Q C'], root: 'Q', listed: [] },
    { title: 'the later of two edges to one sub-agent', edges: ['P C', 'Q C'], root: 'Q', listed: ['C'] },
    { title: 'a self-edge', edges: ['P P', 'P C'], root: 'P', listed: ['C'] },
    {
      title: 'a cycle, without the requested thread',
      edges: ['A B', 'B C', 'C A'],
      root: 'B',
      listed: ['C', 'A'],
    },
    { title: 'a cycle that the source closes', edges: ['A B'], inSource: ['B A'], root: 'A', listed: ['B'] },
    { title: 'a cycle with a tail', edges: ['A B', 'B A', 'B T', 'T U'], root: 'A', listed: ['B', 'T', 'U'] },
    {
      title: 'ids that are property names',
      edges: ['__proto__ constructor', 'constructor toString'],
      root: '__proto__',
      listed: ['constructor', 'toString'],
    },
  ];
  for (const { title, edges: pairs, inSource = [], root, listed } of listings) {
    it(`lists ${title}`, () => {
      assert.deepEqual(descendantsOf(buildSpawnForest(edges(...pairs), edges(...inSource)), root), listed);
    });
  }

  it('lists a chain 100,000 deep', () => {
    const chain = Array.from({ length: 100_000 }, (_, at) => ({ parentId: `t${at}`, childId: `t${at + 1}` }));
    assert.equal(descendantsOf(buildSpawnForest(chain, []), 't0').length, 100_000);
  });
});
