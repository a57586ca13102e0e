// The real Codex as a server on its control socket, and a client of it: the user at the terminal, who starts turns and
// answers what Codex asks.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import { WebSocket } from 'ws';
import { codexBinary } from '../../../scripts/codex';
import type { CodexVersion } from '../../../scripts/codexVersion';
import { eventually } from '../../support/eventually';
import { rolloutOf } from '../../support/home';

export interface SocketCodex {
  readonly process: ChildProcess;
  kill(): Promise<void>;
}

/** Starts a server on the home's control socket, and resolves when it listens. */
export async function startSocketCodex(home: string, version: CodexVersion): Promise<SocketCodex> {
  const child = spawn(codexBinary(version), ['app-server', '--listen', 'unix://'], {
    cwd: home,
    env: { CODEX_HOME: home, HOME: home, PATH: '/usr/bin:/bin' },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  await eventually(async () => (await connectUser(home)).close());
  const socket = realpathSync(socketOf(home));
  return {
    process: child,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
      // One that is killed leaves them in a folder for all homes.
      for (const file of [socket, `${socket}.lock`]) rmSync(file, { force: true });
    },
  };
}

export interface CodexRequest {
  id: number;
  method: string;
  params: Record<string, unknown>;
}

export interface User {
  /** Resolves with the result; rejects with the error's message. */
  request<T>(method: string, params: object): Promise<T>;
  /** What Codex asks, in order, and not answered by itself. */
  readonly asked: CodexRequest[];
  answer(id: number, result: object): void;
  /** The notifications of a method, in order. */
  notifications(method: string): Record<string, unknown>[];
  close(): void;
}

/** Resolves when the thread's rollout says that the user's client began it, not one of ours. Codex writes it lazily. */
export async function begunByTheUser(home: string, threadId: string): Promise<void> {
  await eventually(() => {
    const [header = ''] = readFileSync(rolloutOf(home, threadId), 'utf8').split('\n');
    assert.match(header, /"originator":"the_user"/);
  });
}

/** Connects a client that calls itself `the_user`. */
export async function connectUser(home: string): Promise<User> {
  const socket = new WebSocket(`ws+unix://${realpathSync(socketOf(home))}:/`, { perMessageDeflate: false });
  const pending = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  const asked: CodexRequest[] = [];
  const notified: { method: string; params: Record<string, unknown> }[] = [];
  let requests = 0;
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as CodexRequest & { result?: unknown; error?: { message: string } };
    if ('method' in message) {
      if ('id' in message) asked.push(message);
      else notified.push(message);
      return;
    }
    const { id, result, error } = message as { id: number; result?: unknown; error?: { message: string } };
    if (error) pending.get(id)?.reject(new Error(error.message));
    else pending.get(id)?.resolve(result);
  });
  socket.on('close', () => pending.forEach(({ reject }) => reject(new Error('The server is gone'))));
  await once(socket, 'open');
  const user: User = {
    asked,
    request: <T>(method: string, params: object) =>
      new Promise<T>((resolve, reject) => {
        const id = ++requests;
        pending.set(id, { resolve: resolve as (result: unknown) => void, reject });
        socket.send(JSON.stringify({ id, method, params }));
      }),
    answer: (id, result) => socket.send(JSON.stringify({ id, result })),
    notifications: method => notified.filter(each => each.method === method).map(({ params }) => params),
    close: () => socket.terminate(),
  };
  await user.request('initialize', {
    clientInfo: { name: 'the_user', title: null, version: '1' },
    capabilities: { experimentalApi: true },
  });
  socket.send(JSON.stringify({ method: 'initialized' }));
  return user;
}

function socketOf(home: string): string {
  return path.join(home, 'app-server-control/app-server-control.sock');
}
