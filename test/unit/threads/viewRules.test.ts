// What the options leave of a forest: which subtrees, which rows of them, and how many count as hidden.
import { strict as assert } from 'node:assert';
import { PINNED_SECTION } from '../../../src/protocol/methods';
import { levelOrder, orderByName } from '../../../src/server/threads/levelOrder';
import { buildSpawnForest } from '../../../src/server/threads/spawnForest';
import { forestOfLocation } from '../../../src/server/threads/locationForest';
import {
  applyRules,
  orderGroups,
  type OptionThread,
  type ShownTree,
  type ViewRules,
} from '../../../src/server/threads/viewRules';

/**
 * `id` or `parent>id`; in front `!`: archived, `?`: a sub-agent without an edge, `x`: exec, `0`: empty. Newest first is
 * reversed.
 */
function build(
  drawing: string,
  rules: Partial<Omit<ViewRules, 'matches' | 'inScope' | 'groupOf'>> & {
    matches?: string;
    inScope?: string;
    groupOf?: (id: string) => string | null;
  } = {},
  archived = false,
) {
  const threads: OptionThread[] = [];
  const edges = drawing.split(' ').flatMap((word, at) => {
    const [marks = ''] = /^[!?x0]*/.exec(word) ?? [];
    const [id = '', parentId] = word.slice(marks.length).split('>').reverse();
    threads.push({
      id,
      archived: marks.includes('!'),
      isSubAgent: parentId !== undefined || marks.includes('?'),
      kind: marks.includes('x') ? 'exec' : 'main',
      isEmpty: marks.includes('0'),
      recencyAt: at,
      newestAt: at,
      createdAt: at,
      archivedAt: marks.includes('!') ? at : null,
    });
    return parentId === undefined ? [] : [{ parentId, childId: id }];
  });
  const idOf = (number: number): string => threads[number]?.id ?? '';
  const { matches, inScope, groupOf, ...flags } = rules;
  const among = (ids: string | undefined) =>
    ids === undefined ? undefined : (number: number) => ids.split(' ').includes(idOf(number));
  const view = applyRules(
    forestOfLocation(
      threads,
      buildSpawnForest(
        edges,
        [],
        threads.map(({ id }) => id),
      ),
      archived,
    ),
    threads,
    {
      orphans: true,
      exec: true,
      empty: true,
      ...flags,
      matches: among(matches),
      inScope: among(inScope),
      groupOf: number => groupOf?.(idOf(number)) ?? null,
    },
  );
  return { view, threads, idOf };
}

function show({
  view,
  threads,
  idOf,
}: {
  view: ShownTree;
  threads: OptionThread[];
  idOf: (number: number) => string;
}): string {
  const newestFirst = levelOrder(threads, view.forest.archived, 'recency');
  const level = (numbers: readonly number[]): string =>
    [...numbers]
      .sort(newestFirst)
      .map(number => {
        assert.ok(view.isShown(number));
        const below = level(view.children(number));
        return `${view.matchesBelow(number) ? '~' : ''}${idOf(number)}${below === '' ? '' : `(${below})`}`;
      })
      .join(' ');
  return `${level(view.top)} | ${level(view.orphans)}`.trim();
}

