// State DBs that are malicious, or made by a very different SQLite, with the real server: nothing in them runs, none of
// them keeps the server from answering, and the next request works. The server has 256 MB of memory.
import { strict as assert } from 'node:assert';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TreeListResponse } from '../../../src/protocol/methods';
import { idOf } from '../../fixtures/ids';
import { removeFreely } from '../../support/files';
import { drawHome, rolloutContents } from '../../support/home';
import { explode, forge, patch, remake } from '../../support/hostileDatabase';
import { assertCodexFails, assertFails, assertFailure, type ExpectedFailure } from '../../support/expectedFailure';
import { threadServers, type TestServer } from '../../support/server';
import { change, query, stateDbOf } from '../../support/stateDb';
import { systemPath } from '../../support/systemPath';
import { temporaryFolder } from '../../support/temporaryFolder';
import { patience } from '../../support/eventually';

describe('bad input: hostile state DBs', function () {
  this.timeout(60_000 * patience);
  const folder = temporaryFolder();
  const start = threadServers();
  const home = (): string => path.join(folder(), 'home');
  const draw = (): void => {
    mkdirSync(home());
    drawHome(home(), { P: null, C: 'P', G: 'C' });
  };
  const list = (server: TestServer): Promise<TreeListResponse> =>
    server.request('threadTree/list', { view: 'threads' });

  async function assertShown(server: TestServer): Promise<void> {
    const { problem, rows } = await list(server);
    assert.deepEqual(
      [problem, rows.map(({ name, children, descendants }) => [name, children, descendants])],
      [null, [['P', 1, 2]]],
    );
    assert.equal((await server.request<{ data: unknown[] }>('thread/list', {})).data.length, 1);
    assert.equal(
      (await server.request<{ thread: { id: string } }>('thread/read', { threadId: idOf(1) })).thread.id,
      idOf(1),
    );
    assert.equal((await server.request<{ name: string }>('threadTree/details', { threadId: idOf(1) })).name, 'P');
  }

  const stateDb = /[\\/]state_5\.sqlite$/;
  const damaged: ExpectedFailure = { code: 'stateDbDamaged', cause: 'database disk image is malformed' };
  /** Views that each use the previous one twice: reading the last one takes 2^40 steps. */
  const laughs = [
    'CREATE VIEW v0 AS SELECT 1 AS id',
    ...Array.from({ length: 40 }, (_, at) => `CREATE VIEW v${at + 1} AS SELECT a.id FROM v${at} a, v${at} b`),
  ].join('; ');
  const endless = 'WITH RECURSIVE k (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k)';
  /** `threads` with the same rows, but one computed column. */
  const generated = (column: string, expression: string): void => {
    const columns = query(home(), "SELECT name FROM pragma_table_info('threads')")
      .map(({ name }) => String(name))
      .filter(name => name !== column);
    change(
      home(),
      `PRAGMA foreign_keys = OFF; CREATE TABLE other AS SELECT * FROM threads; DROP TABLE threads;
      CREATE TABLE threads (${columns.map(name => (name === 'id' ? 'id TEXT PRIMARY KEY' : name)).join(', ')}, ${column} AS (${expression}));
      INSERT INTO threads (${columns.join(', ')}) SELECT ${columns.join(', ')} FROM other; DROP TABLE other`,
    );
  };
  const schemaOf = (table: string): string =>
    String(query(home(), `SELECT sql FROM sqlite_schema WHERE name = '${table}'`)[0]?.sql);

  const refused: { title: string; make: () => unknown; failure: ExpectedFailure }[] = [
    {
      title: 'a view named threads, with INSTEAD OF triggers',
      make: () =>
        change(
          home(),
          `ALTER TABLE threads RENAME TO t; CREATE VIEW threads AS SELECT * FROM t;
      CREATE TRIGGER harm INSTEAD OF UPDATE ON threads BEGIN DELETE FROM t; END`,
        ),
      failure: { code: 'notATable', path: stateDb, table: 'threads', is: 'view' },
    },
    {
      title: 'a view named threads that takes forever to read',
      make: () => forge(home(), `DROP TABLE threads; ${laughs}; CREATE VIEW threads AS SELECT * FROM v40`),
      failure: { code: 'notATable', table: 'threads', is: 'view' },
    },
    {
      title: 'a view named thread_spawn_edges that never ends',
      make: () =>
        change(
          home(),
          `DROP TABLE thread_spawn_edges;
      CREATE VIEW thread_spawn_edges AS ${endless} SELECT i AS parent_thread_id, i AS child_thread_id FROM k`,
        ),
      failure: { code: 'notATable', table: 'thread_spawn_edges', is: 'view' },
    },
    {
      title: 'a virtual table named threads, of an existing module',
      make: () =>
        forge(
          home(),
          'DROP TABLE threads; CREATE VIRTUAL TABLE threads USING fts4(id, rollout_path, source, archived)',
        ),
      failure: { code: 'notATable', table: 'threads', is: 'virtualTable' },
    },
    {
      title: 'a virtual table named threads, of a missing module',
      make: () =>
        change(
          home(),
          'DROP TABLE threads; CREATE VIRTUAL TABLE threads USING fts5(id, rollout_path, source, archived)',
        ),
      failure: { code: 'notATable', table: 'threads', is: 'virtualTable' },
    },
    {
      title: 'a virtual table named thread_spawn_edges',
      make: () =>
        change(
          home(),
          'DROP TABLE thread_spawn_edges; CREATE VIRTUAL TABLE thread_spawn_edges USING rtree(parent_thread_id, child_thread_id, status)',
        ),
      failure: { code: 'notATable', table: 'thread_spawn_edges', is: 'virtualTable' },
    },
    {
      title: 'a computed id',
      make: () => generated('id', 'rollout_path'),
      failure: { code: 'columnsMissing', path: stateDb, table: 'threads', columns: ['id'] },
    },
    {
      title: 'a computed archived flag',
      make: () => generated('archived', '0'),
      failure: { code: 'columnsMissing', path: stateDb, table: 'threads', columns: ['archived'] },
    },
    {
      title: 'a computed rollout path',
      make: () => generated('rollout_path', "'/etc/passwd'"),
      failure: { code: 'columnsMissing', path: stateDb, table: 'threads', columns: ['rollout_path'] },
    },
    {
      title: 'a computed source that takes gigabytes',
      make: () => generated('source', "replace(hex(zeroblob(50000000)), '0', 'xxxxxxxx')"),
      failure: { code: 'columnsMissing', path: stateDb, table: 'threads', columns: ['source'] },
    },
    {
      title: 'a schema that is not SQL',
      make: () => forge(home(), "UPDATE sqlite_schema SET sql = 'CREATE TABLE threads(' WHERE name = 'threads'"),
      failure: { code: 'stateDbDamaged', path: stateDb, cause: /^malformed database schema/ },
    },
    {
      title: 'a schema with a deceptive name',
      make: () =>
        forge(
          home(),
          "UPDATE sqlite_schema SET name = char(27) || '[31m' || char(10, 8238) || 'x' WHERE name = 'backfill_state'",
        ),
      failure: { code: 'stateDbDamaged', cause: /^malformed database schema \( ?x\)/ },
    },
    {
      title: 'a schema of nested parentheses',
      make: () =>
        forge(
          home(),
          "UPDATE sqlite_schema SET name = 'z', tbl_name = 'z', sql = 'CREATE TABLE z(a, b AS (' || replace(hex(zeroblob(20000)), '0', '(') || '))' WHERE name = 'backfill_state'",
        ),
      failure: { code: 'stateDbDamaged', cause: /^malformed database schema/ },
    },
    {
      title: 'a table at a missing page',
      make: () => forge(home(), "UPDATE sqlite_schema SET rootpage = 4000000000 WHERE name = 'threads'"),
      failure: { code: 'stateDbDamaged', path: stateDb },
    },
    {
      title: 'two tables at the same page',
      make: () =>
        forge(
          home(),
          "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'thread_spawn_edges') WHERE name = 'threads'",
        ),
      failure: { code: 'stateDbDamaged', path: stateDb },
    },
    {
      title: 'a garbage first page',
      make: () => patch(home(), bytes => void bytes.fill(0xff, 100, 140)),
      failure: { code: 'stateDbDamaged', path: stateDb },
    },
    ...(['threads', 'thread_spawn_edges', 'sqlite_schema'] as const).map(table => ({
      title: `${table} as an endless tree`,
      make: () => explode(home(), table, 'table'),
      failure: damaged,
    })),
    {
      title: 'sqlite_autoindex_threads_1 as an endless tree',
      make: () => explode(home(), 'sqlite_autoindex_threads_1', 'index'),
      failure: damaged,
    },
    {
      title: 'statistics, which SQLite reads first, as an endless tree',
      make: () => {
        change(home(), 'ANALYZE');
        explode(home(), 'sqlite_stat1', 'table');
      },
      failure: damaged,
    },
    {
      title: 'a future schema format',
      make: () => patch(home(), bytes => void bytes.writeUInt32BE(9, 44)),
      failure: { code: 'databaseOfUnknownVersion', path: stateDb },
    },
    {
      title: 'an unknown text encoding',
      make: () => patch(home(), bytes => void bytes.writeUInt32BE(7, 56)),
      failure: { code: 'stateDbDamaged', cause: /^malformed database schema/ },
    },
    {
      title: 'a header with too many pages',
      make: () => patch(home(), bytes => void bytes.writeUInt32BE(0x7fffffff, 28)),
      failure: { code: 'stateDbCutShort', path: stateDb, cause: /^it holds \d+ bytes of 2147483647 pages/ },
    },
    {
      title: 'a header with too few pages',
      make: () => patch(home(), bytes => void bytes.writeUInt32BE(3, 28)),
      failure: { code: 'stateDbDamaged', path: stateDb },
    },
    {
      title: 'an empty state DB with a number that no Codex uses',
      make: () => writeFileSync(path.join(home(), 'state_999999999.sqlite'), ''),
      failure: { code: 'notADatabase', path: /state_999999999\.sqlite$/, cause: 'it is empty' },
    },
  ];
  for (const { title, make, failure } of refused) {
    it(`refuses ${title}`, async () => {
      draw();
      copyFileSync(stateDbOf(home()), path.join(folder(), 'good'));
      await make();
      const before = rolloutContents(home());
      const server = await start(home(), { nodeArgs: ['--max-old-space-size=256'] });
      const { problem } = await list(server);
      assert.equal(problem?.code, 'unreadable');
      assertFailure(problem.failure, failure);
      assert.doesNotMatch(JSON.stringify(problem.failure), /[\p{Cc}\p{Cf}]|\\u00/u);
      await assertCodexFails(server.request('thread/list', {}), failure);
      await assertCodexFails(server.request('thread/read', { threadId: idOf(1) }), failure);
      await assertFails(server.request('threadTree/details', { threadId: idOf(1) }), failure);
      await assertFails(server.request('threadTree/archive', { threadIds: [idOf(1)] }), failure);
      assert.deepEqual(rolloutContents(home()), before);
      for (const name of ['state_5.sqlite-wal', 'state_5.sqlite-shm', 'state_999999999.sqlite'])
        await removeFreely(path.join(home(), name));
      copyFileSync(path.join(folder(), 'good'), stateDbOf(home()));
      await assertShown(server);
      assert.equal(server.log(), '');
    });
  }

  const shown: { title: string; make: () => unknown }[] = [
    {
      title: 'an unknown virtual table beside the others',
      make: () =>
        forge(
          home(),
          "INSERT INTO sqlite_schema VALUES ('table', 'z', 'z', 0, 'CREATE VIRTUAL TABLE z USING nosuch(a)')",
        ),
    },
    {
      title: 'sections with other columns',
      make: () => change(home(), 'DROP TABLE thread_sections; CREATE TABLE thread_sections (a, b)'),
    },
    {
      title: 'sections as a view that takes forever to read',
      make: () =>
        forge(
          home(),
          `DROP TABLE thread_sections; ${laughs}; CREATE VIEW thread_sections AS SELECT id, id AS name, id AS appearance FROM v40`,
        ),
    },
    { title: 'computed columns beside the others', make: () => generated('title', "printf('%900000000d', 1)") },
    {
      title: 'an optional table that is a view',
      make: () => change(home(), `CREATE VIEW z AS ${endless} SELECT i FROM k`),
    },
    {
      title: 'threads without row ids',
      make: () =>
        change(
          home(),
          `${schemaOf('threads').replace('CREATE TABLE threads', 'CREATE TABLE other').replace(/\)$/, ') WITHOUT ROWID')};
      INSERT INTO other SELECT * FROM threads; DROP TABLE threads; ALTER TABLE other RENAME TO threads`,
        ),
    },
    { title: 'an endless tree that is not needed', make: () => explode(home(), 'backfill_state', 'table') },
    { title: 'statistics', make: () => change(home(), 'ANALYZE') },
    {
      title: 'a circular list of free pages',
      make: () =>
        patch(home(), bytes => {
          const pages = bytes.length / 4096;
          const longer = Buffer.concat([bytes, Buffer.alloc(4096)]);
          for (const [value, at] of [
            [pages + 1, 28],
            [pages + 1, 32],
            [1000, 36],
            [pages + 1, pages * 4096],
          ] as const)
            longer.writeUInt32BE(value, at);
          return longer;
        }),
    },
    {
      title: 'a future write version, which may be read',
      make: () => patch(home(), bytes => void bytes.writeUInt8(9, 18)),
    },
    { title: 'no text encoding', make: () => patch(home(), bytes => void bytes.writeUInt32BE(0, 56)) },
    ...['UTF-16le', 'UTF-16be'].map(encoding => ({
      title: encoding,
      make: () => remake(home(), `encoding = "${encoding}"`),
    })),
    ...[512, 1024, 2048, 8192, 16384, 32768, 65536].map(size => ({
      title: `pages of ${size} bytes`,
      make: () => remake(home(), `page_size = ${size}`),
    })),
  ];
  for (const { title, make } of shown) {
    it(`reads ${title}`, async () => {
      draw();
      await make();
      const server = await start(home(), { nodeArgs: ['--max-old-space-size=256'] });
      await assertShown(server);
      assert.equal(server.log(), '');
    });
  }

  it('an endless index by which rows are sorted costs only sorted lists', async () => {
    draw();
    explode(home(), 'idx_threads_recency_at_ms', 'index');
    const server = await start(home(), { nodeArgs: ['--max-old-space-size=256'] });
    for (let round = 0; round < 2; round++) {
      assert.deepEqual(
        (await list(server)).rows.map(({ name }) => name),
        ['P'],
      );
      await assertCodexFails(server.request('thread/list', {}), damaged);
    }
    assert.equal(server.log(), '');
  });

  it('rows of hundreds of megabytes lose only their own values', async function () {
    this.timeout(120_000 * patience);
    mkdirSync(home());
    const ids = drawHome(home(), { P: null, C: 'P', T: null, V: null, S: null });
    const text = (megabytes: number): string => `replace(hex(zeroblob(${megabytes * 250_000})), '0', 'xy')`;
    const indexes = query(home(), "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL").map(
      ({ name }) => `DROP INDEX "${String(name)}"`,
    );
    change(
      home(),
      `PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; ${indexes.join('; ')};
      UPDATE threads SET title = zeroblob(200000000), history_mode = 'legacy' WHERE id = '${ids.T}';
      UPDATE threads SET preview = ${text(100)}, name = NULL, cwd = ${text(20)} WHERE id = '${ids.V}';
      UPDATE threads SET source = ${text(100)} WHERE id = '${ids.S}';
      INSERT INTO threads (id, rollout_path, created_at, updated_at, source, model_provider, cwd, title, sandbox_policy, approval_mode) VALUES (${text(20)}, '', 1, 1, 'cli', '', '', '', '', '');
      INSERT INTO threads (id, rollout_path, created_at, updated_at, source, model_provider, cwd, title, sandbox_policy, approval_mode) VALUES (zeroblob(20000000), '', 1, 1, 'cli', '', '', '', '', '');
      INSERT INTO thread_spawn_edges VALUES ('${ids.P}', ${text(20)}, 'open'), (zeroblob(20000000), '${ids.S}', 'open')`,
    );
    const server = await start(home(), { nodeArgs: ['--max-old-space-size=128'] });
    const { rows, problem } = await list(server);
    assert.equal(problem, null);
    // The title and preview are too large and ignored: the first message names the thread.
    assert.deepEqual(rows.map(({ name, kind }) => [name, kind]).sort(), [
      ['P', 'main'],
      ['S', 'other'],
      ['T', 'main'],
      ['V', 'main'],
    ]);
    for (const threadId of Object.values(ids)) {
      assert.ok(JSON.stringify(await server.request('threadTree/details', { threadId })).length < 200_000);
      await server.request('thread/read', { threadId });
    }
    const { data } = await server.request<{ data: { id: string; cwd: string }[] }>('thread/list', {});
    assert.deepEqual(data.map(({ id, cwd }) => [id, cwd]).sort(), [
      [ids.P, systemPath('/')],
      [ids.T, systemPath('/')],
      [ids.V, ''],
    ]);
    assert.match(server.log(), /^.*rows of "threads" whose id is not a UUID are left out: 2\.\n$/);
  });
});
