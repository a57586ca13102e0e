// What other processes do to a home is announced with threadTree/changed, and the next list shows it.
import { strict as assert } from 'node:assert';
import { appendFileSync, copyFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { TreeListResponse } from '../../src/protocol/methods';
import { idOf } from '../fixtures/ids';
import { removeFreely } from '../support/files';
import { drawHome } from '../support/home';
import { makesLinks, runsOn } from '../support/runsOn';
import { sqlProcesses } from '../support/sqlProcess';
import { threadServers, type TestServer } from '../support/server';
import { change, stateDbOf } from '../support/stateDb';
import { temporaryFolder } from '../support/temporaryFolder';

describe('watching the state DB', () => {
  const folder = temporaryFolder();
  const start = threadServers();
  const openElsewhere = sqlProcesses();
  const home = (): string => path.join(folder(), 'home');
  const file = (): string => stateDbOf(home());

  const list = (server: TestServer): Promise<TreeListResponse> =>
    server.request('threadTree/list', { view: 'threads' });
  /** Waits for notifications until the first row has this name, or the list has this problem. */
  async function untilShown(server: TestServer, shown: string): Promise<void> {
    for (;;) {
      const { params } = await server.notified('threadTree/changed');
      const { rows, problem, revision } = await list(server);
      assert.ok(revision >= Number(params.revision));
      if ((problem?.code ?? rows[0]?.name) === shown) return;
    }
  }
  const rename = (name: string): string => `UPDATE threads SET name = '${name}' WHERE id = '${idOf(1)}'`;

  async function startWatched(): Promise<TestServer> {
    mkdirSync(home());
    drawHome(home(), { P: null });
    const server = await start(home(), { journal: path.join(folder(), 'journal') });
    assert.equal((await list(server)).rows[0]?.name, 'P');
    return server;
  }

  const events: { title: string; runs?: boolean; happen: () => void | Promise<void>; shown: string }[] = [
    {
      title: 'a commit by a process that keeps the database open',
      shown: 'new',
      happen: async () => void (await openElsewhere(file(), 'PRAGMA journal_mode = WAL', rename('new'))),
    },
    {
      title: 'a commit by a process that closes the database: the WAL is merged and deleted',
      shown: 'new',
      happen: () => change(home(), rename('new')),
    },
    {
      title: 'a commit with a rollback journal',
      shown: 'new',
      happen: () => change(home(), `PRAGMA journal_mode = DELETE; ${rename('new')}`),
    },
    {
      title: 'the database replaced by another',
      shown: 'new',
      happen: () => {
        copyFileSync(file(), path.join(folder(), 'other.sqlite'));
        const other = new DatabaseSync(path.join(folder(), 'other.sqlite'));
        other.exec(rename('new'));
        other.close();
        renameSync(path.join(folder(), 'other.sqlite'), file());
      },
    },
    { title: 'the database removed', shown: 'noStateDb', happen: () => rmSync(file()) },
    { title: 'the database broken', shown: 'unreadable', happen: () => writeFileSync(file(), 'x') },
    {
      title: 'a newer generation of the database',
      shown: 'next',
      happen: () => {
        const next = path.join(folder(), 'next.sqlite');
        copyFileSync(file(), next);
        const database = new DatabaseSync(next);
        database.exec(rename('next'));
        database.close();
        renameSync(next, path.join(home(), 'state_6.sqlite'));
      },
    },
    {
      title: 'a name in the session index',
      shown: 'Renamed',
      happen: () => {
        change(
          home(),
          `UPDATE threads SET history_mode = 'legacy', title = first_user_message WHERE id = '${idOf(1)}'`,
        );
        appendFileSync(
          path.join(home(), 'session_index.jsonl'),
          `{"id":"${idOf(1)}","thread_name":"Renamed","updated_at":"2026-05-01T00:00:00Z"}\n`,
        );
      },
    },
    { title: 'the home moved away', shown: 'wrongHome', happen: () => renameSync(home(), path.join(folder(), 'away')) },
    { title: 'the home removed', shown: 'wrongHome', happen: () => rmSync(home(), { recursive: true }) },
    {
      title: 'the home removed and created again',
      shown: 'again',
      happen: async () => {
        // On Windows the server keeps the name until it notices that the folder is gone.
        await removeFreely(home());
        mkdirSync(home());
        drawHome(home(), { P: { parent: null, name: 'again' } });
      },
    },
    {
      title: 'the home replaced by a link to itself',
      runs: runsOn('unix', makesLinks),
      shown: 'unreadable',
      happen: () => {
        rmSync(home(), { recursive: true });
        symlinkSync('home', home());
      },
    },
    {
      title: 'a sqlite_home in the config',
      shown: 'elsewhere',
      happen: () => {
        mkdirSync(path.join(home(), 'db'));
        copyFileSync(file(), path.join(home(), 'db/state_5.sqlite'));
        const database = new DatabaseSync(path.join(home(), 'db/state_5.sqlite'));
        database.exec(rename('elsewhere'));
        database.close();
        writeFileSync(path.join(home(), 'config.toml'), 'sqlite_home = "db"');
      },
    },
  ];
  for (const { title, runs = true, happen, shown } of events) {
    if (!runs) continue;
    it(`announces ${title}`, async () => {
      const server = await startWatched();
      await happen();
      await untilShown(server, shown);
      assert.equal(server.log(), '');
    });
  }

  it('keeps announcing while the WAL is deleted and created again, time after time', async () => {
    const server = await startWatched();
    for (const name of ['one', 'two', 'three']) {
      const writer = await openElsewhere(file(), 'PRAGMA journal_mode = WAL', rename(`${name}, in the WAL`));
      await untilShown(server, `${name}, in the WAL`);
      await writer.exec(rename(name));
      await writer.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      await writer.release();
      await untilShown(server, name);
    }
  });

  it('keeps announcing after the folder was removed and created again', async () => {
    const server = await startWatched();
    rmSync(home(), { recursive: true });
    await untilShown(server, 'wrongHome');
    await removeFreely(home());
    mkdirSync(home());
    drawHome(home(), { P: { parent: null, name: 'again' } });
    await untilShown(server, 'again');
    change(home(), rename('and again'));
    await untilShown(server, 'and again');
  });

  it('announces a home that is created only after the start', async () => {
    const server = await start(home());
    assert.equal((await list(server)).problem?.code, 'wrongHome');
    mkdirSync(home());
    await untilShown(server, 'noStateDb');
    drawHome(home(), { P: null });
    await untilShown(server, 'P');
  });

  it('announces its own changes as well', async () => {
    const server = await startWatched();
    await server.request('thread/archive', { threadId: idOf(1) });
    for (;;) {
      await server.notified('threadTree/changed');
      if ((await list(server)).total === 0) return;
    }
  });

  it('equal revisions mean equal answers', async () => {
    const server = await startWatched();
    const [first, second] = [await list(server), await list(server)];
    assert.deepEqual(first, second);
    change(home(), rename('new'));
    assert.ok((await list(server)).revision > first.revision);
    rmSync(file());
    const gone = await list(server);
    assert.deepEqual(await list(server), gone);
  });
});
