// A client of Codex's app-server protocol over stdio: newline-delimited JSON. It drives the real Codex and ours alike.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';

export interface Notification {
  method: string;
  params: Record<string, unknown>;
}

export type Answer =
  { result: unknown; error?: undefined } | { error: { code: number; message: string }; result?: undefined };

export class AppServer {
  private readonly pending = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  private readonly notifications: Notification[] = [];
  private requests = 0;
  private log = '';

  private constructor(private readonly process: ChildProcess) {
    createInterface({ input: process.stdout as NodeJS.ReadableStream }).on('line', line => this.receive(line));
    process.stderr?.on('data', (chunk: Buffer) => (this.log += chunk.toString()));
    process.on('exit', code => {
      for (const { reject } of this.pending.values()) reject(new Error(`the server exited with ${code}:\n${this.log}`));
      this.pending.clear();
    });
  }

  /** Starts a server on a home, with nothing else in its environment; `initialize` is up to the caller. */
  static start(command: string, args: readonly string[], home: string): AppServer {
    const env = { CODEX_HOME: home, HOME: home, PATH: '/usr/bin:/bin' };
    return new AppServer(spawn(command, args, { cwd: home, env, stdio: 'pipe' }));
  }

  /** The id of the server's process; undefined when it could not be started. */
  get pid(): number | undefined {
    return this.process.pid;
  }

  /** Sends a request; the answer is its result or its error. Rejects when the server exits first. */
  request(method: string, params?: unknown): Promise<Answer> {
    const id = ++this.requests;
    const answer = new Promise<Answer>((resolve, reject) => this.pending.set(id, { resolve, reject }));
    this.send({ id, method, params });
    return answer;
  }

  async initialize(): Promise<void> {
    await this.request('initialize', { clientInfo: { name: 'conformance', title: null, version: '1' } });
    this.send({ method: 'initialized' });
  }

  /**
   * The `thread/*` notifications since the last call, in order. Codex sends them behind its answer, with nothing that
   * marks the last one: `expected` says how many to wait for, two seconds at most.
   */
  async takeNotifications(expected: number): Promise<Notification[]> {
    for (const end = Date.now() + 2000; this.notifications.length < expected && Date.now() < end;) await setTimeout(2);
    return this.notifications.splice(0);
  }

  /** Ends the server by the end of its input, and waits. */
  async close(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const exit = once(this.process, 'exit');
    this.process.stdin?.end();
    const overdue = setTimeout(5000, undefined, { ref: false }).then(() => this.process.kill('SIGKILL'));
    await Promise.race([exit, overdue]);
  }

  /** Ends the server at once, in the middle of what it does, and waits. */
  async kill(): Promise<void> {
    const exit = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await exit;
  }

  private send(message: object): void {
    this.process.stdin?.write(`${JSON.stringify(message)}\n`);
  }

  private receive(line: string): void {
    const { id, method, params, result, error } = JSON.parse(line) as {
      id?: number;
      method?: string;
      params?: Record<string, unknown>;
    } & Answer;
    if (method !== undefined) {
      if (method.startsWith('thread/')) this.notifications.push({ method, params: params ?? {} });
      return;
    }
    const waiting = this.pending.get(id ?? 0);
    this.pending.delete(id ?? 0);
    waiting?.resolve(error ? { error } : { result });
  }
}
