// JSON-RPC over a message port, without the paths of the project: journalDisk.test.ts bundles what uses it.
import type { MessagePort } from 'node:worker_threads';
import {
  createMessageConnection,
  PortMessageReader,
  PortMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';

/** Connects to a message port. The caller has to `listen`. */
export function connectPort(port: MessagePort): MessageConnection {
  return createMessageConnection(new PortMessageReader(port), new PortMessageWriter(port));
}
