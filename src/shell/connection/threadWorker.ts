// The worker thread in which the thread server runs, seen from the extension host.
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import type { LogOutputChannel } from 'vscode';
import { PortMessageReader, PortMessageWriter } from 'vscode-jsonrpc/node';
import type { MessageTransports } from 'vscode-languageclient/node';

export type WorkerLog = Pick<LogOutputChannel, 'info' | 'warn' | 'error'>;

export interface ThreadWorker {
  readonly transports: MessageTransports;
  /** Waits `graceMs` for the worker to end by itself, then ends it. */
  end(graceMs: number): Promise<void>;
}

/** What the server finds as its `workerData`. */
interface ThreadWorkerData extends ThreadWorkerOptions {
  port: MessagePort;
}

export interface ThreadWorkerOptions {
  /** Empty: `CODEX_HOME`, else `~/.codex`. */
  codexHome: string;
  /** Folder of the journal. */
  journal: string;
  /** The translations of its texts, by the English ones. */
  texts: Readonly<Record<string, string>>;
}

/**
 * Starts the server in a worker. What it prints goes to the log. When it ends, for whatever reason, the transports
 * close, so that their connection notices and rejects what is pending.
 */
export function startThreadWorker(file: string, options: ThreadWorkerOptions, log: WorkerLog): ThreadWorker {
  const { port1, port2 } = new MessageChannel();
  const workerData: ThreadWorkerData = { port: port2, ...options };
  const worker = new Worker(file, { workerData, transferList: [port2], stdout: true, stderr: true });
  const exited = new Promise<void>(resolve =>
    worker.once('exit', code => {
      port1.close();
      log.info(`The thread server has ended (exit code ${code}).`);
      resolve();
    }),
  );
  worker.on('error', (error: Error) => log.error(error));
  eachLine(worker.stdout, line => log.info(line));
  eachLine(worker.stderr, line => log.error(line));
  return {
    transports: { reader: new PortMessageReader(port1), writer: new PortMessageWriter(port1) },
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

function eachLine(stream: Readable, line: (text: string) => void): void {
  createInterface({ input: stream, crlfDelay: Infinity }).on('line', line);
}
