// The built thread server in a worker thread, as a window runs it, with a bare JSON-RPC client.
import { once } from 'node:events';
import path from 'node:path';
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import {
  createMessageConnection,
  PortMessageReader,
  PortMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { threadServerScript } from './server';

export interface WorkerServer {
  readonly connection: MessageConnection;
  /** Resolves with the worker's exit code. */
  readonly exited: Promise<number>;
  /** Makes the handshake that comes before all other requests. */
  initialize(): Promise<{ codexHome: string; capabilities: object }>;
  request<R>(method: string, params: object): Promise<R>;
  /** Ends the worker, whatever it does. */
  stop(): Promise<void>;
}

/** Connects to a message port. The caller has to `listen`. */
export function connectPort(port: MessagePort): MessageConnection {
  return createMessageConnection(new PortMessageReader(port), new PortMessageWriter(port));
}

/** Starts a worker on a home, with its journals in a folder there; `initialize` is up to the caller. */
export function startWorkerServer(codexHome: string, texts: Record<string, string> = {}): WorkerServer {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(threadServerScript, {
    workerData: { port: port2, codexHome, journal: path.join(codexHome, 'journal'), texts },
    transferList: [port2],
    // Not what this process was started with: in a window no TypeScript loader comes before the server.
    execArgv: [],
  });
  const exited = once(worker, 'exit').then(([code]) => code as number);
  const connection = connectPort(port1);
  connection.listen();
  return {
    connection,
    exited,
    initialize: () => connection.sendRequest('initialize', { clientInfo: { name: 'test', version: '1' } }),
    request: (method, params) => connection.sendRequest(method, params),
    stop: async () => {
      connection.dispose();
      await worker.terminate();
      port1.close();
    },
  };
}
