import { strict as assert } from 'node:assert';
import { hasWords, matchBeyondName } from '../../../src/server/threads/searchRank';
import { queryWords, type SearchField } from '../../../src/server/threads/searchText';

const id = '01a20000-0000-7000-8000-000000000001';

const fields: SearchField[] = [
  { field: 'name', text: 'Ada (worker)' },
  { field: 'agentPath', text: '/root/ada' },
  { field: 'gitBranch', text: 'feature/Login' },
  { field: 'cwd', text: '/home/dev/shop' },
  { field: 'preview', text: `${'lorem ipsum '.repeat(20)}the Ｎeedle is here${' dolor sit'.repeat(20)}` },
];

describe('the text that shows why a thread was found', () => {
  const cases: { query: string; match: { field: string; text: RegExp } | null }[] = [
    { query: 'ada', match: null },
    { query: 'worker ADA', match: null },
    { query: 'ada login', match: { field: 'gitBranch', text: /^feature\/Login$/ } },
    { query: 'root', match: { field: 'agentPath', text: /^\/root\/ada$/ } },
    { query: 'shop login', match: { field: 'cwd', text: /^\/home\/dev\/shop$/ } },
    { query: '01a2', match: { field: 'id', text: /^01a20000-0000-7000-8000-000000000001$/ } },
    { query: 'NEEDLE', match: { field: 'preview', text: /^….{10,26}the Ｎeedle is here dolor.*…$/ } },
    { query: 'lorem', match: { field: 'preview', text: /^lorem ipsum .*…$/ } },
    { query: 'sit', match: { field: 'preview', text: /^….* sit/ } },
  ];
  for (const { query, match } of cases) {
    it(query, () => {
      const words = queryWords(query);
      assert.ok(hasWords(fields, id, words));
      const found = matchBeyondName(fields, id, words);
      assert.equal(found?.field, match?.field);
      if (match) assert.match(found?.text ?? '', match.text);
      assert.ok([...(found?.text ?? '')].length <= 82);
    });
  }

  for (const query of ['ada nowhere', 'xyz', '01a3', '.*', 'a0'])
    it(`${query} is not found`, () => assert.ok(!hasWords(fields, id, queryWords(query))));

  it('cuts between characters, and finds the position even if folding changes the length', () => {
    for (const before of ['🧪'.repeat(100), '㎏'.repeat(100), 'ﷺ'.repeat(60), 'ｶﾞ'.repeat(60)]) {
      const text = `${before} Needle ${'🧪'.repeat(100)}`;
      const found = matchBeyondName(
        [
          { field: 'name', text: 'n' },
          { field: 'preview', text },
        ],
        id,
        ['needle'],
      );
      assert.match(found?.text ?? '', /^….*Needle.*…$/);
      assert.ok(found?.text.isWellFormed());
    }
  });
});
