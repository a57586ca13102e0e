import { strict as assert } from 'node:assert';
import { levelOrder } from '../../../src/server/threads/levelOrder';
import { at, buildSpawnForest, descendantsOf, NONE, type SpawnForest } from '../../../src/server/threads/spawnForest';
import { forestOfLocation, type PlacedThread, type LocationForest } from '../../../src/server/threads/treePlaces';

/**
 * `id` or `parent>id`; `!` in front: archived, `?`: a sub-agent without an edge. Newest first is the order given,
 * reversed.
 */
function build(
  drawing: string,
  archived = false,
): { places: LocationForest; threads: PlacedThread[]; forest: SpawnForest } {
  const threads: PlacedThread[] = [];
  const edges = drawing.split(' ').flatMap((word, at) => {
    const [child = '', parentId] = word
      .replace(/^[!?]+/, '')
      .split('>')
      .reverse();
    threads.push({
      id: child,
      archived: word.includes('!'),
      isSubAgent: parentId !== undefined || word.includes('?'),
      recencyAt: at,
      createdAt: at,
      archivedAt: word.includes('!') ? 1000 - at : null,
    });
    return parentId === undefined ? [] : [{ parentId, childId: child }];
  });
  const forest = buildSpawnForest(
    edges,
    [],
    threads.map(({ id }) => id),
  );
  return { places: forestOfLocation(threads, forest, archived), threads, forest };
}

/** The view as text, `a(b c(d))`, newest first in every level, orphans behind a bar. */
function show({ places, threads }: { places: LocationForest; threads: PlacedThread[] }): string {
  const newestFirst = levelOrder(threads, places.archived, 'recency');
  const level = (numbers: readonly number[]): string =>
    [...numbers]
      .sort(newestFirst)
      .map(number => {
        const children = places.children(number);
        return children.length === 0 ? threads[number]?.id : `${threads[number]?.id}(${level(children)})`;
      })
      .join(' ');
  return [places.top, places.orphans].map(level).join(' | ').trim();
}

describe('tree views', () => {
  const views: {
    title: string;
    drawing: string;
    archived?: boolean;
    shows: string;
    detached?: string[];
    below?: Record<string, number>;
  }[] = [
    { title: 'newest first in every level', drawing: 'a b a>c a>d', shows: 'b a(d c) |' },
    { title: 'a grandchild', drawing: 'P P>C C>G', shows: 'P(C(G)) |', below: { P: 2, C: 1 } },
    { title: 'archived threads stand in the other view', drawing: 'P !P>C P>D', shows: 'P(D) |', below: { P: 1 } },
    {
      title: 'the archived view, last archived first',
      drawing: '!a !b !a>c',
      archived: true,
      shows: 'a(c) b |',
      below: { a: 1 },
    },
    {
      title: 'an active child of an archived parent stands at the top',
      drawing: '!P P>C C>G',
      shows: 'C(G) |',
      detached: ['C'],
      below: { C: 1, P: 2 },
    },
    {
      title: 'a member below a thread of the other view is counted above it',
      drawing: 'P !P>C C>G',
      shows: 'G P |',
      detached: ['G'],
      below: { P: 1, C: 1 },
    },
    { title: 'a sub-agent without a parent', drawing: 'P ?S', shows: 'P | S' },
    { title: 'a sub-agent whose parent has no row', drawing: 'P gone>C', shows: 'P | C', below: { gone: 1 } },
    { title: 'children of an orphan', drawing: '?S S>C', shows: '| S(C)', below: { S: 1 } },
    { title: 'a self-edge stands at the top', drawing: 'P>P', shows: 'P |' },
    { title: 'a cycle is lifted at its newest member', drawing: 'B>A A>B', shows: 'B(A) |', below: { A: 1, B: 1 } },
    {
      title: 'a cycle with a tail is lifted in the cycle',
      drawing: 'B>A A>B B>T T>U',
      shows: 'B(T(U) A) |',
      below: { A: 3, B: 3, T: 1 },
    },
    {
      title: 'a cycle over both views has no cycle in either',
      drawing: '!B>A A>B',
      shows: 'B |',
      detached: ['B'],
      below: { A: 1 },
    },
    {
      title: 'a cycle beside trees',
      drawing: 'a a>b c c>d B>A A>B',
      shows: 'B(A) c(d) a(b) |',
      below: { a: 1, c: 1, A: 1, B: 1 },
    },
    { title: 'two cycles', drawing: 'b>a a>b d>c c>d', shows: 'd(c) b(a) |', below: { a: 1, b: 1, c: 1, d: 1 } },
  ];
  for (const { title, drawing, archived = false, shows, detached = [], below } of views) {
    it(title, () => {
      const built = build(drawing, archived);
      const { places, forest } = built;
      assert.equal(show(built), shows.trim());
      assert.deepEqual(
        forest.ids.filter((_, number) => places.isDetached(number)),
        detached,
      );
      if (below)
        assert.deepEqual(
          Object.fromEntries(
            forest.ids.map((id, number) => [id, at(places.below, number)]).filter(([, count]) => count !== 0),
          ),
          below,
        );
    });
  }

  it('shows every member exactly once and counts what is below as the cascade lists it, in 300 random forests', () => {
    let state = 12345;
    const random = (below: number): number => (state = (state * 1103515245 + 12345) % 2 ** 31) % below;
    for (let run = 0; run < 300; run++) {
      const size = 1 + random(12);
      const drawing = Array.from(
        { length: size },
        (_, at) => `${random(3) === 0 ? '!' : ''}${random(4) === 0 ? '' : `${random(size + 1)}>`}${at}`,
      ).join(' ');
      for (const archived of [false, true]) {
        const built = build(drawing, archived);
        const { places, threads, forest } = built;
        const members = threads
          .filter(thread => thread.archived === archived)
          .map(({ id }) => id)
          .sort();
        const shown = show(built)
          .split(/[ ()|]+/)
          .filter(id => id !== '')
          .sort();
        assert.deepEqual(shown, members, drawing);
        assert.equal(places.members, members.length);
        for (const [number, { id }] of threads.entries()) {
          const below = descendantsOf(forest, id).filter(other =>
            threads.some(thread => thread.id === other && thread.archived === archived),
          ).length;
          assert.equal(at(places.below, number), below, `${id} of ${drawing}`);
          const parent = at(places.above, number);
          if (parent !== NONE)
            assert.ok(places.children(parent).includes(number), `${parent} above ${id} of ${drawing}`);
        }
      }
    }
  });

  it('takes a cycle of 20,000 threads, each with a child, in its stride', () => {
    const size = 20_000;
    const cycle = Array.from({ length: size }, (_, at) => `${(at + 1) % size}>${at} ${at}>leaf${at}`).join(' ');
    const { places, forest } = build(cycle);
    assert.equal(places.top.length, 1);
    assert.equal(at(places.below, forest.numbers.get('0') ?? NONE), 2 * size - 1);
    assert.equal(at(places.below, forest.numbers.get('leaf0') ?? NONE), 0);
  });
});
