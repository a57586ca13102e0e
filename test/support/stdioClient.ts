// A JSON-RPC client that talks to a process over its standard streams, one message a line: the same for our server and
// for the real Codex.
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Notification {
  method: string;
  params: Record<string, unknown>;
}

export interface ErrorAnswer {
  code: number;
  message: string;
  data?: unknown;
}

/** How a request was answered. */
export type Answer = { result: unknown; error?: undefined } | { error: ErrorAnswer; result?: undefined };

export type Received = ({ id: number | string } & Answer) | Notification;

/** How a process has ended: by itself with a code, or by a signal. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** The error of an answer, thrown by `request`. */
export class Refusal extends Error {
  readonly code: number;
  readonly data: unknown;

  constructor({ code, message, data }: ErrorAnswer) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

export class StdioClient {
  /** For what only few tests need: its own channel, its streams. */
  readonly process: ChildProcess;
  /** Resolves when the process has ended and all that it wrote is here. */
  readonly exited: Promise<Exit>;
  /** Every message that came, in order. */
  readonly received: Received[] = [];
  private readonly pending = new Map<unknown, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  private readonly readers = new Map<string, (() => void)[]>();
  /** Of each method, how many notifications `notified` has given out. */
  private readonly given = new Map<string, number>();
  /** Up to where `takeNotifications` has read. */
  private taken = 0;
  private requests = 0;
  private errorOutput = '';

  /** Starts the process. `initialize` is up to the caller. */
  constructor(command: string, args: readonly string[], options: SpawnOptions = {}) {
    this.process = spawn(command, args, { stdio: 'pipe', ...options });
    createInterface({ input: this.process.stdout as NodeJS.ReadableStream }).on('line', line => this.receive(line));
    this.process.stderr?.on('data', (chunk: Buffer) => (this.errorOutput += chunk.toString()));
    // A process that has ended reads no more: what it was asked is rejected when its end is known.
    this.process.stdin?.on('error', () => undefined);
    this.exited = once(this.process, 'close').then(end => {
      const [code, signal] = end as [Exit['code'], Exit['signal']];
      for (const { reject } of this.pending.values())
        reject(new Error(`The server ended with ${code ?? signal}: ${this.errorOutput}`));
      this.pending.clear();
      return { code, signal };
    });
    // A process that cannot be started rejects it; then the requests tell.
    this.exited.catch((error: Error) => {
      for (const { reject } of this.pending.values()) reject(error);
    });
  }

  /** Undefined when the process could not be started. */
  get pid(): number | undefined {
    return this.process.pid;
  }

  /** What the process has written on its standard error so far. */
  log(): string {
    return this.errorOutput;
  }

  /** Makes the handshake that comes before all other requests. */
  async initialize(): Promise<void> {
    await this.request('initialize', { clientInfo: { name: 'test', title: null, version: '1' } });
    this.send({ method: 'initialized' });
  }

  /** Sends a request and resolves with its result or its error. Rejects when the process ends first. */
  ask(method: string, params?: unknown): Promise<Answer> {
    const id = ++this.requests;
    const answer = new Promise<Answer>((resolve, reject) => this.pending.set(id, { resolve, reject }));
    this.send({ id, method, ...(params === undefined ? {} : { params }) });
    return answer;
  }

  /** Sends a request and resolves with its result. Rejects with a Refusal when it is answered with an error. */
  async request<T = unknown>(method: string, params?: unknown): Promise<T> {
    const { result, error } = await this.ask(method, params);
    if (error) throw new Refusal(error);
    return result as T;
  }

  /** Cancels the last request. */
  cancel(): void {
    this.send({ method: '$/cancelRequest', params: { id: this.requests } });
  }

  /** Sends a message as it is. */
  send(message: object): void {
    this.write(`${JSON.stringify(message)}\n`);
  }

  /** Sends a text as it is. */
  write(text: string): void {
    this.process.stdin?.write(text);
  }

  /** Resolves with the next notification of this method, also when it has come already. */
  async notified(method: string): Promise<Notification> {
    const number = this.given.get(method) ?? 0;
    this.given.set(method, number + 1);
    for (;;) {
      const notification = this.notifications(method).at(number);
      if (notification) return notification;
      await new Promise<void>(resolve => this.readers.set(method, [...(this.readers.get(method) ?? []), resolve]));
    }
  }

  /**
   * Resolves with the `thread/*` notifications since the last call, in order, without the time that Codex adds. Codex
   * sends them after its answer, and nothing marks the last one: `expected` says how many to wait for, two seconds at
   * most.
   */
  async takeNotifications(expected: number): Promise<Notification[]> {
    const untaken = (): Notification[] =>
      this.received
        .slice(this.taken)
        .filter((message): message is Notification => 'method' in message && message.method.startsWith('thread/'));
    for (const end = Date.now() + 2000; untaken().length < expected && Date.now() < end;) await sleep(2);
    const notifications = untaken();
    this.taken = this.received.length;
    return notifications.map(({ method, params }) => ({ method, params: params ?? {} }));
  }

  /** Ends its input and resolves with its exit code once it has ended by itself. */
  async end(): Promise<number | null> {
    this.process.stdin?.end();
    return (await this.exited).code;
  }

  /** Ends its input, and kills it when it is still there after five seconds. */
  async close(): Promise<void> {
    const overdue = setTimeout(() => this.process.kill('SIGKILL'), 5000);
    await this.end();
    clearTimeout(overdue);
  }

  /** Kills it in the middle of what it does. */
  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.exited;
  }

  private notifications(method: string): Notification[] {
    return this.received.filter((message): message is Notification => 'method' in message && message.method === method);
  }

  private receive(line: string): void {
    const message = JSON.parse(line) as Received;
    this.received.push(message);
    if ('method' in message) {
      for (const read of this.readers.get(message.method) ?? []) read();
      this.readers.delete(message.method);
      return;
    }
    const request = this.pending.get(message.id);
    this.pending.delete(message.id);
    request?.resolve(message);
  }
}
