// Asking a Codex that says what a Codex would say at its worst: a server on a socket, and a child.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Failure } from '../../../src/protocol/failures';
import { askCodex, askServer, type CodexReach, type NamedThreads } from '../../../src/server/live/askCodex';
import { FailureError } from '../../../src/server/failure';
import { eventually } from '../../support/eventually';
import { temporaryFolder } from '../../support/temporaryFolder';
import { runsOn } from '../../support/runsOn';

interface Message {
  id?: number;
  method?: string;
  params?: unknown;
}

describe('Asking Codex for an action', () => {
  const home = temporaryFolder();
  let warned: string[];
  const rename = { threadId: 't', name: 'new' };
  const ask = (reach: Partial<CodexReach>, signal = new AbortController().signal): Promise<unknown> => {
    const program = (): string => assert.fail('no child is to be started');
    const warn = (message: string): void => void warned.push(message);
    const all = { home: home(), socket: undefined, program, env: process.env, version: '1', warn, ...reach };
    return askCodex('thread/name/set', rename, all, signal).catch((error: unknown) =>
      error instanceof FailureError ? error.failure : error,
    );
  };
  beforeEach(() => {
    warned = [];
  });

  describe('by its socket', () => {
    if (!runsOn('unix', 'Codex has sockets on Unix only')) return;
    let http: Server;
    let peers: WebSocket[];
    let received: Message[];
    let answers: Record<string, object | null>;
    const socket = (): CodexReach['socket'] => ({ path: home('real.sock'), pid: process.pid });
    beforeEach(async () => {
      [peers, received] = [[], []];
      answers = { initialize: { result: { codexHome: home() } }, 'thread/name/set': { result: {} } };
      http = createServer().listen(home('real.sock'));
      await once(http, 'listening');
      new WebSocketServer({ server: http }).on('connection', peer => {
        peers.push(peer);
        peer.on('message', (data: Buffer) => {
          const message = JSON.parse(data.toString()) as Message;
          received.push(message);
          const answer = answers[message.method ?? ''];
          if (answer === null) peer.terminate();
          else if (answer) peer.send(JSON.stringify({ id: message.id, ...answer }));
        });
      });
    });
    afterEach(() => {
      peers.forEach(peer => peer.terminate());
      http.close();
    });

    it('sends one request, and hangs up', async () => {
      assert.deepEqual(await ask({ socket: socket() }), {});
      assert.deepEqual(
        received.map(({ method }) => method),
        ['initialize', 'initialized', 'thread/name/set'],
      );
      assert.deepEqual(received[2]?.params, rename);
      await eventually(() => assert.equal(peers[0]?.readyState, 3));
      assert.deepEqual(warned, []);
    });

    it('answers nothing that the server asks meanwhile', async () => {
      delete answers['thread/name/set'];
      const asked = ask({ socket: socket() });
      await eventually(() => assert.equal(received.length, 3));
      const approval = { id: 3, method: 'item/commandExecution/requestApproval', params: { threadId: 'child' } };
      for (const message of [approval, { method: 'thread/closed', params: {} }, { id: 2, result: {} }])
        peers[0]?.send(JSON.stringify(message));
      assert.deepEqual(await asked, {});
      assert.equal(received.length, 3);
    });

    for (const [message, expected] of [
      ['thread 01 already has an active writer', { code: 'loaded', holder: { pid: null, command: null } }],
      ['no rollout found for thread id 01', { code: 'unknownToCodex' }],
      ['thread not found: 01', { code: 'unknownToCodex' }],
      ['cannot delete thread 01: forked history still references it', { code: 'neededByForks', forks: [] }],
      ['Invalid request: unknown variant `thread/name/set`, expected one of', { code: 'codexTooOld' }],
      ['thread section not found: 01', { code: 'sectionGone' }],
      ['section 01 does not exist', { code: 'sectionGone' }],
      ['thread name must not be empty', { code: 'refusedByCodex', cause: 'thread name must not be empty' }],
    ] as const)
      it(`words "${message}" as a code`, async () => {
        answers['thread/name/set'] = { error: { code: -32600, message } };
        assert.deepEqual(await ask({ socket: socket() }), expected);
      });

    it('says that it ended, and does not ask again', async () => {
      answers['thread/name/set'] = null;
      const failure = await ask({ socket: socket() });
      assert.deepEqual(failure, { code: 'codexLost', cause: 'the connection was closed' });
      assert.equal(peers.length, 1);
    });

    it('asks a child instead of a server of another home', async () => {
      answers.initialize = { result: { codexHome: home('other') } };
      const failure: Failure = { code: 'codexNotFound', programs: [] };
      const program = (): string => {
        throw new FailureError(failure);
      };
      assert.deepEqual(await ask({ socket: socket(), program }), failure);
      assert.deepEqual(
        received.map(({ method }) => method),
        ['initialize'],
      );
      assert.match(warned.join(), /works on another home/);
    });

    it('asks nobody else for what only this server can do', async () => {
      const never = new AbortController().signal;
      const only = (reach: CodexReach['socket']): Promise<unknown> =>
        askServer(
          'thread/archive',
          { threadId: 't' },
          { home: home(), socket: reach, version: '1', warn: message => void warned.push(message) },
          never,
        ).catch((error: unknown) => (error instanceof FailureError ? error.failure : error));
      answers['thread/archive'] = { result: {} };
      assert.deepEqual(await only(socket()), {});
      assert.deepEqual(received[2], { id: 2, method: 'thread/archive', params: { threadId: 't' } });
      answers.initialize = { result: { codexHome: home('other') } };
      assert.deepEqual(await only(socket()), { code: 'codexLost', cause: 'it works on another home' });
      assert.deepEqual(await only(undefined), { code: 'codexLost', cause: 'it does not run any more' });
      assert.equal(peers.length, 2);
    });

    describe('and listening for what it has archived', () => {
      const listen = (threadIds: string[], signal = new AbortController().signal): Promise<string[]> =>
        new Promise((resolve, reject) => {
          const reach = { home: home(), socket: socket(), version: '1', warn: () => undefined };
          let heard: string[] = [];
          const afterwards = async (named: NamedThreads): Promise<void> => {
            heard = await named(threadIds);
          };
          askServer('thread/archive', { threadId: 't' }, reach, signal, afterwards).then(() => resolve(heard), reject);
        });
      const name = (threadId: string): void =>
        peers[0]?.send(JSON.stringify({ method: 'thread/archived', params: { threadId } }));
      const answered = () => eventually(() => assert.equal(received.length, 3));
      beforeEach(() => {
        answers['thread/archive'] = { result: {} };
      });

      it('hears what it says after its answer, and then hangs up', async () => {
        const heard = listen(['t', 'c']);
        await answered();
        ['t', 'other', 'c'].forEach(name);
        assert.deepEqual(await heard, ['t', 'c']);
        await eventually(() => assert.equal(peers[0]?.readyState, 3));
      });

      it('waits for a while for what it does not say, and not for what has ended', async () => {
        const heard = listen(['t', 'c']);
        await answered();
        name('t');
        assert.deepEqual(await heard, ['t']);
        const lost = listen(['t']);
        await eventually(() => assert.equal(received.length, 6));
        const began = Date.now();
        peers.at(-1)?.terminate();
        assert.deepEqual(await lost, []);
        assert.ok(Date.now() - began < 1500);
      });
    });

    it('can be cancelled', async () => {
      delete answers['thread/name/set'];
      const controller = new AbortController();
      const asked = ask({ socket: socket() }, controller.signal);
      await eventually(() => assert.equal(received.length, 3));
      controller.abort(new Error('cancelled'));
      assert.equal(((await asked) as Error).message, 'cancelled');
      await eventually(() => assert.equal(peers[0]?.readyState, 3));
    });
  });

  describe('by a child', () => {
    /** A program in the place of Codex. */
    const program = (script: string): (() => string) => {
      const file = home('codex');
      writeFileSync(file, `#!/bin/sh\n${script}\n`);
      chmodSync(file, 0o755);
      return () => file;
    };
    const talking = (end: string): string => `read -r one
      echo '{"id":1,"result":{"codexHome":"'"$CODEX_HOME"'"}}'
      read -r two; read -r three
      echo "$@" > "$CODEX_HOME/args"; echo "$three" > "$CODEX_HOME/three"
      ${end}`;

    if (runsOn('unix', 'a shell script stands in for Codex')) {
      it('is started on the home, with quiet flags, and waits for the answer', async () => {
        assert.deepEqual(await ask({ program: program(talking(`echo '{"id":2,"result":{}}'`)) }), {});
        assert.match(readFileSync(home('args'), 'utf8'), /^app-server -c features\.plugins=false -c skills\./);
        assert.deepEqual(JSON.parse(readFileSync(home('three'), 'utf8')), {
          id: 2,
          method: 'thread/name/set',
          params: rename,
        });
        assert.deepEqual(warned, []);
      });

      it('finds the interpreter beside it, as of a Homebrew whose folder is not in PATH', async () => {
        const file = program(talking(`echo '{"id":2,"result":{}}'`))();
        writeFileSync(home('interpreter'), '#!/bin/sh\nexec /bin/sh "$@"', { mode: 0o755 });
        writeFileSync(file, readFileSync(file, 'utf8').replace(/^#!.*/, '#!/usr/bin/env interpreter'));
        assert.deepEqual(await ask({ program: () => file, env: { PATH: '/usr/bin:/bin' } }), {});
      });

      it('says how it ended; the log has what it wrote', async () => {
        const script = talking(`printf '\\033[31mno\\033[0m space left' >&2; exit 3`);
        assert.deepEqual(await ask({ program: program(script) }), { code: 'codexLost', cause: 'exit code 3' });
        assert.match(warned.join(), /: exit code 3\nno space left$/);
      });

      it('says that it cannot be started', async () => {
        const failure = (await ask({ program: () => home('nothing') })) as { code: string; cause: string };
        assert.equal(failure.code, 'codexLost');
        assert.match(failure.cause, /ENOENT/);
      });
    }
  });
});
