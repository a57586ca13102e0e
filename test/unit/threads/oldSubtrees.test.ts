import { strict as assert } from 'node:assert';
import { findOldSubtrees, type CleanUpRules } from '../../../src/server/threads/oldSubtrees';
import { buildSpawnForest, descendantsOf } from '../../../src/server/threads/spawnForest';
import { forestOfLocation, type LocatedThread } from '../../../src/server/threads/locationForest';
import { seededRandom } from '../../fixtures/random';

interface Drawn {
  /** The subtrees as `root(members)`, oldest first. */
  subtrees: string[];
  newestAt: number[];
  loaded: number;
}

/**
 * `id@time` or `parent>id@time`; `!` in front: archived, `?`: a sub-agent without an edge, `*`: pinned, `+`: loaded,
 * `~`: its edge is not closed, `-`: no row. Times up to 10 are old.
 */
function find(
  drawing: string,
  options: Partial<Pick<CleanUpRules, 'withChildrenOnly'>> & { finishedOnly?: boolean; excludePinned?: boolean } = {},
): Drawn {
  const threads: LocatedThread[] = [];
  const [pinned, loaded, unfinished] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const edges = drawing.split(' ').flatMap(word => {
    const [, marks = '', names = '', time = '0'] = /^([!?*+~-]*)([^@]*)@?(\d*)$/.exec(word) ?? [];
    const [child = '', parentId] = names.split('>').reverse();
    const [archived, recencyAt] = [marks.includes('!'), Number(time)];
    if (!marks.includes('-'))
      threads.push({
        id: child,
        archived,
        isSubAgent: parentId !== undefined || marks.includes('?'),
        recencyAt,
        newestAt: recencyAt,
        createdAt: recencyAt,
        archivedAt: archived ? recencyAt : null,
      });
    for (const [mark, set] of [
      ['*', pinned],
      ['+', loaded],
      ['~', unfinished],
    ] as const)
      if (marks.includes(mark)) set.add(child);
    return parentId === undefined ? [] : [{ parentId, childId: child }];
  });
  const forest = buildSpawnForest(
    edges,
    [],
    threads.map(({ id }) => id),
  );
  const idOf = (number: number): string => forest.ids[number] as string;
  const found = findOldSubtrees(threads, forest, forestOfLocation(threads, forest, false), {
    until: 10,
    withChildrenOnly: options.withChildrenOnly ?? false,
    isWanted: root => !(options.excludePinned && pinned.has(idOf(root))),
    isUnfinished: child => options.finishedOnly === true && unfinished.has(idOf(child)),
    isLoaded: number => loaded.has(idOf(number)),
  });
  return {
    subtrees: found.subtrees.map(({ root, members }) => `${idOf(root)}(${members.map(idOf).sort().join(' ')})`),
    newestAt: found.subtrees.map(({ newestAt }) => newestAt),
    loaded: found.loaded,
  };
}

