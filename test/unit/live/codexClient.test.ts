// The connection to a server that says what a Codex would say at its worst.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, symlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import { connectToCodex, type CodexClient } from '../../../src/server/live/codexClient';
import { findControlSocket } from '../../../src/server/live/controlSocket';
import { eventually } from '../../support/eventually';
import { temporaryFolder } from '../../support/temporaryFolder';
import { runsOn } from '../../support/runsOn';

interface Message {
  id?: number;
  method?: string;
  params?: { threadId?: string };
}

describe('A connection to a Codex server', () => {
  if (!runsOn('unix', 'Codex has sockets on Unix only')) return;
  const home = temporaryFolder();
  let http: Server;
  let client: CodexClient | undefined;
  let peer: WebSocket | undefined;
  let received: Message[];
  let events: string[];
  let codexHome: string;
  const socketPath = (): string => home('real.sock');

  beforeEach(async () => {
    [client, peer, received, events, codexHome] = [undefined, undefined, [], [], home()];
    http = createServer().listen(socketPath());
    await once(http, 'listening');
    new WebSocketServer({ server: http }).on('connection', socket => {
      peer = socket;
      socket.on('message', (data: Buffer) => {
        const message = JSON.parse(data.toString()) as Message;
        received.push(message);
        if (message.id !== undefined) socket.send(JSON.stringify({ id: message.id, result: answerTo(message) }));
      });
    });
  });
  afterEach(() => {
    client?.close();
    peer?.terminate();
    http.close();
  });

  const answerTo = ({ method, params }: Message): object => {
    switch (method) {
      case 'initialize':
        return { codexHome };
      case 'thread/loaded/list':
        return { data: ['a', 'b'], nextCursor: null };
      case 'thread/read':
        return {
          thread: { id: params?.threadId, status: { type: params?.threadId === 'a' ? 'idle' : 'systemError' } },
        };
      case undefined:
      default:
        return {};
    }
  };
  const tell = (message: object): void => peer?.send(JSON.stringify(message));
  const connect = (): void => {
    client = connectToCodex(
      socketPath(),
      { home: home(), version: '1' },
      {
        ready: () => events.push('ready'),
        changed: () => events.push('changed'),
        lost: reason => events.push(reason),
      },
    );
  };
  const until = (event: string): Promise<void> => eventually(() => assert.ok(events.includes(event)), 5000, 5);
  const sent = (method: string): (string | undefined)[] =>
    received.filter(message => message.method === method).map(({ params }) => params?.threadId);

  it('knows all statuses when it is ready, then follows them', async () => {
    connect();
    await until('ready');
    assert.deepEqual([...(client?.statuses() ?? [])].sort(), [
      ['a', 'open'],
      ['b', 'failed'],
    ]);
    tell({ method: 'thread/status/changed', params: { threadId: 'a', status: { type: 'active', activeFlags: [] } } });
    tell({ method: 'thread/closed', params: { threadId: 'b' } });
    await eventually(() => assert.deepEqual([...(client?.statuses() ?? [])], [['a', 'running']]));
  });

  it('answers no request, and leaves the threads that nobody announced, each once', async () => {
    connect();
    await until('ready');
    const approval = { threadId: 'child', command: 'rm' };
    tell({ method: 'thread/started', params: { thread: { id: 'main', status: { type: 'idle' } } } });
    tell({ id: 1, method: 'item/commandExecution/requestApproval', params: approval });
    tell({ id: 2, method: 'somethingNew', params: {} });
    for (const threadId of ['main', 'child', 'child'])
      tell({ method: 'thread/status/changed', params: { threadId, status: { type: 'active', activeFlags: [] } } });
    await eventually(() => assert.equal(client?.statuses().get('child'), 'running'));
    await eventually(() => assert.deepEqual(sent('thread/unsubscribe'), ['child']));
    assert.ok(
      received.every(({ method }) => method !== undefined),
      'it has answered something',
    );
    assert.deepEqual(
      [...new Set(received.map(({ method }) => method))],
      ['initialize', 'initialized', 'thread/loaded/list', 'thread/read', 'thread/unsubscribe'],
    );
  });

  it('forgets everything at once when the server goes away', async () => {
    connect();
    await until('ready');
    peer?.terminate();
    await until('closed');
    assert.equal(client?.statuses().size, 0);
  });

  it('ends when the server works on another home', async () => {
    mkdirSync(home('other'));
    codexHome = home('other');
    connect();
    await until('wrongHome');
    assert.deepEqual(sent('thread/loaded/list'), []);
  });

  it('is lost when nobody listens', async () => {
    http.close();
    connect();
    await until('closed');
  });

  if (runsOn('linux', 'only Linux tells who listens on a socket')) {
    it('is made to the socket on which a process with loaded threads listens', () => {
      assert.equal(findControlSocket(home(), [process.pid]), undefined, 'no socket yet');
      mkdirSync(home('app-server-control'));
      symlinkSync(socketPath(), home('app-server-control', 'app-server-control.sock'));
      assert.deepEqual(findControlSocket(home(), [1, process.pid]), { path: socketPath(), pid: process.pid });
      assert.equal(findControlSocket(home(), [process.ppid]), undefined, 'another process');
    });
  }
});
