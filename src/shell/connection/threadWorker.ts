// The worker thread in which the thread server runs, seen from the extension host. Does not load the language client,
// which is loaded while the worker starts.
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import type { LogOutputChannel } from 'vscode';
import type { WorkerData } from '../../protocol/workerData';
import type { TreeLevelsParams, TreeLevelsResponse } from '../../protocol/methods';
import type { ServerSettings } from './connection';

export type WorkerLog = Pick<LogOutputChannel, 'info' | 'warn' | 'error'>;

export interface ThreadWorker {
  /** Our end of the connection. Keeps what the server says until somebody listens. */
  readonly port: MessagePort;
  /** The first rows; null if none are wanted, or they cannot be read. */
  readonly firstRows: Promise<TreeLevelsResponse | null>;
  /** The port is closed. It does not say so to those who listen later. */
  hasEnded(): boolean;
  /** Waits `graceMs` for the worker to end by itself, then ends it. */
  end(graceMs: number): Promise<void>;
}

/**
 * Starts the server in a worker. What it prints goes to the log. When it ends, for whatever reason, the port
 * closes: the connection then rejects its pending requests.
 */
export function startThreadWorker(
  file: string,
  settings: ServerSettings,
  log: WorkerLog,
  params: TreeLevelsParams | null = null,
): ThreadWorker {
  const { port1, port2 } = new MessageChannel();
  const early = params && channelForRows();
  const first = params && early && { params, port: early.port };
  const workerData: WorkerData<MessagePort> = { port: port2, ...settings, first };
  const transferList = early ? [port2, early.port] : [port2];
  // In VS Code 1.103, node:sqlite is experimental.
  const execArgv = ['--disable-warning=ExperimentalWarning'];
  const worker = new Worker(file, { workerData, transferList, execArgv, stdout: true, stderr: true });
  let closed = false;
  const exited = new Promise<void>(resolve =>
    worker.once('exit', code => {
      // The port says so only later.
      closed = true;
      port1.close();
      log.info(`The thread server has ended (exit code ${code}).`);
      resolve();
    }),
  );
  port1.once('close', () => (closed = true));
  worker.on('error', (error: Error) => log.error(error));
  eachLine(worker.stdout, line => log.info(line));
  eachLine(worker.stderr, line => log.error(line));
  return {
    port: port1,
    firstRows: early?.rows ?? Promise.resolve(null),
    hasEnded: () => closed,
    end: async graceMs => {
      const force = setTimeout(() => {
        log.warn('The thread server did not end by itself and is terminated.');
        void worker.terminate();
      }, graceMs);
      await exited;
      clearTimeout(force);
    },
  };
}

/** The server's end of a channel for the first rows. It closes when they have come, or with the worker. */
function channelForRows(): { port: MessagePort; rows: Promise<TreeLevelsResponse | null> } {
  const { port1, port2 } = new MessageChannel();
  const rows = new Promise<TreeLevelsResponse | null>(resolve => {
    port1.once('close', () => resolve(null));
    port1.once('message', (levels: TreeLevelsResponse) => {
      port1.close();
      resolve(levels);
    });
  });
  return { port: port2, rows };
}

function eachLine(stream: Readable, line: (text: string) => void): void {
  createInterface({ input: stream, crlfDelay: Infinity }).on('line', line);
}