describe('old threads', () => {
  const cases: {
    title: string;
    drawing: string;
    options?: Parameters<typeof find>[1];
    subtrees: string;
    loaded?: number;
  }[] = [
    {
      title: 'oldest first, equal ones by id, without newer ones',
      drawing: 'a@9 b@3 c@10 d@11 e@9',
      subtrees: 'b(b) a(a) e(e) c(c)',
    },
    { title: 'the whole subtree has to be old', drawing: 'a@1 a>b@2 b>c@11 d@1 d>e@9', subtrees: 'd(d e)' },
    { title: 'a subtree is as old as its newest thread', drawing: 'a@1 a>b@9 c@5', subtrees: 'c(c) a(a b)' },
    {
      title: 'an archived thread counts for the subtree’s age, but is not one to archive',
      drawing: 'a@1 !a>b@11 c@1 !c>d@2',
      subtrees: 'c(c)',
    },
    { title: 'archived subtrees are not found', drawing: '!a@1 !a>b@1', subtrees: '' },
    {
      title: 'an active thread below an archived one is a separate subtree',
      drawing: '!a@1 a>b@2',
      subtrees: 'b(b)',
    },
    { title: 'unless it is part of another subtree', drawing: 'a@1 !a>b@2 b>c@3', subtrees: 'a(a c)' },
    { title: 'and of a newer one it is not found', drawing: 'a@11 !a>b@2 b>c@3', subtrees: '' },
    { title: 'sub-agents without a known parent', drawing: '?a@1 ?b@11 -x x>c@2', subtrees: 'a(a) c(c)' },
    {
      title: 'only those with sub-agents',
      drawing: 'a@1 a>b@1 c@1 d@1 !d>e@1',
      options: { withChildrenOnly: true },
      subtrees: 'a(a b)',
    },
    {
      title: 'only finished ones',
      drawing: 'a@1 a>b@1 ~b>c@1 d@1 d>e@1 f@1',
      options: { finishedOnly: true },
      subtrees: 'd(d e) f(f)',
    },
    {
      title: 'an open edge above the root, or to a thread without a row, does not matter',
      drawing: '!a@1 ~a>b@1 c@1 ~-c>x',
      options: { finishedOnly: true },
      subtrees: 'b(b) c(c)',
    },
    {
      title: 'without pinned roots',
      drawing: '*a@1 a>b@1 c@1 *c>d@1',
      options: { excludePinned: true },
      subtrees: 'c(c d)',
    },
    {
      title: 'one with a loaded thread is counted',
      drawing: '+a@1 b@1 +b>c@1 d@1 +e@11 !+d>f@1',
      subtrees: '',
      loaded: 3,
    },
    {
      title: 'loaded within another subtree: counted once',
      drawing: 'a@1 !a>b@1 +b>c@1 d@2',
      subtrees: 'd(d)',
      loaded: 1,
    },
    { title: 'a cycle', drawing: 'b>a@1 a>b@2', subtrees: 'b(a b)' },
    {
      title: 'a cycle through archived threads is one subtree',
      drawing: 'd>a@1 !a>b@1 b>c@2 !c>d@1',
      subtrees: 'c(a c)',
    },
    { title: 'a self-edge', drawing: 'a>a@1', subtrees: 'a(a)' },
    { title: 'none', drawing: 'a@11', subtrees: '' },
  ];
  for (const { title, drawing, options, subtrees, loaded = 0 } of cases) {
    it(title, () => {
      const found = find(drawing, options);
      assert.equal(found.subtrees.join(' '), subtrees);
      assert.equal(found.loaded, loaded);
    });
  }

  it('says when anything last happened in the subtree', () =>
    assert.deepEqual(find('a@1 a>b@9 !a>c@10 d@3').newestAt, [3, 10]));

  it('each old active thread is in one subtree, once: random forests with cycles', () => {
    const random = seededRandom(11);
    for (let round = 0; round < 200; round++) {
      const size = 1 + random.int(30);
      const ids = Array.from({ length: size }, (_, at) => `t${at}`);
      const drawing = ids
        .map(
          (id, at) =>
            `${random.chance(0.3) ? '!' : ''}${random.chance(0.7) ? `${random.pick(ids)}>` : ''}${id}@${1 + (at % 10)}`,
        )
        .join(' ');
      const active = drawing
        .split(' ')
        .filter(word => !word.includes('!'))
        .map(word => word.replace(/^.*>|@.*$/g, ''));
      const { subtrees } = find(drawing);
      assert.deepEqual(
        subtrees.flatMap(subtree => subtree.replace(/^.*\(|\)$/g, '').split(' ')).sort(),
        active.sort(),
        drawing,
      );
    }
  });

  it('has the threads that an archive moves', () => {
    const random = seededRandom(12);
    for (let round = 0; round < 100; round++) {
      const ids = Array.from({ length: 25 }, (_, at) => `t${at}`);
      const drawn = ids.map((id, at) => ({
        id,
        archived: random.chance(0.3),
        parentId: at > 0 && random.chance(0.8) ? `t${random.int(at)}` : undefined,
      }));
      const { subtrees } = find(
        drawn
          .map(
            ({ id, archived, parentId }) =>
              `${archived ? '!' : ''}${parentId === undefined ? '' : `${parentId}>`}${id}@1`,
          )
          .join(' '),
      );
      const forest = buildSpawnForest(
        drawn.flatMap(({ id, parentId }) => (parentId === undefined ? [] : [{ parentId, childId: id }])),
        [],
        ids,
      );
      for (const subtree of subtrees) {
        const [root = '', members = ''] = subtree.slice(0, -1).split('(');
        const taken = [root, ...descendantsOf(forest, root)].filter(id =>
          drawn.some(thread => thread.id === id && !thread.archived),
        );
        assert.deepEqual(members.split(' '), taken.sort());
      }
    }
  });

  it('a chain of 100,000, every second one archived, takes time proportional to its length', () => {
    const size = 100_000;
    const threads = Array.from({ length: size }, (_, at): LocatedThread => ({
      id: `t${at}`,
      archived: at % 2 === 1,
      isSubAgent: at > 0,
      recencyAt: 1,
      newestAt: 1,
      createdAt: 1,
      archivedAt: null,
    }));
    const forest = buildSpawnForest(
      threads.slice(1).map(({ id }, at) => ({ parentId: `t${at}`, childId: id })),
      [],
      threads.map(({ id }) => id),
    );
    const { subtrees } = findOldSubtrees(threads, forest, forestOfLocation(threads, forest, false), {
      until: 10,
      withChildrenOnly: false,
      isWanted: () => true,
      isUnfinished: () => false,
      isLoaded: () => false,
    });
    assert.deepEqual(
      subtrees.map(({ root, members }) => [root, members.length]),
      [[0, size / 2]],
    );
  });
});
