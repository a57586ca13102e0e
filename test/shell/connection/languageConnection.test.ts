// The life of a server in a real worker: its start, crashes and end. The language client is a fake that follows the
// real one; the whole is tested in VS Code.
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { CancellationTokenSource } from 'vscode';
import { ResponseError } from 'vscode-jsonrpc/node';
import type { ConnectionEvents } from '../../../src/shell/connection/connection';
import { connectLanguageClient } from '../../../src/shell/connection/languageConnection';
import { wordsOfTranscripts } from '../../../src/shell/transcript/wordsOfTranscripts';
import { startThreadWorker } from '../../../src/shell/connection/threadWorker';
import { suiteFolder } from '../../support/temporaryFolder';
import { writeScriptedServer } from '../../support/scriptedServer';
import { LanguageClient, registeredFeatures } from '../fake/languageClient';
import { fakeLog } from '../fake/service';

describe('A connection', () => {
  const folder = suiteFolder();
  afterEach(() => void (LanguageClient.shown.length = 0));

  /** `extra`: see writeScriptedServer. */
  function setUp(name: string, extra?: string) {
    const serverFile = folder(`${name}.cjs`);
    writeScriptedServer(serverFile, extra);
    const log = fakeLog();
    const told: string[] = [];
    const waiting: { text: string; resolve: () => void }[] = [];
    const tell = (text: string) => {
      told.push(text);
      waiting.filter(each => each.text === text).forEach(({ resolve }) => resolve());
    };
    const events: ConnectionEvents = {
      notifications: {
        'threadTree/changed': ({ revision }) => tell(`changed ${revision}`),
        'threadTree/status': ({ token }) => tell(`status ${token}`),
        'threadTree/unfinished': ({ operations }) => tell(`unfinished ${operations.length}`),
        'threadTree/live': ({ threads }) => tell(`live ${threads.length}`),
        'threadTree/transcriptHits': () => undefined,
        'threadTree/transcriptChanged': ({ uri }) => tell(`transcript ${uri}`),
      },
      reconnected: () => tell('reconnected'),
      gaveUp: reason => tell(`gave up: ${reason}`),
    };
    const settings = { codexHome: '/some/home', journal: '/some/journal', words: null };
    const start = () => startThreadWorker(serverFile, settings, log.log);
    const connect = (first = start()) =>
      connectLanguageClient({ serverFile, ...settings, log: log.log }, events, first);
    const hear = (text: string) =>
      told.includes(text) ? Promise.resolve() : new Promise<void>(resolve => waiting.push({ text, resolve }));
    return { start, connect, told, hear, lines: log.lines };
  }
  const list = { view: 'threads' } as const;
  const crashOn = (method: string) => `if (method === '${method}') process.exit(1);`;

  it('starts the server with its settings, and answers requests', async () => {
    const { connect, told, lines } = setUp('good');
    const connection = await connect();
    assert.equal(connection.codexHome, '/some/home');
    assert.deepEqual(await connection.request('threadTree/list', list), list);
    const { token } = new CancellationTokenSource();
    assert.deepEqual(await connection.request('threadTree/list', list, token), list);
    assert.deepEqual(lines, ['info: The thread server has started. Codex home: /some/home']);
    await connection.stop();
    assert.equal(lines.at(-1), 'info: The thread server has ended (exit code 0).');
    assert.deepEqual([told, LanguageClient.shown], [[], []]);
  });

  it("passes on the server's notifications", async () => {
    const { connect, hear } = setUp(
      'notify',
      `if (method === 'threadTree/list') {
        notify('threadTree/changed', { revision: 7 });
        notify('threadTree/status', { operation: 'o', token: '1', reports: [] });
        notify('threadTree/unfinished', { operations: [] });
      }`,
    );
    const connection = await connect();
    await connection.request('threadTree/list', list);
    await Promise.all(['changed 7', 'status 1', 'unfinished 0'].map(hear));
    await connection.stop();
  });

  it('registers the language features with the first transcript, and again after a restart', async () => {
    const { connect, hear } = setUp(
      'features',
      `${crashOn('threadTree/plan')} if (method === 'threadTree/transcript') answer(id, { text: '' });`,
    );
    const connection = await connect();
    await connection.request('threadTree/list', list);
    assert.deepEqual(registeredFeatures, []);
    const transcript = {
      threadId: 'a',
      uri: 'u',
      part: { kind: 'newest' },
      words: wordsOfTranscripts(),
      folders: [],
    } as const;
    await connection.request('threadTree/transcript', { ...transcript, folders: [] });
    const once = ['documentSymbol', 'foldingRange', 'documentLink', 'hover', 'semanticTokens'].map(
      name => `textDocument/${name} [{"scheme":"codex-thread","language":"codex-transcript"}]`,
    );
    assert.deepEqual(registeredFeatures, once);
    await connection.request('threadTree/transcript', { ...transcript, folders: [] });
    assert.deepEqual(registeredFeatures, once);
    await assert.rejects(connection.request('threadTree/plan', { operation: 'archive', threadIds: [] }));
    await hear('reconnected');
    assert.deepEqual(registeredFeatures, [...once, ...once]);
    registeredFeatures.length = 0;
    await connection.stop();
  });

  it('cancels a request with its token', async () => {
    const { connect } = setUp(
      'cancel',
      `if (method === 'threadTree/list') return true;
      if (method === '$/cancelRequest') {
        port.postMessage({ jsonrpc: '2.0', id: params.id, error: { code: -32800, message: 'cancelled' } });
      }`,
    );
    const connection = await connect();
    const cancel = new CancellationTokenSource();
    const answer = connection.request('threadTree/list', list, cancel.token);
    cancel.cancel();
    await assert.rejects(answer, { code: -32800 });
    await connection.stop();
  });

  it('has another server after a crash; what was asked of the first fails', async () => {
    const { connect, told, hear } = setUp('crash', crashOn('threadTree/plan'));
    const connection = await connect();
    const lost = connection.request('threadTree/plan', { operation: 'archive', threadIds: [] });
    await assert.rejects(lost, error => error instanceof ResponseError && error.code === -32097);
    await hear('reconnected');
    assert.deepEqual(await connection.request('threadTree/list', list), list);
    await connection.stop();
    assert.deepEqual([told, LanguageClient.shown], [['reconnected'], []]);
  });

  it('gives up after too many crashes', async () => {
    const { connect, told, hear } = setUp('crashes', crashOn('threadTree/list'));
    const connection = await connect();
    const gaveUp = 'gave up: The thread server ended too often and is not started again. The log says why.';
    for (let crash = 1; crash <= 5; crash++) {
      assert.deepEqual(told, []);
      await assert.rejects(connection.request('threadTree/list', list));
      await hear(crash < 5 ? 'reconnected' : gaveUp);
      assert.equal(told.shift(), crash < 5 ? 'reconnected' : gaveUp);
    }
    assert.deepEqual(LanguageClient.shown, []);
    await connection.stop();
  });

  it('gives up when the server ends before its first answer', async () => {
    const { connect, told, lines } = setUp('never', crashOn('initialize'));
    await assert.rejects(connect());
    assert.deepEqual(told, [
      'gave up: The thread server ended before it answered and is not started again. The log says why.',
    ]);
    assert.ok(lines.includes('info: The thread server has ended (exit code 1).'));
    assert.deepEqual(LanguageClient.shown, []);
  });

  it('starts another server when the first one has ended before it was used', async () => {
    const { start, connect, told, lines } = setUp('early');
    const first = start();
    first.port.postMessage({ jsonrpc: '2.0', method: 'exit' });
    await first.end(10_000);
    const connection = await connect(first);
    assert.deepEqual(await connection.request('threadTree/list', list), list);
    assert.equal(lines[0], 'info: The thread server has ended (exit code 0).');
    await connection.stop();
    assert.deepEqual([told, LanguageClient.shown], [[], []]);
  });

  it('rejects with the reason when the server refuses to begin, and ends it', async () => {
    const { connect, told, lines } = setUp(
      'refuse',
      `if (method === 'initialize') {
        port.postMessage({ jsonrpc: '2.0', id, error: { code: -32603, message: 'no home' } });
        return true;
      }`,
    );
    await assert.rejects(connect(), /no home/);
    assert.deepEqual(told, [], 'whoever wanted to connect tells the reason');
    assert.match(lines.at(-1) ?? '', /has ended/);
  });

  it('gives up when the server cannot be started again', async () => {
    const started = folder('started');
    const { connect, hear, told } = setUp(
      'once',
      `if (method === 'initialize' && fs.existsSync(${JSON.stringify(started)})) {
        port.postMessage({ jsonrpc: '2.0', id, error: { code: -32603, message: 'no home' } });
        return true;
      }
      if (method === 'initialize') fs.writeFileSync(${JSON.stringify(started)}, '');
      ${crashOn('threadTree/list')}`,
    );
    const connection = await connect();
    await assert.rejects(connection.request('threadTree/list', list));
    const gaveUp = 'gave up: The thread server ended and could not be started again. The log says why.';
    await hear(gaveUp);
    await connection.stop();
    assert.deepEqual([told, LanguageClient.shown], [[gaveUp], []]);
  });

  it('ends a server by force that does not stop', async () => {
    const { connect, lines } = setUp('hang', `if (method === 'shutdown') for (;;) {}`);
    const connection = await connect();
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const stopped = connection.stop();
      mock.timers.tick(5000);
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      mock.timers.tick(5000);
      await stopped;
    } finally {
      mock.timers.reset();
    }
    assert.deepEqual(lines.slice(1), [
      'warn: Stopping the thread server: Error: Stopping the server timed out',
      'warn: The thread server did not end by itself and is terminated.',
      'info: The thread server has ended (exit code 1).',
    ]);
  });
});
