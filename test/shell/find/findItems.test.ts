import assert from 'node:assert/strict';
import { findItem, findTitle, queryOf, type FoundThread } from '../../../src/shell/find/findItems';
import { NOW, row } from '../../support/row';

const hit = (changes: Partial<FoundThread> = {}): FoundThread => ({
  ...row(),
  ancestors: [],
  cwd: '/home/dev/shop',
  match: null,
  ...changes,
});

describe('A thread that was found', () => {
  const archived = { archived: true, archivedAt: NOW - 5 * 86_400 };
  const table: [string, FoundThread, string, string | undefined][] = [
    ['says when it was and where', hit(), '1 h', '/home/dev/shop'],
    [
      'names those above it, the nearest last',
      hit({ ancestors: ['Rewrite the importer', 'Ampere (worker)'] }),
      'Rewrite the importer › Ampere (worker) · 1 h',
      '/home/dev/shop',
    ],
    [
      'says that it is archived',
      hit({ ...archived, descendants: 177, ancestors: ['Importer'] }),
      'Importer · archived 5 days ago · 177 sub-agents',
      '/home/dev/shop',
    ],
    [
      'shows the text in which it was found',
      hit({ match: { field: 'preview', text: '…needs six hours for the catalogue…' } }),
      '1 h',
      '…needs six hours for the catalogue…',
    ],
    [
      'names the field in which it was found',
      hit({ match: { field: 'agentPath', text: '/root/port' } }),
      '1 h',
      'Agent: /root/port',
    ],
    [
      'has no icons of its own making',
      hit({ name: '$(trash) all', ancestors: ['$(x)'], cwd: '/tmp/$(y)' }),
      '\\$(x) · 1 h',
      '/tmp/\\$(y)',
    ],
    ['of the newest has less to say', row({ descendants: 2 }), '1 h · 2 sub-agents', undefined],
  ];
  for (const [name, found, description, detail] of table) {
    it(name, () => {
      const item = findItem(found, NOW);
      assert.deepEqual([item.description, item.detail], [description, detail]);
      assert.equal(item.label, found.name.replace('$(', '\\$('));
    });
  }

  it('can be archived or unarchived, opened, and its id copied', () => {
    assert.deepEqual(findItem(hit(), NOW).actions, ['archive', 'openTranscript', 'copyId']);
    assert.deepEqual(findItem(hit(archived), NOW).actions, ['unarchive', 'openTranscript', 'copyId']);
  });
});

describe('Above what was found', () => {
  const hits = (count: number) => Array.from({ length: count }, () => hit());
  const table: [string, number, number, string][] = [
    ['', 100, 2400, 'Find Threads: the most recent'],
    ['x', 0, 0, 'Find Threads: no threads found'],
    ['x', 1, 1, 'Find Threads: 1 found'],
    ['x', 100, 1200, 'Find Threads: 1,200 found, the best 100 shown'],
  ];
  for (const [query, shown, total, title] of table) {
    it(title, () => assert.equal(findTitle(query, { hits: hits(shown), total }), title));
  }
});

describe('What is typed or pasted', () => {
  const id = '0198a3f0-1b2c-7def-8a9b-0c1d2e3f4a5b';
  const table: [string, string][] = [
    ['  flaky tests ', 'flaky tests'],
    ['', ''],
    [id.toUpperCase(), id],
    [`{${id}}`, id],
    [`urn:uuid:${id}`, id],
    [id.replaceAll('-', ''), id],
    [`/home/a b/.codex/sessions/2026/10/01/rollout-2026-10-01T10-00-00-${id}.jsonl.zst`, id],
    [`codex resume ${id}`, id],
    ['0198a3f0-1b2c', '0198a3f0-1b2c'],
  ];
  for (const [typed, query] of table) {
    it(`“${typed}” is a search for “${query}”`, () => assert.equal(queryOf(typed), query));
  }
});