describe('view options', () => {
  const family = 'P P>A A>G 0E xX X>Y 0F F>C ?S S>T !Q Q>D !Q>Z';
  const tables: {
    title: string;
    drawing?: string;
    rules: Parameters<typeof build>[1];
    archived?: boolean;
    shows: string;
    hidden: number;
  }[] = [
    { title: 'everything', rules: {}, shows: 'D F(C) X(Y) E P(A(G)) | S(T)', hidden: 0 },
    { title: 'everything archived', rules: {}, archived: true, shows: 'Q(Z) |', hidden: 0 },
    {
      title: 'without orphans and their descendants',
      rules: { orphans: false },
      shows: 'D F(C) X(Y) E P(A(G)) |',
      hidden: 2,
    },
    {
      title: 'without exec runs and their descendants',
      rules: { exec: false },
      shows: 'D F(C) E P(A(G)) | S(T)',
      hidden: 2,
    },
    {
      title: 'without empty threads, but with those that have sub-agents',
      rules: { empty: false },
      shows: 'D F(C) X(Y) P(A(G)) | S(T)',
      hidden: 1,
    },
    {
      title: 'an exec run or an empty thread within a subtree stays',
      drawing: 'P xP>X 0P>E',
      rules: { exec: false, empty: false },
      shows: 'P(E X) |',
      hidden: 0,
    },
    {
      title: 'an empty thread whose sub-agents are archived is hidden',
      drawing: '0P !P>A',
      rules: { empty: false },
      shows: '|',
      hidden: 1,
    },
    { title: 'an empty orphan is hidden', drawing: '0?S ?U', rules: { empty: false }, shows: '| U', hidden: 1 },
    { title: 'a detached exec run is hidden', drawing: '!P xP>X P>C', rules: { exec: false }, shows: 'C |', hidden: 1 },
    {
      title: 'the root of a subtree decides about its folder',
      rules: { inScope: 'P G T' },
      shows: 'P(A(G)) |',
      hidden: 8,
    },
    {
      title: 'a detached thread and an orphan decide for themselves',
      rules: { inScope: 'D S' },
      shows: 'D | S(T)',
      hidden: 8,
    },
    { title: 'nothing in the folder', rules: { inScope: '' }, shows: '|', hidden: 11 },
    { title: 'matches and their ancestors', rules: { matches: 'G C' }, shows: '~F(C) ~P(~A(G)) |', hidden: 6 },
    { title: 'descendants of a match are not matches', rules: { matches: 'A' }, shows: '~P(A) |', hidden: 9 },
    { title: 'matches among orphans, and of the other view', rules: { matches: 'T Z' }, shows: '| ~S(T)', hidden: 9 },
    {
      title: 'a match in a hidden subtree stays hidden',
      rules: { matches: 'Y T G', exec: false, orphans: false },
      shows: '~P(~A(G)) |',
      hidden: 8,
    },
    {
      title: 'an empty thread with sub-agents stays, whichever of them match',
      drawing: '0P P>A',
      rules: { matches: 'P', empty: false },
      shows: 'P |',
      hidden: 1,
    },
    {
      title: 'a cycle is like any subtree',
      drawing: 'B>A A>B B>T',
      rules: { matches: 'T' },
      shows: '~B(T) |',
      hidden: 1,
    },
  ];
  for (const { title, drawing = family, rules, archived = false, shows, hidden } of tables) {
    it(title, () => {
      const built = build(drawing, rules, archived);
      assert.equal(show(built), shows);
      assert.equal(built.view.hidden, hidden);
      const shown: string[] = shows.match(/[A-Z]/g) ?? [];
      assert.deepEqual(
        built.threads.map(({ id }) => id).filter((id, number) => built.view.isShown(number) !== shown.includes(id)),
        [],
      );
    });
  }

  it('a row that does not match names the newest match below it, and counts them', () => {
    const { view, threads, idOf } = build('P P>A A>G !P>X X>H P>M !P>Y', { matches: 'G H M Y X' });
    const below = threads.flatMap(({ id }, number) => {
      const match = view.matchesBelow(number);
      return match && view.isShown(number) ? `${id}: ${idOf(match.newest)} of ${match.total}` : [];
    });
    assert.deepEqual(below, ['P: M of 3', 'A: G of 1', 'X: H of 1']);
  });

  it('groups have the rows of the top level, orphans stay apart', () => {
    const { view, idOf } = build(family, { groupOf: id => ('DX'.includes(id) ? 'one' : 'two'), exec: false });
    assert.deepEqual(
      [...view.groups].map(([key, rows]) => [key, rows.map(idOf).join(' ')]),
      [
        ['two', 'P E F'],
        ['one', 'D'],
      ],
    );
    assert.equal(view.orphans.length, 1);
  });

  it('rows without a group are beside the groups', () => {
    const { view, idOf } = build('P D E', { groupOf: id => (id === 'D' ? 'pinned' : null) });
    assert.deepEqual([view.ungrouped.map(idOf).join(' '), [...view.groups.keys()]], ['P E', ['pinned']]);
  });

  it('sizes count what is shown', () => {
    const sizes = (rules: Parameters<typeof build>[1]): Record<string, number> => {
      const { view, threads } = build('P P>A A>G P>B !P>Q Q>D', rules);
      return Object.fromEntries(
        threads.map(({ id }, number) => [id, view.size(number)] as const).filter(([, size]) => size !== 0),
      );
    };
    assert.deepEqual(sizes({}), { P: 4, A: 1, Q: 1 });
    assert.deepEqual(sizes({ matches: 'G' }), { P: 2, A: 1 });
  });

  const orders: { title: string; groups: Record<string, number[]>; ordered: string[] }[] = [
    { title: 'the highest rank first', groups: { a: [5, 1], b: [3, 9], c: [7] }, ordered: ['b', 'c', 'a'] },
    { title: 'the one without a key is last', groups: { '': [99], a: [1] }, ordered: ['a', ''] },
    { title: 'pinned threads are first', groups: { a: [5], [PINNED_SECTION]: [1] }, ordered: [PINNED_SECTION, 'a'] },
    { title: 'equal ones by key', groups: { b: [1], a: [1], c: [2] }, ordered: ['c', 'a', 'b'] },
  ];
  for (const { title, groups, ordered } of orders) {
    it(`the order of groups: ${title}`, () =>
      assert.deepEqual(
        orderGroups(new Map(Object.entries(groups)), rows => Math.max(...rows)),
        ordered,
      ));
  }

  it('the order of groups of one rank is that of a comparison, if there is one', () => {
    const groups = new Map(['/x/a', '/w/c', '', '/y/b'].map(key => [key, [1]]));
    const byLast = (a: string, b: string): number => (a.slice(-1) < b.slice(-1) ? -1 : 1);
    assert.deepEqual(
      orderGroups(groups, () => 0, byLast),
      ['/x/a', '/y/b', '/w/c', ''],
    );
  });

  it('orders of rows', () => {
    const facts: Record<string, Partial<OptionThread>> = {
      a: { recencyAt: 3, createdAt: 1, archivedAt: 5 },
      b: { recencyAt: 2, createdAt: 9, archivedAt: null },
      c: { recencyAt: 2, createdAt: 9, archivedAt: 7 },
      d: { recencyAt: 1, createdAt: 1, archivedAt: 7 },
    };
    const threads = Object.entries(facts).map(([id, fact]) => ({
      id,
      archived: false,
      isSubAgent: false,
      recencyAt: 0,
      newestAt: fact.recencyAt ?? 0,
      createdAt: 0,
      archivedAt: null,
      ...fact,
    }));
    const ordered = (archived: boolean, by: Parameters<typeof levelOrder>[2]): string =>
      [0, 1, 2, 3]
        .sort(levelOrder(threads, archived, by))
        .map(number => threads[number]?.id)
        .join('');
    assert.equal(ordered(false, 'recency'), 'acbd');
    assert.equal(ordered(true, 'recency'), 'cdab');
    assert.equal(ordered(false, 'created'), 'cbad');
    assert.equal(ordered(true, 'created'), 'cbad');
    assert.equal(
      ordered(false, number => [0, 4, 0, 2][number] ?? 0),
      'bdac',
    );
  });

  it('names in a natural order', () => {
    const names = ['agent 10', 'Agent 9', 'zeta', 'Émile', 'eve', '', 'agent 9', 'eve', '日本'];
    const ordered = orderByName([...names.keys()], names, (a, b) => b - a);
    assert.deepEqual(
      ordered.map(number => names[number]),
      ['', 'agent 9', 'Agent 9', 'agent 10', 'Émile', 'eve', 'eve', 'zeta', '日本'],
    );
    assert.ok(ordered.indexOf(7) < ordered.indexOf(4), 'the newest first among equals');
    assert.deepEqual(
      orderByName([7, 3], ['b', 'a'], () => 0),
      [3, 7],
    );
  });
});
