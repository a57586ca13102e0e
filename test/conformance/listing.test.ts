// `thread/list` and `thread/read`, side by side with the real Codex. Lists are requested with `useStateDbOnly`: without
// it Codex scans and repairs first, which this server leaves to Codex.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeHome } from '../fixtures/generateHome';
import { idOf } from '../fixtures/ids';
import { thread, threeGenerations } from '../fixtures/smallHomes';
import { spawnSource } from '../fixtures/spawnSource';
import { startPair, type Pair } from './pair';
import { withDatabase } from '../support/stateDb';
import { systemPath } from '../support/systemPath';

const minute = 60_000;
const start = Date.UTC(2026, 4, 2, 6, 0, 0);
const spawn = (given: object): string => spawnSource(idOf('f0'), given);

/** Every kind of source that Codex knows, and texts that are none. */
const sources = [
  'cli',
  'vscode',
  'exec',
  'mcp',
  'unknown',
  'appServer',
  '',
  'CLI',
  '"exec"',
  '"cli"',
  'null',
  '5',
  '[]',
  '{}',
  '{"x":1}',
  '{"subagent":',
  '{"custom":"atlas"}',
  '{"custom":"chatgpt"}',
  '{"custom":"mine"}',
  '{"custom":5}',
  '{"internal":"guardian"}',
  '{"internal":"memory_consolidation"}',
  '{"internal":"x"}',
  '{"subagent":"review"}',
  '{"subagent":"compact"}',
  '{"subagent":"memory_consolidation"}',
  '{"subagent":"x"}',
  '{"subagent":{"other":"x"}}',
  '{"subagent":{"other":5}}',
  ' {"subagent":"review"} ',
  '{"subagent":"review","x":1}',
  '{"subAgent":"review"}',
  '{"subagent":null}',
  spawn({}),
  spawn({ agent_path: '/root/x', agent_nickname: 'N', agent_role: 'explorer' }),
  spawn({ agent_type: 'worker' }),
  spawn({ extra: 1 }),
  spawn({ depth: '1' }),
  spawn({ depth: -1 }),
  spawn({ depth: undefined }),
  spawn({ parent_thread_id: 'x' }),
  spawn({ parent_thread_id: idOf('F0').toUpperCase() }),
  spawn({ parent_thread_id: null }),
  spawn({ agent_nickname: 5 }),
  '{"subagent":{"thread_spawn":5}}',
  '{"subagent":{"thread_spawn":{}}}',
  'constructor',
  '{"constructor":"x"}',
];

interface Query extends Record<string, unknown> {
  cursor?: string;
}
interface Page {
  data: { id: string }[];
  nextCursor: string | null;
  backwardsCursor: string | null;
}

