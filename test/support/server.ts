// The built thread server as a process of its own, spoken to over its standard streams as Codex's clients do.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

const script = path.resolve(import.meta.dirname, '../../dist/threadServer.js');

export interface Notification {
  method: string;
  params: Record<string, unknown>;
}

/** The error of an answer. */
export class Refusal extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

export interface TestServer {
  /** The answer's result; rejects with the Refusal when it is an error. */
  request<T = unknown>(method: string, params?: unknown): Promise<T>;
  /** Cancels the last request. */
  cancel(): void;
  /** Sends a message as it is. */
  send(message: object): void;
  /** Every message that came from the server, in order. */
  readonly received: ({ id: number; result?: unknown; error?: unknown } | Notification)[];
  /** Resolves with the next notification of this method, also when it came already. */
  notified(method: string): Promise<Notification>;
  /** What it wrote on its standard error so far. */
  log(): string;
  /** Ends its input; resolves with its exit code once it has ended by itself. */
  end(): Promise<number | null>;
  /** Ends it at once, in the middle of what it does. */
  kill(): Promise<number | null>;
}

export interface ServerOptions {
  env?: NodeJS.ProcessEnv;
  /** Options of Node itself. */
  nodeArgs?: string[];
  /** Where it keeps its journals; a folder in the home by default. */
  journal?: string;
}

/**
 * Registers a hook that ends what is still running after each test; the function starts and initializes a server for a
 * home.
 */
export function threadServers(): (home: string, options?: ServerOptions) => Promise<TestServer> {
  const running = new Set<{ kill(): void }>();
  afterEach(() => {
    for (const server of running) server.kill();
    running.clear();
  });
  return async (home, options = {}) => {
    const { server, kill } = startServer(home, options);
    running.add({ kill });
    await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
    return server;
  };
}

function startServer(
  home: string,
  { env = {}, nodeArgs = [], journal = path.join(home, 'journal') }: ServerOptions,
): { server: TestServer; kill: () => void } {
  const child = spawn(process.execPath, [...nodeArgs, script, '--stdio', '--journal', journal], {
    env: { ...process.env, CODEX_HOME: home, ...env },
  });
  const received: TestServer['received'] = [];
  const pending = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  const unread = new Map<string, Notification[]>();
  const waiting = new Map<string, ((notification: Notification) => void)[]>();
  let log = '';
  let requests = 0;

  createInterface({ input: child.stdout }).on('line', line => {
    const message = JSON.parse(line) as TestServer['received'][number];
    received.push(message);
    if ('method' in message) {
      const reader = waiting.get(message.method)?.shift();
      if (reader) reader(message);
      else listIn(unread, message.method).push(message);
      return;
    }
    const request = pending.get(message.id);
    pending.delete(message.id);
    const error = message.error as { code: number; message: string } | undefined;
    if (error) request?.reject(new Refusal(error.code, error.message));
    else request?.resolve(message.result);
  });
  child.stderr.on('data', (text: Buffer) => {
    log += text.toString();
  });
  const ended = once(child, 'exit').then(([code]) => {
    for (const { reject } of pending.values()) reject(new Error(`The server ended with ${code}: ${log}`));
    return code as number | null;
  });
  const send = (message: object): void => void child.stdin.write(`${JSON.stringify(message)}\n`);

  const server: TestServer = {
    received,
    send,
    cancel: () => send({ method: '$/cancelRequest', params: { id: requests } }),
    request: <T>(method: string, params?: unknown) =>
      new Promise<T>((resolve, reject) => {
        const id = ++requests;
        pending.set(id, { resolve: result => resolve(result as T), reject });
        send({ id, method, ...(params === undefined ? {} : { params }) });
      }),
    notified: method =>
      new Promise(resolve => {
        const next = unread.get(method)?.shift();
        if (next) resolve(next);
        else listIn(waiting, method).push(resolve);
      }),
    log: () => log,
    end: () => {
      child.stdin.end();
      return ended;
    },
    kill: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
  return { server, kill: () => void child.kill('SIGKILL') };
}

function listIn<T>(lists: Map<string, T[]>, key: string): T[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}
