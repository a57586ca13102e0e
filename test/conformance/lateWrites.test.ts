// A real Codex whose listing began before an operation: it writes the row as it saw it, after the operation. Codex is
// stopped at that very moment, so this happens in every run.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { codexVersions } from '../../scripts/codexVersion';
import { startCodex, startOurs } from '../support/codex';
import { eventually } from '../support/eventually';
import { runsOn } from '../support/runsOn';
import { change, isArchived, openDatabase, rolloutPathOf } from '../support/stateDb';
import type { StdioClient } from '../support/stdioClient';
import { suiteFolder } from '../support/temporaryFolder';
import { versionFacts } from './support/versionFacts';
import { copyVersionHome, makeVersionHome, type VersionHome } from './support/versionHome';

/** 0.125 does not repair rows when it lists. */
const versions = runsOn('linux', 'only Linux shows that a process waits for a database')
  ? codexVersions.filter(version => versionFacts[version].writerLocks)
  : [];

describe('a listing of Codex that began before an operation', function () {
  this.timeout(60_000);
  const folder = suiteFolder();
  const made = new Map<string, VersionHome>();
  before(async () => {
    for (const version of versions) made.set(version, await makeVersionHome(version, folder(`made-${version}`)));
  });

  const running = new Set<StdioClient>();
  afterEach(async () => {
    await Promise.all([...running].map(server => server.kill()));
    running.clear();
  });
  const started = async (server: StdioClient): Promise<StdioClient> => {
    running.add(server);
    await server.initialize();
    return server;
  };

  // A Codex that was stopped for more than 5 seconds, on a busy machine, gives up and writes nothing.
  this.retries(2);
  let homes = 0;
  for (const version of versions) {
    /** A home with S, and this version of Codex, which has listed it. */
    const open = async (name: string) => {
      const home = folder(`${version}-${name}-${++homes}`);
      const source = made.get(version) as VersionHome;
      mkdirSync(home);
      copyVersionHome(source, home);
      const codex = await started(startCodex(home, version));
      await codex.request('thread/list', { limit: 100 });
      return { home, codex, id: source.ids.S };
    };
    const isListed = async (codex: StdioClient, id: string, archived: boolean): Promise<boolean> => {
      const { data } = await codex.request<{ data: { id: string }[] }>('thread/list', { archived, limit: 100 });
      return data.some(thread => thread.id === id);
    };

    const { historyMode } = versionFacts[version];
    const harm = historyMode === 'paginated' ? 'wedges the thread' : 'names no file';
    it(`${version}: a row that is back at its old path ${harm}, until this server starts`, async () => {
      const { home, codex, id } = await open('restart');
      const before = rolloutPathOf(home, id);
      const ours = await started(startOurs(home));
      const goOn = await stopInListing(codex, home, id, false);
      await ours.request('thread/archive', { threadId: id });
      assert.deepEqual([isArchived(home, id), existsSync(before)], [true, false]);
      await ours.kill();
      await goOn();
      assert.deepEqual([isArchived(home, id), rolloutPathOf(home, id), existsSync(before)], [false, before, false]);
      if (historyMode === 'paginated')
        for (const method of ['archive', 'unarchive', 'resume']) {
          const { error } = await codex.ask(`thread/${method}`, { threadId: id });
          assert.match(error?.message ?? '', /no (?:archived )?rollout found/, method);
        }

      const again = await started(startOurs(home));
      await eventually(() => assert.ok(isArchived(home, id)), 20_000);
      assert.ok(existsSync(rolloutPathOf(home, id)));
      await eventually(() => assert.match(again.log(), new RegExp(`Thread ${id} of .* the row was written again`)));
      assert.deepEqual([await isListed(codex, id, false), await isListed(codex, id, true)], [false, true]);
      await codex.request('thread/unarchive', { threadId: id });
      assert.deepEqual([isArchived(home, id), rolloutPathOf(home, id), existsSync(before)], [false, before, true]);
    });

    for (const kind of ['archive', 'unarchive'] as const)
      it(`${version}: this server writes the row again after an ${kind}`, async () => {
        const { home, codex, id } = await open(kind);
        const archived = kind === 'archive';
        if (!archived) await codex.request('thread/archive', { threadId: id });
        const ours = await started(startOurs(home));
        const goOn = await stopInListing(codex, home, id, !archived);
        await ours.request(`thread/${kind}`, { threadId: id });
        const done = rolloutPathOf(home, id);
        await goOn();
        await eventually(
          () => assert.match(ours.log(), new RegExp(`Thread ${id} of .* the row was written again`)),
          20_000,
        );
        assert.deepEqual([isArchived(home, id), rolloutPathOf(home, id), existsSync(done)], [archived, done, true]);
        assert.deepEqual([await isListed(codex, id, false), await isListed(codex, id, true)], [!archived, archived]);
        const back = archived ? 'unarchive' : 'archive';
        await codex.request(`thread/${back}`, { threadId: id });
        assert.deepEqual([isArchived(home, id), existsSync(rolloutPathOf(home, id))], [!archived, true]);
      });
  }
});

/**
 * Lets Codex list one of its folders, and stops it (SIGSTOP) when it has read the folder and is about to write a
 * thread's row: another program has the state DB locked, so it sleeps between its attempts. Returns what lets it go on,
 * and resolves when the listing is done.
 */
async function stopInListing(
  codex: StdioClient,
  home: string,
  id: string,
  archived: boolean,
): Promise<() => Promise<void>> {
  // Codex rewrites the row of a thread whose folder is not in its shortest form, whenever it lists it.
  change(home, `UPDATE threads SET cwd = '/tmp/../tmp' WHERE id = '${id}'`);
  const holder = openDatabase(home);
  holder.exec('BEGIN IMMEDIATE');
  const listed = codex.request('thread/list', { archived, limit: 100 });
  let asleep = 0;
  const waits = (): void => {
    asleep = isAsleepInSqlite(codex.pid ?? 0) ? asleep + 1 : 0;
    // It also sleeps for an instant when its own connections meet.
    assert.ok(asleep >= 10, 'Codex does not wait for the state DB');
  };
  try {
    await eventually(waits, 4000, 5);
    codex.process.kill('SIGSTOP');
  } finally {
    holder.close();
  }
  return async () => {
    codex.process.kill('SIGCONT');
    await listed;
  };
}

/** Whether a thread of a process sleeps in SQLite's busy handler. */
function isAsleepInSqlite(pid: number): boolean {
  const tasks = `/proc/${pid}/task`;
  return readdirSync(tasks).some(task => {
    const [name = '', wait] = ['comm', 'wchan'].map(file => readFileSync(path.join(tasks, task, file), 'utf8'));
    return name.startsWith('sqlx-sqlite') && wait === 'hrtimer_nanosleep';
  });
}
