// What may be in a home instead of the state DB, its WAL, the config and the session index: pipes, sockets, devices,
// links, files of any size. The real server, with 192 MB of memory, answers at once, says what it left out, and shows
// the rest.
//
// Links with these names are followed, wherever they lead: users create them (dotfiles under version control, a large
// home on another disk), and Codex follows them as well. Therefore nothing in such a file is ever shown except the
// names of existing threads.
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import type { TreeListResponse } from '../../../src/protocol/methods';
import { idOf } from '../../fixtures/ids';
import { assertFails, assertFailure, type ExpectedFailure } from '../../support/expectedFailure';
import { drawHome } from '../../support/home';
import { threadServers, type TestServer } from '../../support/server';
import { stateDbOf } from '../../support/stateDb';
import { temporaryFolder } from '../../support/temporaryFolder';
import { patience } from '../../support/eventually';
import { makesLinks, runsOn } from '../../support/runsOn';

describe('bad input: files of a home', function () {
  this.timeout(60_000 * patience);
  const folder = temporaryFolder();
  const startServer = threadServers();
  const start = (): Promise<TestServer> => startServer(home(), { nodeArgs: ['--max-old-space-size=192'] });
  const home = (): string => path.join(folder(), 'home');
  const at = (name: string): string => path.join(home(), name);
  const list = (server: TestServer): Promise<TreeListResponse> =>
    server.request('threadTree/list', { view: 'threads' });
  const sockets: Server[] = [];
  beforeEach(() => {
    mkdirSync(home());
    drawHome(home(), { P: { parent: null, historyMode: 'legacy', name: null, title: 'P', message: 'P' }, C: 'P' });
    rmSync(at('config.toml'));
    writeFileSync(at('config.toml'), 'model_provider = "mock_provider"\n');
  });
  afterEach(() => sockets.splice(0).forEach(socket => socket.close()));

  const pipe = (file: string): void => void execFileSync('mkfifo', [file]);
  const socket = (file: string): Promise<void> =>
    new Promise(resolve => {
      // A socket's path may have at most 100 characters; a link to it may be longer.
      sockets.push(
        createServer().listen(path.join(folder(), 's'), () => {
          symlinkSync(path.join(folder(), 's'), file);
          resolve();
        }),
      );
    });
  const notFiles: [string, (file: string) => unknown, ExpectedFailure][] =
    process.platform === 'win32'
      ? []
      : [
          ['a pipe', pipe, { code: 'notAFile', is: 'other' }],
          ['a socket', socket, { code: 'notAFile', is: 'other' }],
          ['an endless device', file => symlinkSync('/dev/zero', file), { code: 'notAFile', is: 'other' }],
          ['the terminal', file => symlinkSync('/dev/tty', file), { code: 'notAFile', is: 'other' }],
          ['a folder', file => mkdirSync(file), { code: 'notAFile', is: 'folder' }],
          [
            'a link to itself',
            file => symlinkSync(path.basename(file), file),
            { code: 'fileUnreadable', cause: /ELOOP/ },
          ],
        ];
  for (const [title, make, failure] of notFiles) {
    for (const suffix of ['', '-wal', '-journal']) {
      it(`state_5.sqlite${suffix}: ${title}`, async () => {
        renameSync(stateDbOf(home()), path.join(folder(), 'good'));
        if (suffix !== '') writeFileSync(stateDbOf(home()), readFileSync(path.join(folder(), 'good')));
        await make(stateDbOf(home()) + suffix);
        const server = await start();
        const { problem } = await list(server);
        assert.equal(problem?.code, 'unreadable');
        assertFailure(problem.failure, failure);
        await assertFails(server.request('threadTree/archive', { threadIds: [idOf(1)] }), failure);
        rmSync(stateDbOf(home()) + suffix, { recursive: true });
        writeFileSync(stateDbOf(home()), readFileSync(path.join(folder(), 'good')));
        assert.deepEqual(
          (await list(server)).rows.map(({ descendants }) => descendants),
          [1],
        );
        assert.equal(server.log(), '');
      });
    }

    for (const name of ['config.toml', 'session_index.jsonl']) {
      it(`${name}: ${title}`, async () => {
        rmSync(at(name), { force: true });
        await make(at(name));
        const server = await start();
        assert.deepEqual(
          (await list(server)).rows.map(({ descendants }) => descendants),
          [1],
        );
        await server.request('thread/list', {});
        assert.match(server.log(), new RegExp(`${name} was not (used|read).*${String(failure.code)}`));
        assert.equal(server.log().split('\n').length, 2, 'said once');
      });
    }
  }

  const configs: { title: string; runs?: boolean; text: string; log?: RegExp; problem?: ExpectedFailure }[] = [
    {
      title: 'a hundred megabytes',
      text: '#\n'.repeat(50_000_000),
      log: /config\.toml has 100000000 bytes and was not read\.\n$/,
    },
    { title: 'a key of a quarter of a million parts', text: `${'a.'.repeat(260_000)}b = 1\n` },
    { title: 'forty thousand keys', text: Array.from({ length: 40_000 }, (_, number) => `k${number} = 1\n`).join('') },
    {
      title: 'deeply nested arrays',
      text: `a = ${'['.repeat(500_000)}`,
      log: /config\.toml was not used: it is not TOML, line 1, column \d+\n$/,
    },
    {
      title: 'deeply nested tables',
      text: `a = ${'{a='.repeat(170_000)}`,
      log: /config\.toml was not used: it is not TOML, line 1, column \d+\n$/,
    },
    {
      title: 'a duplicate key',
      text: 'sqlite_home = "/x"\nsqlite_home = "/y"\n',
      log: /config\.toml was not used: it is not TOML, line 2, column \d+\n$/,
    },
    {
      title: 'garbage bytes',
      text: '\u0000\u0001\uffff'.repeat(1000),
      log: /config\.toml was not used: it is not TOML/,
    },
    {
      title: 'a secret beside a mistake, which is not shown',
      text: 'api_key = "sk-12345\nmodel = 7\n',
      log: /^(?!.*sk-12345).*config\.toml was not used: it is not TOML, line 1, column \d+\n$/s,
    },
    {
      title: 'the prototype of all objects',
      text: '[__proto__]\nsqlite_home = "/x"\n[constructor.prototype]\nsqlite_home = "/x"\n',
    },
    {
      title: 'the root as the state DB’s folder',
      text: 'sqlite_home = "/"\n',
      problem: { code: 'stateDbMissing', folder: /^.{1,3}$/ },
    },
    {
      title: 'a file as the state DB’s folder',
      text: 'sqlite_home = "config.toml"\n',
      problem: { code: 'stateDbMissing', folder: /config\.toml$/ },
    },
    {
      title: 'a pipe as the state DB’s folder',
      text: 'sqlite_home = "pipe"\n',
      problem: { code: 'stateDbMissing', folder: /pipe$/ },
    },
    {
      title: 'a NUL and an escape character in the name of the state DB’s folder',
      text: 'sqlite_home = "/a\\u0000b\\u001b[31m\\nc"\n',
      problem: { code: 'stateDbFolderUnreadable', folder: /[\\/]a\0b\u001b\[31m\nc$/ },
    },
    {
      title: 'a name of half a million characters for the state DB’s folder',
      runs: runsOn('unix', 'expects the error of a name that is too long'),
      text: `sqlite_home = "/${'x'.repeat(500_000)}"\n`,
      problem: { code: 'stateDbFolderUnreadable', folder: /\/x+$/, cause: /^ENAMETOOLONG/ },
    },
  ];
  for (const { title, runs = true, text, log = /^$/, problem: expected } of configs) {
    if (!runs) continue;
    it(`config.toml: ${title}`, async () => {
      if (process.platform !== 'win32') pipe(at('pipe'));
      writeFileSync(at('config.toml'), text);
      const server = await start();
      const { rows, problem } = await list(server);
      if (expected) assertFailure(problem?.failure, expected);
      else assert.deepEqual([problem, rows.length], [null, 1]);
      assert.match(server.log(), log);
      // Once the file is fixed, the same server continues.
      writeFileSync(at('config.toml'), 'model_provider = "mock_provider"\n');
      assert.deepEqual(
        (await list(server)).rows.map(({ descendants }) => descendants),
        [1],
      );
    });
  }

  const line = (name: string): string =>
    `${JSON.stringify({ id: idOf(1), thread_name: name, updated_at: '2026-05-01T00:00:00Z' })}\n`;
  const indexes: { title: string; text: () => string | Buffer; name: string; log?: RegExp }[] = [
    {
      title: 'a hundred megabytes',
      text: () => Buffer.alloc(100_000_000, '\n'),
      name: 'P',
      log: /session_index\.jsonl was not read \(it has 100000000 bytes\): threads are shown without the names in it\.\n$/,
    },
    {
      title: 'sixteen million line breaks before the name',
      text: () => '\n'.repeat(16_000_000) + line('Named'),
      name: 'Named',
    },
    {
      title: 'eight million opening braces',
      text: () => '{\n'.repeat(8_000_000) + line('Named'),
      name: 'Named',
    },
    {
      title: 'a line of ten megabytes, then the name',
      text: () => `${line('First')}${line('x'.repeat(10_000_000))}${line('Named')}`,
      name: 'Named',
    },
    {
      title: 'a last line of ten megabytes without a line break',
      text: () => `${line('Named')}${line('x'.repeat(10_000_000)).trim()}`,
      name: 'Named',
    },
    {
      title: 'ten megabytes of opening brackets',
      text: () => `${'['.repeat(10_000_000)}\n${line('Named')}`,
      name: 'Named',
    },
    {
      title: 'garbage bytes',
      text: () =>
        Buffer.concat([
          Buffer.from(Array.from({ length: 1_000_000 }, (_, number) => (number * 7919 + (number >> 8)) % 256)),
          Buffer.from(`\n${line('Named')}`),
        ]),
      name: 'Named',
    },
    {
      title: 'half of a surrogate pair in a name',
      text: () => line('Named') + line('x').replace('"x"', '"\\ud83d"'),
      name: 'Named',
    },
    {
      title: 'a deceptive name',
      text: () => line('\u202egnp.exe\u001b[31m\n[x](command:y)'),
      name: 'gnp.exe [x](command:y)',
    },
  ];
  for (const { title, text, name, log = /^$/ } of indexes) {
    it(`session_index.jsonl: ${title}`, async () => {
      writeFileSync(at('session_index.jsonl'), text());
      const server = await start();
      assert.deepEqual(
        (await list(server)).rows.map(row => row.name),
        [name],
      );
      await server.request('thread/list', {});
      assert.match(server.log(), log);
    });
  }

  if (runsOn('unix', makesLinks)) {
    it('follows links that the user made, as Codex does', async () => {
      const elsewhere = path.join(folder(), 'dotfiles');
      mkdirSync(elsewhere);
      for (const name of ['config.toml', 'state_5.sqlite']) {
        renameSync(at(name), path.join(elsewhere, name));
        symlinkSync(path.join(elsewhere, name), at(name));
      }
      writeFileSync(path.join(elsewhere, 'names'), line('Named'));
      symlinkSync(path.join(elsewhere, 'names'), at('session_index.jsonl'));
      const server = await start();
      assert.deepEqual(
        (await list(server)).rows.map(row => row.name),
        ['Named'],
      );
      assert.equal((await server.request<{ data: unknown[] }>('thread/list', {})).data.length, 1);
      assert.equal(server.log(), '');
    });

    it('shows nothing of a linked file that is not Codex’s', async () => {
      const secret = path.join(folder(), 'passwd');
      writeFileSync(secret, 'root:x:0:0:SECRET:/root:/bin/bash\n'.repeat(50));
      for (const name of ['config.toml', 'session_index.jsonl', 'state_5.sqlite-wal']) {
        rmSync(at(name), { force: true });
        symlinkSync(secret, at(name));
      }
      const server = await start();
      const answers = [
        await list(server),
        await server.request('thread/list', {}),
        await server.request('threadTree/details', { threadId: idOf(1) }),
      ];
      assert.deepEqual(
        (answers[0] as TreeListResponse).rows.map(row => row.name),
        ['P'],
      );
      rmSync(stateDbOf(home()));
      symlinkSync(secret, stateDbOf(home()));
      const { problem } = await list(server);
      assertFailure(problem?.failure, { code: 'notADatabase' });
      assert.doesNotMatch(JSON.stringify([answers, problem]) + server.log(), /SECRET/);
    });
  }
});