describe('thread/list and thread/read, as the real Codex answers them', () => {
  let pair: Pair;
  afterEach(() => pair.close());

  const list = async (query: Query): Promise<Page> =>
    (await pair.ask('thread/list', { useStateDbOnly: true, ...query })).answer.result as Page;
  const ids = async (query: Query): Promise<string[]> => (await list(query)).data.map(({ id }) => id);

  it('archived threads are in the archived list and no longer in the default one; sub-agents are listed by kind', async () => {
    pair = await startPair(home => writeHome(home, threeGenerations()));
    assert.deepEqual(await ids({}), [idOf('01')]);
    assert.deepEqual(await ids({ archived: true }), []);
    assert.deepEqual(await ids({ sourceKinds: ['subAgentThreadSpawn'] }), [idOf('03'), idOf('02')]);
    await pair.ask('thread/archive', { threadId: idOf('01') });
    assert.deepEqual(await ids({}), []);
    assert.deepEqual(await ids({ archived: true }), [idOf('01')]);
    assert.deepEqual(await ids({ archived: true, sourceKinds: ['subAgentThreadSpawn'] }), [idOf('03'), idOf('02')]);
    assert.deepEqual(await ids({ sourceKinds: ['subAgentThreadSpawn'] }), []);
  });

  it('every source, in lists of every kind and in thread/read', async () => {
    const threads = sources.map((source, index) => thread(index.toString(16), { source }));
    pair = await startPair(home => writeHome(home, threads));
    for (const kinds of [
      null,
      [],
      ['cli'],
      ['vscode'],
      ['cli', 'vscode'],
      ['exec'],
      ['appServer'],
      ['subAgent'],
      ['subAgentReview'],
      ['subAgentCompact'],
      ['subAgentThreadSpawn'],
      ['subAgentOther'],
      ['unknown'],
      ['cli', 'exec', 'subAgentReview'],
      ['cli', 'vscode', 'exec', 'appServer', 'subAgent', 'unknown'],
    ])
      await list({ sourceKinds: kinds, limit: 100 });
    for (const { id } of threads) await pair.ask('thread/read', { threadId: id });
  });

  it('pages in both directions by every key, also with equal times', async () => {
    const times = [0, 1, 10, 100, 999, 1000, 1000, 1000, 61_000, 120_500, 120_500];
    const threads = times.map((time, index) =>
      thread(index.toString(16), { createdAt: start + time, updatedAt: start + time, recencyAt: start + time }),
    );
    pair = await startPair(home => writeHome(home, threads));
    for (const sortKey of ['created_at', 'updated_at', 'recency_at', null]) {
      for (const sortDirection of ['asc', 'desc', null]) {
        for (let cursor: string | null = null, seen = 0; ;) {
          const page: Page = await list({ sortKey, sortDirection, limit: 2, ...(cursor === null ? {} : { cursor }) });
          if (page.backwardsCursor !== null)
            await list({
              sortKey,
              sortDirection: sortDirection === 'asc' ? 'desc' : 'asc',
              limit: 3,
              cursor: page.backwardsCursor,
            });
          seen += page.data.length;
          cursor = page.nextCursor;
          if (cursor !== null) continue;
          assert.equal(seen, times.length);
          break;
        }
      }
    }
    for (const cursor of [
      '2026-05-02T06:00:01Z',
      '2026-05-02T06:00:01.000Z',
      '2026-05-02T06:00:01.0005Z',
      '2026-05-02T06:00:01+00:00',
      '2026-05-02T07:00:01+01:00',
      '2026-05-02 06:00:01Z',
      '2026-05-02T06-00-01',
      '2026-05-02t06:00:01z',
      `2026-05-02T06:00:01Z|${idOf('6')}`,
      `2026-05-02T06:00:01Z|${idOf('6').toUpperCase()}`,
      `2026-05-02T06-00-01|${idOf('6')}`,
      '9999-12-31T23:59:59Z',
      '0000-01-01T00:00:00Z',
      '2026-05-02T06:00:01.1234567891Z',
    ]) {
      for (const sortDirection of ['asc', 'desc']) await list({ cursor, sortDirection });
    }
  });

  it('page sizes, and cursors when later rows are skipped', async () => {
    const threads = Array.from({ length: 130 }, (_, index) =>
      thread(index.toString(16), {
        createdAt: start + index * minute,
        source: index % 7 === 3 ? 'exec' : 'cli',
        rollout: index % 11 === 5 || index < 3 ? 'missing' : 'plain',
      }),
    );
    pair = await startPair(home => writeHome(home, threads));
    for (const limit of [null, 0, 1, 2, 3, 4, 5, 6, 7, 25, 99, 100, 101, 4_294_967_295]) {
      for (const sourceKinds of [null, ['exec'], ['exec', 'cli'], ['unknown']]) {
        for (const sortDirection of ['asc', 'desc']) await list({ limit, sourceKinds, sortDirection });
      }
    }
    for (let cursor: string | null = null; ;) {
      ({ nextCursor: cursor } = await list({
        sourceKinds: ['exec'],
        limit: 3,
        ...(cursor === null ? {} : { cursor }),
      }));
      if (cursor === null) break;
    }
  });

  it('providers, folders, search and empty previews', async () => {
    pair = await startPair(home => {
      writeHome(home, [
        thread('1', { provider: 'openai' }),
        thread('2', { provider: '' }),
        thread('3', { provider: 'MOCK_PROVIDER' }),
        thread('4', { cwd: systemPath('/tmp') }),
        thread('5', { cwd: systemPath('/nowhere/at all') }),
        thread('6', { message: '' }),
        thread('7', { message: ' ' }),
        thread('8', { title: 'Hello World' }),
        thread('9', { name: 'hello name' }),
        thread('a', { message: '100% _x' }),
        thread('b', { message: 'Größe é', historyMode: 'legacy', title: 'Größe é' }),
      ]);
    });
    for (const modelProviders of [null, [], ['openai'], ['openai', 'mock_provider'], [''], ['nobody']])
      await list({ modelProviders });
    for (const cwd of [
      null,
      [],
      ...['/tmp', '/tmp/', '/tmp/.', '/tmp/x/..', '//tmp'].map(systemPath),
      // On Windows that is the same folder: deliberateDifferences.test.ts.
      ...(process.platform === 'win32' ? [] : ['/TMP']),
      '',
      'tmp',
      '~',
      ['/tmp', '/'].map(systemPath),
      ...['/nowhere/at all', '/nowhere/./at all'].map(systemPath),
      [systemPath('/nowhere/x/../at all'), 'x'],
    ]) {
      await list({ cwd });
    }
    for (const searchTerm of [
      null,
      '',
      ' ',
      'hello',
      'Hello',
      'HELLO',
      'o W',
      '%',
      '_',
      '100%',
      'größe',
      'Größe',
      'é',
      'Message',
      "'",
      '"',
      'Message of 8 ',
    ]) {
      await list({ searchTerm });
    }
    await list({
      searchTerm: 'hello',
      archived: true,
      modelProviders: [],
      cwd: systemPath('/'),
      sourceKinds: ['cli'],
      sortKey: 'recency_at',
    });
  });

  it('names of old and new threads, and the other values of a row', async () => {
    const index = [
      ['1', 'first'],
      ['1', 'second'],
      ['2', 'unused'],
      ['4', 'of four'],
      ['5', ''],
    ].map(([label, name]) =>
      JSON.stringify({ id: idOf(label as string), thread_name: name, updated_at: '2026-05-02T06:00:00Z' }),
    );
    const threads = [
      thread('1', { historyMode: 'legacy' }),
      thread('2', { historyMode: 'legacy', title: 'Own title' }),
      thread('3', { historyMode: 'legacy' }),
      thread('4', { historyMode: 'legacy', title: '', name: 'unused' }),
      thread('5', { historyMode: 'legacy' }),
      thread('6', { historyMode: 'legacy', title: ' Message of 6 ' }),
      thread('7', { name: 'named' }),
      thread('8', { title: 'unused' }),
      thread('9', { name: '' }),
      thread('a', { name: '  spaces  ' }),
      thread('b', { branch: 'main' }),
      thread('c', { parentId: idOf('b'), nickname: 'Ada', historyMode: 'legacy' }),
      thread('d', { parentId: idOf('b'), nickname: 'Ada' }),
      thread('e', { source: 'exec', branch: '' }),
    ];
    pair = await startPair(home => {
      writeHome(home, threads);
      writeFileSync(path.join(home, 'session_index.jsonl'), `${index.join('\n')}\nbroken{\n`);
      withDatabase(home, database => {
        database.exec(`
          UPDATE threads SET model = NULL, reasoning_effort = 'high', git_sha = 'abc' WHERE id = '${idOf('7')}';
          UPDATE threads SET model = '', reasoning_effort = '', git_origin_url = 'https://example.org/x.git', originator = 'vscode' WHERE id = '${idOf('8')}';
          UPDATE threads SET agent_nickname = NULL, agent_role = 'reviewer' WHERE id = '${idOf('d')}';
          INSERT INTO thread_sections (id, name, appearance) VALUES ('s1', 'Section', '{"color":"red"}'), ('s2', 'Plain', NULL);
          UPDATE threads SET thread_section_id = 's1', section_entered_at_ms = 1777701600999 WHERE id = '${idOf('a')}';
          UPDATE threads SET thread_section_id = 's2', section_entered_at_ms = 1777701600999 WHERE id = '${idOf('b')}';
        `);
      });
    });
    const page = await list({ sourceKinds: ['cli', 'exec', 'subAgent'] });
    assert.equal(page.data.length, threads.length);
    for (const { id } of threads) await pair.ask('thread/read', { threadId: id });
  });

  it('a thread whose rollout is missing can be read, but is not listed', async () => {
    pair = await startPair(home =>
      writeHome(home, [
        thread('1', { rollout: 'missing' }),
        thread('2', { parentId: idOf('1'), rollout: 'missing' }),
        thread('3'),
      ]),
    );
    assert.deepEqual(await ids({}), [idOf('3')]);
    for (const label of ['1', '2', '3']) await pair.ask('thread/read', { threadId: idOf(label) });
  });
});
