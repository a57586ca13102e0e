// The server as it runs on macOS, with a Linux that behaves like it (support/likeMacos.mts).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '../../scripts/vscode/paths';
import type { OperationListResponse, OperationResult, TreeListResponse } from '../../src/protocol/methods';
import { unknownHolder } from '../../src/server/locks/lockHolder';
import { journalFolderOf } from '../../src/server/operations/journal/journalFolder';
import { eventually } from '../support/eventually';
import { drawHome, placesOf } from '../support/home';
import { flockHolders, threadLockOf } from '../support/flockHolder';
import { runsOn } from '../support/runsOn';
import { threadServers, type TestServer } from '../support/server';
import { sqlProcesses } from '../support/sqlProcess';
import { stateDbOf } from '../support/stateDb';
import { temporaryFolder } from '../support/temporaryFolder';

const { resolve } = createRequire(import.meta.url);
const mocha = resolve('mocha/bin/mocha.js');
const hasLsof = existsSync('/usr/bin/lsof');
const likeMacos = path.join(projectRoot, 'test/support/likeMacos.mts');

if (runsOn('linux', 'imitates macOS on Linux'))
  describe('like macOS', () => {
    const folder = temporaryFolder();
    const startServer = threadServers();
    const holdFlock = flockHolders();
    const openElsewhere = sqlProcesses();
    /** lsof spells this name otherwise. */
    const home = (): string => folder('hé');
    const journals = (): string => folder('journals');
    const start = (asked = home()): Promise<TestServer> =>
      startServer(asked, {
        env: { DISK_LIKE_MACOS: folder() },
        nodeArgs: ['--import', likeMacos],
        journal: journals(),
      });
    const list = (server: TestServer): Promise<TreeListResponse> =>
      server.request('threadTree/list', { view: 'threads' });
    const draw = (at = home()) => {
      mkdirSync(at);
      return drawHome(at, { P: null, C: 'P' });
    };
    beforeEach(() => void mkdirSync(journals()));

    /** Whether another process can take the lock that Codex takes before it loads a thread. */
    const isFree = async (file: string): Promise<boolean> => {
      const [code] = (await once(spawn('/usr/bin/flock', ['--nonblock', file, 'true']), 'exit')) as [number];
      return code === 0;
    };

    it('archives and restores a subtree, and releases all locks', async () => {
      const ids = draw();
      const server = await start();
      await server.request('thread/archive', { threadId: ids.P });
      assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'archived' });
      await server.request('thread/unarchive', { threadId: ids.P });
      assert.deepEqual(placesOf(home(), ids), { P: 'active', C: 'active' });
      await eventually(async () => assert.ok(await isFree(threadLockOf(home(), '.coordination'))));
    });

    it('shows a thread that another process has open, and skips it with its name', async () => {
      const ids = draw();
      const server = await start();
      await holdFlock(threadLockOf(home(), '.coordination')).then(({ release }) => release());
      const program = folder('codé');
      copyFileSync('/bin/cat', program);
      const { pid } = await holdFlock(threadLockOf(home(), ids.C), '--exclusive', program);
      assert.equal((await list(server)).rows[0]?.loadedDescendants, 1);
      const holder = hasLsof ? { pid, command: 'codé' } : unknownHolder;
      // On a busy machine lsof may take longer than anybody waits for it.
      await eventually(async () => {
        const { reports } = await server.request<OperationResult>('threadTree/archive', { threadIds: [ids.P] });
        const failures = reports.map(({ failure }) => failure).filter(failure => failure?.code === 'loaded');
        assert.deepEqual(failures, [{ code: 'loaded', holder }]);
      });
      assert.deepEqual(placesOf(home(), ids), { P: 'active', C: 'active' });
    });

    it('moves files, finds homes and watches them as the tests of these parts say', async () => {
      const child = spawn(process.execPath, [mocha, 'test/unit/{files,home}/**/*.test.ts'], {
        cwd: projectRoot,
        stdio: ['ignore', 'pipe', 'inherit'],
        env: {
          ...process.env,
          NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import ${likeMacos}`,
          // It would look for the program of macOS.
          ESBUILD_BINARY_PATH: resolve(`@esbuild/linux-${process.arch}/bin/esbuild`),
        },
      });
      const output = await text(child.stdout);
      assert.match(output, /^ +\d{3} passing /m);
      assert.doesNotMatch(output, /^ +\d+ failing/m, output);
    });

    it('waits while a Codex loads a thread', async () => {
      const ids = draw();
      const server = await start();
      const { release } = await holdFlock(threadLockOf(home(), '.coordination'));
      const answer = server.ask('thread/archive', { threadId: ids.P });
      assert.equal(await Promise.race([answer, sleep(500, 'waits')]), 'waits');
      await release();
      assert.equal((await answer).error, undefined);
      assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'archived' });
    });

    it('makes no lock file when it only looks', async () => {
      const ids = draw();
      const server = await start();
      mkdirSync(folder('hé/thread-writer-locks'));
      writeFileSync(threadLockOf(home(), ids.C), '');
      await list(server);
      await sleep(2500);
      await list(server);
      assert.deepEqual(readdirSync(folder('hé/thread-writer-locks')), [`${ids.C}.lock`]);
      assert.ok(!existsSync(folder('hé/thread-tree.lock')));
    });

    it('sees each commit by a process that keeps the database open, also in a log that begins anew', async () => {
      const ids = draw();
      const rename = (name: string): string => `UPDATE threads SET name = '${name}' WHERE id = '${ids.P}'`;
      const codex = await openElsewhere(stateDbOf(home()), 'PRAGMA journal_mode = WAL', rename('first'));
      const server = await start();
      assert.equal((await list(server)).rows[0]?.name, 'first');
      const { size } = statSync(`${stateDbOf(home())}-wal`);
      for (const name of ['second', 'third']) {
        await codex.exec(name === 'third' ? `PRAGMA wal_checkpoint(RESTART); ${rename(name)}` : rename(name));
        do await server.notified('threadTree/changed');
        while ((await list(server)).rows[0]?.name !== name);
      }
      assert.ok(statSync(`${stateDbOf(home())}-wal`).size >= size);
    });

    for (const [title, onDisk, asked] of [
      ['in other letters', 'Codex', 'cODEX'],
      ['in composed characters, which the disk has decomposed', 'Büro'.normalize('NFD'), 'Büro'.normalize('NFC')],
    ] as const)
      it(`finds a home that is named ${title}, and calls it as the disk does`, async () => {
        const ids = draw(folder(onDisk));
        const server = await start(folder(asked));
        await server.request('thread/archive', { threadId: ids.P });
        assert.deepEqual(placesOf(folder(onDisk), ids), { P: 'archived', C: 'archived' });
        assert.deepEqual(readdirSync(journals()), [path.basename(journalFolderOf(journals(), folder(onDisk)))]);
        const { operations } = await server.request<OperationListResponse>('threadTree/operations', {});
        await server.request('threadTree/undo', { operation: operations[0]?.operation });
        assert.deepEqual(placesOf(folder(onDisk), ids), { P: 'active', C: 'active' });
      });
  });
