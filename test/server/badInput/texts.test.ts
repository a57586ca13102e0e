// Hostile texts in every text column, with the real server: the tree shows one line of plain text, and the answers of
// Codex's protocol contain what the database contains, as JSON that every client can parse.
import { strict as assert } from 'node:assert';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Thread } from '../../../src/protocol/thread';
import type {
  OperationResult,
  ThreadDetails,
  TreeListResponse,
  TreePathResponse,
  TreeRow,
} from '../../../src/protocol/methods';
import { hostileTexts } from '../../fixtures/hostileTexts';
import { idOf } from '../../fixtures/ids';
import { drawHome, rolloutContents } from '../../support/home';
import { threadServers, type TestServer } from '../../support/server';
import { query, stateDbOf } from '../../support/stateDb';
import { temporaryFolder } from '../../support/temporaryFolder';
import { patience } from '../../support/eventually';

describe('bad input: texts', function () {
  this.timeout(60_000 * patience);
  const folder = temporaryFolder();
  const start = threadServers();
  const home = (): string => path.join(folder(), 'home');
  const ids = hostileTexts.map((_, at) => idOf(at + 1));
  beforeEach(() => {
    mkdirSync(home());
    drawHome(home(), Object.fromEntries(hostileTexts.map((_, at) => [`t${at}`, null])));
  });

  /**
   * Puts the n-th text into these columns of the n-th thread; lone surrogates are written as bytes that are not valid
   * UTF-8.
   */
  const put = (columns: readonly string[], more = '', wrap = (text: string): string => text): void => {
    const database = new DatabaseSync(stateDbOf(home()));
    const update = database.prepare(
      `UPDATE threads SET ${columns.map(column => `${column} = CAST(? AS TEXT)`).join(', ')} ${more} WHERE id = ?`,
    );
    database.exec('PRAGMA synchronous = OFF; BEGIN');
    for (const [at, { text }] of hostileTexts.entries())
      update.run(...columns.map(() => bytesOf(wrap(text))), idOf(at + 1));
    database.exec('COMMIT');
    database.close();
  };
  const rowsOf = async (server: TestServer): Promise<Map<string, TreeRow>> => {
    const { rows, problem } = await server.request<TreeListResponse>('threadTree/list', { view: 'all', limit: 500 });
    assert.equal(problem, null);
    return new Map(rows.map(row => [row.threadId, row]));
  };
  const assertPlain = (text: string, limit: number): void => {
    assert.doesNotMatch(text, /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\u200b\ufeff]|\s{2}|^\s|\s$/u);
    assert.ok([...text].length <= limit, `${text.length} characters`);
    assert.notEqual(text, '');
  };
  /** Strict parsers, such as Codex's own, refuse a whole message because of one half of a surrogate pair. */
  const assertStrictJson = (server: TestServer): void =>
    assert.doesNotMatch(JSON.stringify(server.received), /(?<!\\)(?:\\\\)*\\ud[89a-f]/i);

  /** Without a task, which would follow the name of an agent. */
  const untold = "preview = '', first_user_message = ''";
  const names: { title: string; columns: string[]; more?: string }[] = [
    { title: 'name', columns: ['name'] },
    {
      title: 'title of a legacy thread',
      columns: ['title'],
      more: ", history_mode = 'legacy', first_user_message = ''",
    },
    { title: 'preview', columns: ['preview'], more: ', name = NULL' },
    { title: 'first message', columns: ['first_user_message'], more: ", name = NULL, preview = '', title = ''" },
    { title: 'nickname', columns: ['agent_nickname'], more: `, ${untold}, source = '{"subagent":"review"}'` },
    {
      title: 'role',
      columns: ['agent_role'],
      more: `, ${untold}, agent_nickname = NULL, source = '{"subagent":"review"}'`,
    },
    {
      title: 'agent path',
      columns: ['agent_path'],
      more: `, ${untold}, agent_nickname = NULL, source = '{"subagent":"review"}'`,
    },
  ];
  for (const { title, columns, more } of names) {
    it(`as the ${title}`, async () => {
      put(columns, more);
      const server = await start(home());
      const rows = await rowsOf(server);
      for (const [at, { title: which, text, shown }] of hostileTexts.entries()) {
        const row = rows.get(idOf(at + 1));
        assertPlain(row?.name ?? '', 200);
        // Of an agent path only the last part is shown.
        if (title === 'agent path' && text.includes('/')) continue;
        if (shown !== '') assertShown(row?.name, shown, which);
        const details = await server.request<ThreadDetails>('threadTree/details', { threadId: idOf(at + 1) });
        assertPlain(details.name, 2000);
        if (shown !== '') assertShown(details.name.slice(0, 190), shown.slice(0, 190), which);
      }
      assertStrictJson(server);
      assert.equal(server.log(), '');
    });
  }

  it('as the git branch', async () => {
    put(['git_branch']);
    const rows = await rowsOf(await start(home()));
    for (const [at, { title, shown }] of hostileTexts.entries())
      assertShown(rows.get(idOf(at + 1))?.gitBranch, shown, title);
  });

  const columns = [
    'title',
    'preview',
    'first_user_message',
    'name',
    'cwd',
    'git_sha',
    'git_branch',
    'git_origin_url',
    'cli_version',
    'model',
    'reasoning_effort',
    'originator',
    'agent_nickname',
    'agent_role',
    'agent_path',
    'thread_source',
  ];
  it('in every column at once: Codex’s protocol returns the columns’ texts', async () => {
    put(columns);
    const server = await start(home());
    const { data } = await server.request<{ data: Thread[] }>('thread/list', { limit: 100 });
    assert.equal(data.length, hostileTexts.length);
    const strings = (thread: Thread): (string | null | undefined)[] => [
      thread.preview,
      thread.cwd,
      thread.model,
      thread.cliVersion,
      thread.gitInfo?.branch,
      thread.gitInfo?.sha,
      thread.originator,
    ];
    for (const [at, { title, text }] of hostileTexts.entries()) {
      const listed = data.find(({ id }) => id === idOf(at + 1)) as Thread;
      const { thread } = await server.request<{ thread: Thread }>('thread/read', { threadId: idOf(at + 1) });
      assert.deepEqual({ ...thread, forkedFromId: null, parentThreadId: null, threadSource: null }, listed);
      // Each byte that is not valid UTF-8 becomes one replacement character.
      const expected = text.replaceAll(
        /[\ud800-\udfff](?<![\ud800-\udbff][\udc00-\udfff])(?![\udc00-\udfff])/g,
        '\ufffd\ufffd\ufffd',
      );
      for (const value of strings(listed)) assert.ok(expected.startsWith(value ?? ''), title);
      assert.equal(listed.preview, expected.slice(0, 65_536).replace(/\0.*/s, ''), title);
      assert.ok(JSON.stringify(listed).length < 1_000_000, title);
    }
    assertStrictJson(server);
    assert.equal(server.log(), '');
  });

  it('in the source', async () => {
    put(['source'], '', text =>
      JSON.stringify({
        subagent: {
          thread_spawn: {
            parent_thread_id: idOf(1),
            depth: 1,
            agent_nickname: text,
            agent_role: text,
            agent_path: text,
          },
        },
      }),
    );
    const server = await start(home());
    const rows = await rowsOf(server);
    for (const { name } of rows.values()) assertPlain(name, 420);
    await server.request('thread/list', { sourceKinds: ['subAgent', 'unknown', 'cli'] });
    for (const id of ids) await server.request('thread/read', { threadId: id });
    assertStrictJson(server);
  });

  it('as the id of a row, of a parent and of a sub-agent: none of them is a thread', async () => {
    const database = new DatabaseSync(stateDbOf(home()));
    const edge = database.prepare("INSERT INTO thread_spawn_edges VALUES (CAST(? AS TEXT), CAST(? AS TEXT), 'open')");
    database.exec('PRAGMA synchronous = OFF; BEGIN');
    for (const [at, { text: whole }] of hostileTexts.entries()) {
      // Every index contains the id.
      const text = whole.slice(0, 10_000);
      edge.run(bytesOf(`p${text}`), idOf(at + 1));
      edge.run(idOf(at + 1), bytesOf(`c${text}`));
      database.exec('CREATE TEMP TABLE copy AS SELECT * FROM threads LIMIT 1');
      database.prepare('UPDATE copy SET id = CAST(? AS TEXT)').run(bytesOf(`r${text}`));
      database.exec('INSERT INTO threads SELECT * FROM copy; DROP TABLE copy');
    }
    database.exec('COMMIT');
    database.close();
    const before = rolloutContents(home());
    const server = await start(home());
    const rows = await rowsOf(server);
    assert.deepEqual([...rows.keys()].sort(), ids);
    for (const row of rows.values()) assert.equal(row.parentId, null);
    const { rows: way } = await server.request<TreePathResponse>('threadTree/path', {
      view: 'threads',
      threadId: idOf(1),
    });
    assert.deepEqual(
      way.map(({ threadId }) => threadId),
      [idOf(1)],
    );
    const { data } = await server.request<{ data: Thread[] }>('thread/list', { limit: 100 });
    assert.deepEqual(data.map(({ id }) => id).sort(), ids);
    const { reports } = await server.request<OperationResult>('threadTree/archive', { threadIds: ids });
    assert.deepEqual(
      reports
        .filter(({ status }) => status === 'archived')
        .map(({ threadId }) => threadId)
        .sort(),
      ids,
    );
    assert.ok(reports.every(({ status }) => status === 'archived' || status === 'skipped'));
    assert.ok(JSON.stringify(reports).length < 100_000);
    assert.deepEqual(rolloutContents(home()), before);
    assertStrictJson(server);
    for (const { text } of hostileTexts) {
      await assert.rejects(server.request('thread/read', { threadId: text.slice(0, 1000) }));
      await assert.rejects(server.request('threadTree/details', { threadId: text.slice(0, 1000) }));
    }
  });

  it('as the rollout’s path: nothing outside the home is touched or shown', async () => {
    const paths = query(home(), 'SELECT id, rollout_path AS path FROM threads');
    put(['rollout_path']);
    const before = rolloutContents(home());
    const server = await start(home());
    await rowsOf(server);
    for (const id of ids) {
      const { rollout } = await server.request<ThreadDetails>('threadTree/details', { threadId: id });
      assert.equal(rollout, null);
      await server
        .request('thread/read', { threadId: id })
        .catch((error: Error) => assert.doesNotMatch(error.message, /root:|failed:/));
    }
    assert.deepEqual((await server.request<{ data: unknown[] }>('thread/list', {})).data, []);
    const { reports } = await server.request<OperationResult>('threadTree/archive', { threadIds: ids });
    for (const { status, failure } of reports)
      assert.ok(['failed', 'rolloutMissing'].includes(status), `${status} ${JSON.stringify(failure)}`);
    assert.deepEqual(rolloutContents(home()), before);
    assert.equal(paths.length, hostileTexts.length);
    assertStrictJson(server);
    assert.equal(server.log(), '');
  });

  it('numbers that are not times', async () => {
    const database = new DatabaseSync(stateDbOf(home()));
    const numbers = ['9223372036854775807', '-9223372036854775808', '9e999', '-9e999', '1e300', "'x'", "x'00'", '0.5'];
    for (const [at, number] of numbers.entries()) {
      const set = [
        'created_at',
        'created_at_ms',
        'updated_at',
        'updated_at_ms',
        'recency_at',
        'recency_at_ms',
        'tokens_used',
        'archived_at',
      ].map(column => `${column} = ${number}`);
      database.exec(`UPDATE threads SET ${set.join(', ')} WHERE id = '${idOf(at + 1)}'`);
    }
    database.close();
    const server = await start(home());
    const rows = await rowsOf(server);
    for (const row of rows.values()) assert.equal(typeof row.recencyAt, 'number');
    for (const id of ids) {
      const { thread } = await server.request<ThreadDetails>('threadTree/details', { threadId: id });
      assert.ok(
        [thread.createdAt, thread.updatedAt].every(Number.isInteger),
        `${thread.createdAt} ${thread.updatedAt}`,
      );
    }
    assert.equal(
      (await server.request<{ data: unknown[] }>('thread/list', { limit: 100 })).data.length,
      hostileTexts.length,
    );
    assert.equal(server.log(), '');
  });
});

/** UTF-8 with lone surrogates as three bytes each, as a careless program writes them. */
function bytesOf(text: string): Buffer {
  return text.isWellFormed()
    ? Buffer.from(text)
    : Buffer.concat(
        [...text].map(character => {
          const code = character.codePointAt(0) ?? 0;
          return code >= 0xd800 && code <= 0xdfff
            ? Buffer.from([0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)])
            : Buffer.from(character);
        }),
      );
}

/**
 * Asserts that a text is shown as expected. In SQLite a text may end at its first NUL, and a lone surrogate becomes a
 * replacement character, which may be shown.
 */
function assertShown(found: string | null | undefined, shown: string, title: string): void {
  const plain = (text: string): string => text.replaceAll('\ufffd', '').replace(/\s+/g, ' ').trim();
  if (title.includes('NUL') && found) assert.ok(plain(shown).startsWith(plain(found)), title);
  else assert.equal(plain(found ?? ''), plain(shown), title);
}
