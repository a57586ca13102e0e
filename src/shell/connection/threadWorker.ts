// The worker thread in which the thread server runs, seen from the extension host.
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import type { LogOutputChannel } from 'vscode';
import { PortMessageReader, PortMessageWriter } from 'vscode-jsonrpc/node';
import type { MessageTransports } from 'vscode-languageclient/node';
import type { WorkerData } from '../../protocol/workerData';
import type { ServerSettings } from './connection';

export type WorkerLog = Pick<LogOutputChannel, 'info' | 'warn' | 'error'>;

export interface ThreadWorker {
  readonly transports: MessageTransports;
  /** Waits `graceMs` for the worker to end by itself, then ends it. */
  end(graceMs: number): Promise<void>;
}

/**
 * Starts the server in a worker. What it prints goes to the log. When it ends, for whatever reason, the transports
 * close: the connection then rejects its pending requests.
 */
export function startThreadWorker(file: string, settings: ServerSettings, log: WorkerLog): ThreadWorker {
  const { port1, port2 } = new MessageChannel();
  const workerData: WorkerData<MessagePort> = { port: port2, ...settings };
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
