// The thread server in a worker thread, as the extension runs it, with a bare JSON-RPC client.
import path from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { createMessageConnection, PortMessageReader, PortMessageWriter } from 'vscode-jsonrpc/node';
import { projectRoot } from '../../scripts/vscode/paths';

export interface WorkerServer {
  request<R>(method: string, params: object): Promise<R>;
  stop(): Promise<void>;
}

export async function startWorkerServer(codexHome: string): Promise<WorkerServer> {
  const { port1, port2 } = new MessageChannel();
  const workerData = { port: port2, codexHome, journal: path.join(codexHome, 'journal'), texts: {} };
  // Without what this process was started with: in a window, no TypeScript loader comes before the server.
  const worker = new Worker(path.join(projectRoot, 'dist/threadServer.js'), {
    workerData,
    transferList: [port2],
    execArgv: [],
  });
  const connection = createMessageConnection(new PortMessageReader(port1), new PortMessageWriter(port1));
  connection.onNotification(() => undefined);
  connection.listen();
  await connection.sendRequest('initialize', { clientInfo: { name: 'bench', version: '1' } });
  return {
    request: (method, params) => connection.sendRequest(method, params),
    stop: async () => {
      connection.dispose();
      await worker.terminate();
      port1.close();
    },
  };
}
