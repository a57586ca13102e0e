// Codex homes and state DBs that are missing or broken, with the real server: it says what is wrong and where, loses
// nothing, stays alive, and shows the tree once the damage is repaired.
import { strict as assert } from 'node:assert';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { HomeProblem, OperationResult, TreeListResponse } from '../../../src/protocol/methods';
import { assertCodexFails, assertFails, assertFailure, type ExpectedFailure } from '../../support/expectedFailure';
import { removeFreely, rolloutFilesOf } from '../../support/files';
import { drawHome, placesOf, rolloutContents } from '../../support/home';
import { threadServers, type TestServer } from '../../support/server';
import { change, stateDbOf } from '../../support/stateDb';
import type { Refusal } from '../../support/stdioClient';
import { temporaryFolder } from '../../support/temporaryFolder';
import { makesLinks, runsOn } from '../../support/runsOn';

/** The file that a failure should name. */
const stateDb = /[\\/]state_5\.sqlite$/;
const sketch = { P: null, C: 'P', G: 'C' };

describe('bad input: homes and state DBs', () => {
  const folder = temporaryFolder();
  const start = threadServers();
  const hasLinks = runsOn('unix', makesLinks);
  const home = (): string => path.join(folder(), 'home');
  const draw = (): Record<'P' | 'C' | 'G', string> => {
    mkdirSync(home());
    return drawHome(home(), sketch);
  };
  const list = (server: TestServer): Promise<TreeListResponse> =>
    server.request('threadTree/list', { view: 'threads' });

  async function assertProblem(server: TestServer, code: HomeProblem['code'], failure: ExpectedFailure): Promise<void> {
    const { problem, rows, total, orphans } = await list(server);
    assert.equal(problem?.code, code);
    assertFailure(problem.failure, failure);
    assert.deepEqual([rows, total, orphans], [[], 0, 0]);
    await assertCodexFails(server.request('thread/list', {}), failure);
  }

  async function assertShown(server: TestServer): Promise<void> {
    const { problem, rows } = await list(server);
    assert.deepEqual(
      [problem, rows.map(({ name, children, descendants }) => [name, children, descendants])],
      [null, [['P', 1, 2]]],
    );
  }

  it('no home', async () => {
    const server = await start(home());
    const missing: ExpectedFailure = { code: 'namedHomeMissing', path: home(), by: 'environment' };
    await assertProblem(server, 'wrongHome', missing);
    await assertCodexFails(
      server.request('thread/archive', { threadId: '01a20000-0000-7000-8000-000000000001' }),
      missing,
    );
    await assertFails(server.request('threadTree/archive', { threadIds: [] }), missing);
    assert.ok(!existsSync(home()));
    draw();
    await assertShown(server);
    assert.equal(server.log(), '');
  });

  it('a home that is a file', async () => {
    writeFileSync(home(), 'x');
    await assertProblem(await start(home()), 'wrongHome', { code: 'homeNotAFolder', path: home() });
  });

  if (hasLinks) {
    it('a home that is a link to itself', async () => {
      symlinkSync('home', home());
      await assertProblem(await start(home()), 'unreadable', { code: 'homeUnreadable', path: home(), cause: /^ELOOP/ });
    });
  }

  it('no state DB: the tree says so, a thread is archived by its rollout’s name, and no state DB is created', async () => {
    const ids = draw();
    rmSync(stateDbOf(home()));
    const before = rolloutContents(home());
    const server = await start(home());
    await assertProblem(server, 'noStateDb', { code: 'stateDbMissing', folder: home() });
    assert.deepEqual(await server.request('thread/archive', { threadId: ids.P }), {});
    assert.deepEqual((await server.notified('thread/archived')).params, { threadId: ids.P });
    assert.deepEqual(rolloutContents(home()), before);
    assert.equal(readdirSync(path.join(home(), 'archived_sessions')).length, 1);
    assert.deepEqual(
      readdirSync(home()).filter(name => name.startsWith('state')),
      [],
    );
  });

  it('no state DB where the config says it is', async () => {
    draw();
    writeFileSync(path.join(home(), 'config.toml'), 'sqlite_home = "elsewhere"');
    const server = await start(home());
    await assertProblem(server, 'noStateDb', { code: 'stateDbMissing', folder: path.join(home(), 'elsewhere') });
    mkdirSync(path.join(home(), 'elsewhere'));
    copyFileSync(stateDbOf(home()), path.join(home(), 'elsewhere/state_5.sqlite'));
    await assertShown(server);
  });

  const databases: { title: string; runs?: boolean; damage: (file: string) => void; failure: ExpectedFailure }[] = [
    {
      title: 'an empty one',
      damage: file => writeFileSync(file, ''),
      failure: { code: 'notADatabase', path: stateDb, cause: 'it is empty' },
    },
    {
      title: 'one of a few bytes',
      damage: file => truncateSync(file, 50),
      failure: { code: 'notADatabase', path: stateDb, cause: /^it has 50 bytes/ },
    },
    {
      title: 'one truncated within its first page',
      damage: file => truncateSync(file, 1000),
      failure: { code: ['stateDbCutShort', 'stateDbDamaged'] },
    },
    {
      title: 'one truncated in the middle',
      damage: file => truncateSync(file, 50_000),
      failure: { code: ['stateDbCutShort', 'stateDbDamaged'] },
    },
    {
      title: 'random bytes',
      damage: file =>
        writeFileSync(file, Buffer.from(Array.from({ length: 100_000 }, (_, at) => (at * 7919 + (at >> 8)) % 256))),
      failure: { code: 'notADatabase', path: stateDb },
    },
    {
      title: 'random bytes after a valid header',
      damage: file => {
        const bytes = readFileSync(file);
        for (let at = 100; at < bytes.length; at++) bytes[at] = (at * 7919 + (at >> 8)) % 256;
        writeFileSync(file, bytes);
      },
      failure: { code: 'stateDbDamaged', path: stateDb },
    },
    {
      title: 'a text file',
      damage: file => writeFileSync(file, 'state = 5\n'.repeat(1000)),
      failure: { code: 'notADatabase', path: stateDb },
    },
    {
      title: 'a folder',
      damage: file => {
        rmSync(file);
        mkdirSync(file);
      },
      failure: { code: 'notAFile', path: stateDb, is: 'folder' },
    },
    {
      title: 'a link to itself',
      runs: hasLinks,
      damage: file => {
        rmSync(file);
        symlinkSync('state_5.sqlite', file);
      },
      failure: { code: 'fileUnreadable', path: stateDb, cause: /ELOOP/ },
    },
    {
      title: 'another program’s database',
      damage: file => {
        rmSync(file);
        const other = new DatabaseSync(file);
        other.exec('CREATE TABLE songs (id INTEGER)');
        other.close();
      },
      failure: { code: 'tableMissing', path: stateDb, table: 'threads' },
    },
    {
      title: 'one without the columns',
      damage: file => {
        rmSync(file);
        const other = new DatabaseSync(file);
        other.exec('CREATE TABLE threads (id TEXT)');
        other.close();
      },
      failure: {
        code: 'columnsMissing',
        path: stateDb,
        table: 'threads',
        columns: ['rollout_path', 'source', 'archived'],
      },
    },
    {
      title: 'spawn edges with other columns',
      damage: () => change(home(), 'DROP TABLE thread_spawn_edges; CREATE TABLE thread_spawn_edges (a, b)'),
      failure: {
        code: 'columnsMissing',
        path: stateDb,
        table: 'thread_spawn_edges',
        columns: ['parent_thread_id', 'child_thread_id'],
      },
    },
  ];
  for (const { title, runs = true, damage, failure } of databases) {
    if (!runs) continue;
    it(`a broken state DB: ${title}`, async () => {
      const ids = draw();
      const file = stateDbOf(home());
      copyFileSync(file, path.join(folder(), 'good'));
      const before = rolloutContents(home());
      const server = await start(home());
      await assertShown(server);
      damage(file);
      const { problem } = await list(server);
      assert.equal(problem?.code, 'unreadable');
      assertFailure(problem.failure, failure);
      const { code } = problem.failure;
      await assert.rejects(
        server.request('thread/archive', { threadId: ids.P }),
        (error: Refusal) =>
          error.code === -32603 &&
          error.message.startsWith(`failed to list spawned descendants for thread id ${ids.P}: ${code}: ${file}`),
      );
      await assertFails(server.request('threadTree/archive', { threadIds: [ids.P] }), { ...failure, code });
      assert.deepEqual(rolloutContents(home()), before);
      assert.ok(!existsSync(path.join(home(), 'archived_sessions')));
      // Once it is repaired, the same server continues.
      for (const suffix of ['', '-wal', '-shm']) await removeFreely(file + suffix);
      copyFileSync(path.join(folder(), 'good'), file);
      await assertShown(server);
      assert.deepEqual(placesOf(home(), ids), { P: 'active', C: 'active', G: 'active' });
      assert.equal(server.log(), '');
    });
  }

  /** Commits to the WAL like a process that is killed before it can merge the WAL into the main file. */
  function leaveWal(file: string, sql: string): void {
    const copy = path.join(folder(), 'copy.sqlite');
    copyFileSync(file, copy);
    const database = new DatabaseSync(copy);
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; ${sql}`);
    for (const suffix of ['', '-wal']) copyFileSync(copy + suffix, file + suffix);
    database.close();
  }

  const wals: { title: string; damage: (wal: string) => void; name: string }[] = [
    { title: 'as left by a killed process', damage: () => undefined, name: 'second' },
    {
      title: 'truncated within its last frame',
      damage: wal => truncateSync(wal, readFileSync(wal).length - 100),
      name: 'first',
    },
    { title: 'truncated within its header', damage: wal => truncateSync(wal, 20), name: 'P' },
    {
      title: 'followed by garbage',
      damage: wal => appendFileSync(wal, Buffer.alloc(10_000, 0x55)),
      name: 'second',
    },
    {
      title: 'with a damaged frame',
      damage: wal => {
        const bytes = readFileSync(wal);
        bytes.fill(0xff, bytes.length - 2000, bytes.length - 1900);
        writeFileSync(wal, bytes);
      },
      name: 'first',
    },
    { title: 'of zeros only', damage: wal => writeFileSync(wal, Buffer.alloc(50_000)), name: 'P' },
    { title: 'empty', damage: wal => writeFileSync(wal, ''), name: 'P' },
  ];
  for (const { title, damage, name } of wals) {
    it(`a WAL ${title}: the last complete commit counts, for reading and for archiving`, async () => {
      const ids = draw();
      const file = stateDbOf(home());
      const before = rolloutContents(home());
      leaveWal(
        file,
        `UPDATE threads SET name = 'first' WHERE id = '${ids.P}'; UPDATE threads SET name = 'second' WHERE id = '${ids.P}'`,
      );
      damage(`${file}-wal`);
      const server = await start(home());
      assert.deepEqual(
        (await list(server)).rows.map(row => row.name),
        [name],
      );
      assert.deepEqual(await server.request('thread/archive', { threadId: ids.P }), {});
      assert.deepEqual(
        (await server.request<TreeListResponse>('threadTree/list', { view: 'archived' })).rows.map(row => [
          row.name,
          row.descendants,
        ]),
        [[name, 2]],
      );
      assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'archived', G: 'archived' });
      assert.deepEqual(rolloutContents(home()), before);
    });
  }

  const operations: {
    kind: string;
    prepare: (server: TestServer, ids: Record<'P' | 'C', string>) => Promise<object>;
  }[] = [
    { kind: 'archive', prepare: (_, ids) => Promise.resolve({ threadIds: [ids.P] }) },
    {
      kind: 'undo',
      prepare: async (server, ids) => {
        const { operation } = await server.request<OperationResult>('threadTree/archive', { threadIds: [ids.P] });
        return { operation };
      },
    },
    {
      kind: 'repair',
      prepare: (_, ids) => {
        change(home(), `UPDATE threads SET archived = 1, archived_at = 1 WHERE id = '${ids.C}'`);
        return Promise.resolve({ threadIds: [ids.C] });
      },
    },
  ];
  for (const { kind, prepare } of operations) {
    it(`${kind}: a WAL left by another database is reported, and kept away from SQLite`, async () => {
      const ids = draw();
      const file = stateDbOf(home());
      const other = path.join(folder(), 'other.sqlite');
      const first = await start(home());
      const params = await prepare(first, ids);
      await first.end();
      const database = new DatabaseSync(other);
      database.exec(
        'PRAGMA page_size = 512; PRAGMA journal_mode = WAL; CREATE TABLE songs (id INTEGER); INSERT INTO songs VALUES (1)',
      );
      copyFileSync(`${other}-wal`, `${file}-wal`);
      database.close();
      const [rollouts, bytes] = [rolloutFilesOf(home()), readFileSync(file)];
      const server = await start(home());
      const { problem } = await list(server);
      const failure: ExpectedFailure = { code: ['walOfOtherDatabase', 'tableMissing'] };
      assertFailure(problem?.failure, failure);
      const { result, error } = await server.ask(`threadTree/${kind}`, params);
      assert.match(JSON.stringify(result ?? error), /"(?:walOfOtherDatabase|tableMissing)"/);
      assert.deepEqual(rolloutFilesOf(home()), rollouts);
      // Whoever closes a state DB last writes its WAL into it, and an operation closes it after its answer.
      assert.equal(await server.end(), 0);
      // Not `deepEqual`: telling where a hundred thousand bytes differ takes all memory.
      assert.ok(readFileSync(file).equals(bytes));
    });
  }
});
