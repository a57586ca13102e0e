// The search compared with a naive implementation, on generated threads; and the order of hits.
import { strict as assert } from 'node:assert';
import { createSearchIndex, type SearchIndex } from '../../../src/server/threads/searchIndex';
import { indexText } from '../../../src/server/threads/searchRank';
import { queryWords, searchFields, type SearchField } from '../../../src/server/threads/searchText';
import { hostileTexts } from '../../fixtures/hostileTexts';
import { randomUuid7 } from '../../fixtures/ids';
import { seededRandom, type Random } from '../../fixtures/random';

interface Thread {
  id: string;
  fields: SearchField[];
}

function indexOf(threads: readonly Thread[]): SearchIndex {
  return createSearchIndex(threads.map(({ id, fields }) => ({ id, text: indexText(fields) })));
}

const vocabulary = [
  'fix',
  'Fixed',
  'prefix',
  'the',
  'Tests',
  'test',
  'login',
  'ログイン',
  '修复登录',
  'ｌｏｇｉｎ',
  'größer',
  'CAFÉ',
  'cafe\u0301',
  '100%',
  'a.b',
  'C++',
  '01a2',
  'main',
  'f',
  'ΟΔΟΣ',
  '🧪',
];

function randomThread(random: Random, at: number): Thread {
  const id = randomUuid7(random, Date.UTC(2026, 4, 1) + at * 47_321);
  const words = (most: number): string =>
    Array.from({ length: random.int(most + 1) }, () =>
      random.chance(0.02) ? random.pick(hostileTexts).text : random.pick(vocabulary),
    ).join(random.pick([' ', ' ', '-', '']));
  const spawn = {
    parent_thread_id: id,
    depth: 1,
    agent_path: words(1),
    agent_nickname: words(1),
    agent_role: words(1),
  };
  const row = {
    id,
    source: random.chance(0.6) ? JSON.stringify({ subagent: { thread_spawn: spawn } }) : 'cli',
    history_mode: 'paginated',
    name: words(3),
    preview: words(8),
    first_user_message: words(8),
    git_branch: words(1),
  };
  return { id, fields: searchFields(row, `/${words(2)}`, () => undefined) };
}

function randomQuery(random: Random, threads: readonly Thread[]): string {
  if (random.chance(0.1)) return random.pick(threads).id.slice(0, 1 + random.int(36));
  if (random.chance(0.05)) return random.pick(hostileTexts).text;
  return Array.from({ length: 1 + random.int(3) }, () => {
    const word = random.pick(vocabulary);
    return random.chance(0.5) ? word.toUpperCase() : word.slice(0, 1 + random.int(word.length));
  }).join(' ');
}

/** The naive implementation, thread by thread and text by text. */
function searchPlainly(threads: readonly Thread[], query: string, limit: number): { ids: string[]; total: number } {
  const same = (text: string): string => text.normalize('NFKC').toLowerCase().replaceAll('ς', 'σ');
  const words = queryWords(query);
  const rankOf = ({ id, fields }: Thread, word: string): number => {
    const ranks = fields.flatMap(({ field, text }) => {
      const folded = same(text);
      if (!folded.includes(word)) return [];
      if (field === 'preview') return [6];
      if (field === 'cwd') return [5];
      if (field !== 'name') return [4];
      const beginnings = folded
        .split(word)
        .slice(0, -1)
        .map((_, at, parts) => parts.slice(0, at + 1).join(word));
      return [beginnings.some(before => !/[\p{L}\p{N}]$/u.test(before.slice(-1))) ? 1 : 2];
    });
    return Math.min(...ranks, id.startsWith(word) ? 3 : Infinity);
  };
  const hits =
    words.length === 0
      ? []
      : threads.flatMap((thread, at) => {
          const rank = words.reduce((sum, word) => sum + rankOf(thread, word), 0);
          return rank === Infinity
            ? []
            : [{ id: thread.id, at, rank: same(thread.fields[0]?.text ?? '').startsWith(words.join(' ')) ? 0 : rank }];
        });
  hits.sort((a, b) => a.rank - b.rank || a.at - b.at);
  return { ids: hits.slice(0, limit).map(({ id }) => id), total: hits.length };
}

