// The built thread server in a worker thread, as a window runs it, with a bare JSON-RPC client.
import { once } from 'node:events';
import path from 'node:path';
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import type { TreeLevelsParams, TreeLevelsResponse } from '../../src/protocol/methods';
import type { KeptWords, WorkerData } from '../../src/protocol/workerData';
import { connectPort } from './connectPort';
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

/** Starts a worker that reads the first rows, and never connects to it. */
export function startWithFirstRows(
  codexHome: string,
  params: TreeLevelsParams,
): { rows: Promise<TreeLevelsResponse>; stop(): Promise<void> } {
  const early = new MessageChannel();
  const server = startWorkerServer(codexHome, { params, port: early.port2 });
  const rows = once(early.port1, 'message').then(([levels]) => levels as TreeLevelsResponse);
  return { rows, stop: () => server.stop() };
}

/** Starts a worker on a home, with its journals in a folder there; `initialize` is up to the caller. */
export function startWorkerServer(
  codexHome: string,
  first: WorkerData<MessagePort>['first'] = null,
  words: KeptWords | null = null,
): WorkerServer {
  const { port1, port2 } = new MessageChannel();
  const workerData: WorkerData<MessagePort> = {
    port: port2,
    codexHome,
    journal: path.join(codexHome, 'journal'),
    words,
    first,
  };
  const worker = new Worker(threadServerScript, {
    workerData,
    transferList: first ? [port2, first.port] : [port2],
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
