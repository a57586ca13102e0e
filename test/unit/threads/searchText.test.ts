import { strict as assert } from 'node:assert';
import { fold, queryWords, searchFields } from '../../../src/server/threads/searchText';
import { hostileTexts } from '../../fixtures/hostileTexts';

const id = '01a20000-0000-7000-8000-000000000001';

describe('the texts of a search', () => {
  const folds: [text: string, same: string][] = [
    ['Fix The TESTS', 'fix the tests'],
    ['Größer', 'GRÖSSER'.replace('SS', 'ß')],
    ['ＦＩＸ　１２', 'fix 12'],
    ['ﬁx', 'FIX'],
    ['ｶﾞｲﾄﾞ', 'ガイド'],
    ['cafe\u0301', 'CAFÉ'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['K', 'k'],
  ];
  for (const [text, same] of folds) it(`${text} and ${same} are the same`, () => assert.equal(fold(text), fold(same)));

  const queries: [query: string, words: string[]][] = [
    ['', []],
    [' \t\n\u3000', []],
    ['\u200b\u202e\u0000', []],
    ['Fix tests', ['fix', 'tests']],
    ['  tests   FIX tests ', ['tests', 'fix']],
    ['ｆｉｘ　テスト', ['fix', 'テスト']],
    ['.* (a|b) [c] \\d $', ['.*', '(a|b)', '[c]', '\\d', '$']],
    ['a\u0000b', ['ab']],
    ['\ud83dx', ['x']],
    ['🧪', ['🧪']],
    ['x'.repeat(100_000), ['x'.repeat(200)]],
    [`a ${'b '.repeat(50_000)}c`, ['a', 'b']],
    [`${'\u200b'.repeat(100_000)}x`, []],
    ['__proto__ constructor', ['__proto__', 'constructor']],
  ];
  for (const [query, words] of queries)
    it(`words of ${JSON.stringify(query.slice(0, 30))}`, () => assert.deepEqual(queryWords(query), words));

  const cwd = '/home/dev/shop';
  const spawned = (spawn: object): string =>
    JSON.stringify({
      subagent: {
        thread_spawn: {
          parent_thread_id: id,
          depth: 1,
          agent_path: null,
          agent_nickname: null,
          agent_role: null,
          ...spawn,
        },
      },
    });
  const rows: { title: string; row: Record<string, string | null>; name?: string; fields: string[] }[] = [
    {
      title: 'a name, a message, and a folder',
      row: { source: 'cli', history_mode: 'paginated', name: 'Shop', preview: 'Fix it', git_branch: 'main' },
      fields: ['name Shop', 'gitBranch main', 'cwd /home/dev/shop', 'preview Fix it'],
    },
    {
      title: 'the text that is shown as the name, only once',
      row: { source: 'cli', preview: 'Fix it', first_user_message: 'Fix it' },
      fields: ['name Fix it', 'cwd /home/dev/shop'],
    },
    {
      title: 'a first message beyond the preview',
      row: { source: 'cli', name: 'N', history_mode: 'paginated', preview: 'Fix', first_user_message: 'Fix the tests' },
      fields: ['name N', 'cwd /home/dev/shop', 'preview Fix', 'preview Fix the tests'],
    },
    {
      title: 'a sub-agent’s nickname and task are in its name',
      row: {
        source: spawned({ agent_nickname: 'Ada', agent_role: 'worker', agent_path: '/root/ada' }),
        preview: 'Look',
      },
      fields: ['name Ada: Look', 'role worker', 'agentPath /root/ada', 'cwd /home/dev/shop'],
    },
    {
      title: 'and so can the name that Codex gave it be found',
      row: { source: spawned({ agent_nickname: 'Ada' }), history_mode: 'paginated', name: 'Review', preview: 'Look' },
      fields: ['name Ada: Look', 'cwd /home/dev/shop', 'preview Review'],
    },
    {
      title: 'a name in the session index',
      row: { source: 'cli', title: 'Fix', preview: 'Fix', first_user_message: 'Fix' },
      name: 'Renamed',
      fields: ['name Renamed', 'cwd /home/dev/shop', 'preview Fix'],
    },
    { title: 'nothing at all', row: { source: null }, fields: ['name 01a20000', 'cwd /home/dev/shop'] },
  ];
  for (const { title, row, name, fields } of rows) {
    it(`fields: ${title}`, () =>
      assert.deepEqual(
        searchFields({ id, ...row }, cwd, () => name).map(({ field, text }) => `${field} ${text}`),
        fields,
      ));
  }

  for (const { title, text } of hostileTexts) {
    it(`fields and folds of ${title} are short plain text`, () => {
      const fields = searchFields({ id, source: 'cli', preview: text, git_branch: text }, text, () => undefined);
      for (const field of fields) {
        assert.ok(
          field.text.isWellFormed() && field.text.length <= 600 && !/[\p{Cc}\u202e\u200b]/u.test(field.text),
          JSON.stringify(field),
        );
        assert.ok(!fold(field.text).includes('\u0001'));
      }
      for (const word of queryWords(text)) assert.ok(word.length <= 200 && !/\s/.test(word));
    });
  }
});