describe('the search index', () => {
  it('finds and ranks like the naive implementation: 1,500 threads, 60 queries', () => {
    const random = seededRandom(20260501);
    const threads = Array.from({ length: 1_500 }, (_, at) => randomThread(random, at));
    const index = indexOf(threads);
    for (let round = 0; round < 60; round++) {
      const [query, limit] = [randomQuery(random, threads), random.pick([1, 10, 500])];
      const words = queryWords(query);
      const expected = searchPlainly(threads, query, limit);
      assert.deepEqual(index.best(words, limit), expected, JSON.stringify(query.slice(0, 100)));
      assert.equal(index.find(words).length, expected.total);
    }
  });

  it('answers each letter that is typed or deleted like a new search', () => {
    const random = seededRandom(7);
    const threads = Array.from({ length: 1000 }, (_, at) => randomThread(random, at));
    const index = indexOf(threads);
    for (const typed of ['fix tests', 'login fix', threads[5]?.id ?? '', 'f f fix']) {
      const steps = [...typed].map((_, at) => typed.slice(0, at + 1));
      for (const query of [...steps, ...steps.toReversed(), 'te', typed])
        assert.deepEqual(index.best(queryWords(query), 20), searchPlainly(threads, query, 20), query);
    }
  });

  const name = (text: string, ...more: SearchField[]): SearchField[] => [{ field: 'name', text }, ...more];
  const orders: { title: string; query: string; threads: [label: string, fields: SearchField[]][] }[] = [
    {
      title: 'one word',
      query: 'fix',
      threads: [
        ['name starts', name('fixes')],
        ['word start', name('a fix')],
        ['in the name', name('prefix')],
        ['nickname', name('n', { field: 'nickname', text: 'fix' })],
        ['cwd', name('n', { field: 'cwd', text: '/fix' })],
        ['preview', name('n', { field: 'preview', text: 'fix' })],
      ],
    },
    {
      title: 'the start of an id ranks in between',
      query: 'add0',
      threads: [
        ['in the name', name('xadd0')],
        ['add0-by id', name('n')],
        ['gitBranch', name('n', { field: 'gitBranch', text: 'add0' })],
      ],
    },
    {
      title: 'two words: the name begins with both, has both, has one',
      query: 'fix tests',
      threads: [
        ['begins', name('fix tests now')],
        ['both', name('tests fix')],
        ['one', name('fix', { field: 'preview', text: 'tests' })],
        ['none', name('n', { field: 'preview', text: 'fix tests' })],
      ],
    },
    {
      title: 'equal ones as they were added',
      query: 'x',
      threads: [
        ['first', name('x')],
        ['second', name('x')],
        ['third', name('x')],
      ],
    },
  ];
  for (const { title, query, threads } of orders) {
    it(`order: ${title}`, () => {
      const isTie = new Set(threads.map(([, fields]) => JSON.stringify(fields))).size === 1;
      const added = isTie ? threads : threads.toReversed();
      const index = indexOf(added.map(([label, fields]) => ({ id: label, fields })));
      assert.deepEqual(index.best(queryWords(query), 10), {
        ids: threads.map(([label]) => label),
        total: threads.length,
      });
    });
  }

  it('no words find nothing, and no word spans two texts', () => {
    const index = indexOf([{ id: 'a', fields: name('one', { field: 'preview', text: 'two' }) }]);
    assert.deepEqual(index.best([], 10), { ids: [], total: 0 });
    assert.deepEqual(index.find([]), []);
    assert.deepEqual(index.find(['onetwo']), []);
  });

  for (const query of ['.*', '(', '[a', '\\', '$', '^', 'a|b', '?']) {
    it(`${query} is taken literally`, () => {
      const index = indexOf([
        { id: 'has', fields: name(`x ${query} y`) },
        { id: 'not', fields: name('abc') },
      ]);
      assert.deepEqual(index.find(queryWords(query)), ['has']);
    });
  }
});
