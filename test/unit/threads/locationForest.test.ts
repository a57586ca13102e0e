import { strict as assert } from 'node:assert';
import { levelOrder } from '../../../src/server/threads/levelOrder';
import { at, buildSpawnForest, descendantsOf, NONE, type SpawnForest } from '../../../src/server/threads/spawnForest';
import {
  forestOfLocation,
  shownParents,
  type LocatedThread,
  type LocationForest,
} from '../../../src/server/threads/locationForest';

/**
 * `id` or `parent>id`; `!` in front: archived, `?`: a sub-agent without an edge; `other=id`: attached. The last one
 * given is the newest.
 */
function build(
  drawing: string,
  archived = false,
): { located: LocationForest; threads: LocatedThread[]; forest: SpawnForest } {
  const threads: LocatedThread[] = [];
  const attached: [id: string, to: string][] = [];
  const edges = drawing.split(' ').flatMap((word, at) => {
    const [child = '', parentId] = word
      .replace(/^[!?]+/, '')
      .replace(/^.*=/, to => {
        attached.push([word.replace(/^.*=/, ''), to.slice(0, -1)]);
        return '';
      })
      .split('>')
      .reverse();
    threads.push({
      id: child,
      archived: word.includes('!'),
      isSubAgent: parentId !== undefined || word.includes('?'),
      recencyAt: at,
      newestAt: at,
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
  const numberOf = (id: string): number => forest.numbers.get(id) ?? NONE;
  const shown = shownParents(forest, new Map(attached.map(([id, to]) => [numberOf(id), numberOf(to)])));
  return { located: forestOfLocation(threads, forest, archived, shown), threads, forest };
}

/** The forest as text, `a(b c(d))`, newest first in every level, `~` before threads in between; a bar; the orphans. */
function show({ located, threads }: { located: LocationForest; threads: LocatedThread[] }): string {
  const newestFirst = levelOrder(threads, located.archived, 'recency');
  const level = (numbers: readonly number[]): string =>
    [...numbers]
      .sort(newestFirst)
      .map(number => {
        const children = located.children(number);
        const name = `${located.isBetween(number) ? '~' : ''}${threads[number]?.id}`;
        return children.length === 0 ? name : `${name}(${level(children)})`;
      })
      .join(' ');
  return [located.top, located.orphans].map(level).join(' | ').trim();
}

/** How many threads of the location are shown below a thread. */
function membersBelow(built: ReturnType<typeof build>, number: number): number {
  const { located } = built;
  return located
    .children(number)
    .reduce((sum, child) => sum + (located.isBetween(child) ? 0 : 1) + membersBelow(built, child), 0);
}

function hasCycle(forest: SpawnForest): boolean {
  return forest.ids.some(id => descendantsOf(forest, id).some(below => descendantsOf(forest, below).includes(id)));
}

describe('the forest of a location', () => {
  const forests: {
    title: string;
    drawing: string;
    archived?: boolean;
    shows: string;
    detached?: string[];
    descendants?: Record<string, number>;
  }[] = [
    { title: 'newest first in every level', drawing: 'a b a>c a>d', shows: 'b a(d c) |' },
    { title: 'a grandchild', drawing: 'P P>C C>G', shows: 'P(C(G)) |', descendants: { P: 2, C: 1 } },
    {
      title: 'archived threads are in the other forest',
      drawing: 'P !P>C P>D',
      shows: 'P(D) |',
      descendants: { P: 1 },
    },
    {
      title: 'the archived threads, last archived first',
      drawing: '!a !b !a>c',
      archived: true,
      shows: 'a(c) b |',
      descendants: { a: 1 },
    },
    {
      title: 'an active sub-agent of an archived parent is at the top',
      drawing: '!P P>C C>G',
      shows: 'C(G) |',
      detached: ['C'],
      descendants: { C: 1, P: 2 },
    },
    {
      title: 'an archived thread between active ones stays, so that count and tree agree',
      drawing: 'P !P>C C>G C>H P>D',
      shows: 'P(D ~C(H G)) |',
      descendants: { P: 3, C: 2 },
    },
    {
      title: 'so do several, one below the other',
      drawing: 'P !P>B !B>C C>G !C>X !P>Y Y>Z !Z>W',
      shows: 'P(~Y(Z) ~B(~C(G))) |',
      descendants: { P: 2, B: 1, C: 1, Y: 1 },
    },
    {
      title: 'an active thread between archived ones stays in the archived view',
      drawing: '!P P>C !C>G',
      archived: true,
      shows: 'P(~C(G)) |',
      descendants: { P: 1, C: 1 },
    },
    {
      title: 'an archived thread without an active one above it does not',
      drawing: '!P !P>C C>G ?S !S>T T>U',
      shows: 'G | S(~T(U))',
      detached: ['G'],
    },
    {
      title: 'an attached thread is with the one to which it is attached, and does not count as a descendant',
      drawing: 'P P>C P=A A>B C=D',
      shows: 'P(A(B) C(D)) |',
      descendants: { P: 1, A: 1 },
    },
    { title: 'a spawn edge wins over an attachment', drawing: 'P Q Q=P>C', shows: 'Q P(C) |', descendants: { P: 1 } },
    {
      title: 'a thread that is attached to an archived one is at the top',
      drawing: '!P P=A',
      shows: 'A |',
      detached: ['A'],
      descendants: {},
    },
    {
      title: 'an archived thread stays between an active one and one that is attached to it',
      drawing: 'P !P>C C=A',
      shows: 'P(~C(A)) |',
    },
    { title: 'threads attached to each other are a cycle', drawing: 'B=A A=B C=C', shows: 'C B(A) |' },
    { title: 'a sub-agent without a parent that is attached', drawing: 'P ?P=S', shows: 'P(S) |' },
    { title: 'a sub-agent without a parent', drawing: 'P ?S', shows: 'P | S' },
    { title: 'a sub-agent whose parent has no row', drawing: 'P gone>C', shows: 'P | C', descendants: { gone: 1 } },
    { title: 'children of an orphan', drawing: '?S S>C', shows: '| S(C)', descendants: { S: 1 } },
    { title: 'a self-edge is at the top', drawing: 'P>P', shows: 'P |' },
    {
      title: 'the newest member of a cycle moves to the top',
      drawing: 'B>A A>B',
      shows: 'B(A) |',
      descendants: { A: 1, B: 1 },
    },
    {
      title: 'a cycle with a tail is opened within the cycle',
      drawing: 'B>A A>B B>T T>U',
      shows: 'B(T(U) A) |',
      descendants: { A: 3, B: 3, T: 1 },
    },
    {
      title: 'of a cycle over both locations, what is between stays',
      drawing: 'C>A !A>B B>C',
      shows: 'C(A) |',
      detached: ['C'],
      descendants: { A: 1, B: 2, C: 1 },
    },
    {
      title: 'a cycle over both locations is not a cycle in either',
      drawing: '!B>A A>B',
      shows: 'B |',
      detached: ['B'],
      descendants: { A: 1 },
    },
    {
      title: 'a cycle beside trees',
      drawing: 'a a>b c c>d B>A A>B',
      shows: 'B(A) c(d) a(b) |',
      descendants: { a: 1, c: 1, A: 1, B: 1 },
    },
    { title: 'two cycles', drawing: 'b>a a>b d>c c>d', shows: 'd(c) b(a) |', descendants: { a: 1, b: 1, c: 1, d: 1 } },
  ];
  for (const { title, drawing, archived = false, shows, detached = [], descendants } of forests) {
    it(title, () => {
      const built = build(drawing, archived);
      const { located, forest } = built;
      assert.equal(show(built), shows.trim());
      assert.deepEqual(
        forest.ids.filter((_, number) => located.isDetached(number)),
        detached,
      );
      if (descendants)
        assert.deepEqual(
          Object.fromEntries(
            forest.ids.map((id, number) => [id, at(located.descendants, number)]).filter(([, count]) => count !== 0),
          ),
          descendants,
        );
    });
  }

  it('has each thread exactly once, and counts descendants as the cascade lists them, in 300 random forests', () => {
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
        const { located, threads, forest } = built;
        const members = threads
          .filter(thread => thread.archived === archived)
          .map(({ id }) => id)
          .sort();
        const shown = show(built)
          .split(/[ ()|]+/)
          .filter(id => id !== '' && !id.startsWith('~'))
          .sort();
        assert.deepEqual(shown, members, drawing);
        assert.ok(!/~\d+(?!\d*\()/.test(show(built)), `${show(built)}: what is between has members below it`);
        assert.equal(located.members, members.length);
        for (const [number, { id }] of threads.entries()) {
          const below = descendantsOf(forest, id).filter(other =>
            threads.some(thread => thread.id === other && thread.archived === archived),
          ).length;
          assert.equal(at(located.descendants, number), below, `${id} of ${drawing}`);
          const parent = at(located.parents, number);
          if (!located.isBetween(number) && threads[number]?.archived === archived && !hasCycle(forest))
            assert.equal(membersBelow(built, number), below, `below ${id} of ${drawing}`);
          if (parent !== NONE)
            assert.ok(located.children(parent).includes(number), `${parent} above ${id} of ${drawing}`);
        }
      }
    }
  });

  it('handles a cycle of 20,000 threads, each with a sub-agent', () => {
    const size = 20_000;
    const cycle = Array.from({ length: size }, (_, at) => `${(at + 1) % size}>${at} ${at}>leaf${at}`).join(' ');
    const { located, forest } = build(cycle);
    assert.equal(located.top.length, 1);
    assert.equal(at(located.descendants, forest.numbers.get('0') ?? NONE), 2 * size - 1);
    assert.equal(at(located.descendants, forest.numbers.get('leaf0') ?? NONE), 0);
  });
});
