// A server that is not killed, in this process: starting another process would take longer than all that it does here.
import { MessageChannel } from 'node:worker_threads';
import type { OperationSummary, UnfinishedNotification } from '../../src/protocol/methods';
import { serve } from '../../src/server/server';
import { connectPort } from '../support/connectPort';
import { startWriterHere } from '../support/writer';
import type { Request } from './killedServer';
import type { Stage } from './stage';

export interface Server {
  /** The unfinished operations that it announced when it started. */
  readonly unfinished: readonly OperationSummary[];
  /** Its warnings. */
  readonly warnings: readonly string[];
  /** Resolves to the answer's result; rejects with its error. */
  request<T = unknown>(request: Request): Promise<T>;
  close(): Promise<void>;
}

/** Starts a server and lets it recover. */
export async function startServer({ home, journal }: Stage): Promise<Server> {
  const { port1, port2 } = new MessageChannel();
  const [served, client] = [connectPort(port1), connectPort(port2)];
  const warnings: string[] = [];
  const unfinished: OperationSummary[] = [];
  const server = serve(served, {
    codexHome: home,
    journal,
    words: null,
    env: process.env,
    version: '1',
    languageClient: false,
    log: (_, message) => warnings.push(message),
    startWriter: startWriterHere,
  });
  served.listen();
  client.onNotification(
    'threadTree/unfinished',
    ({ operations }: UnfinishedNotification) => void unfinished.push(...operations),
  );
  client.listen();
  await client.sendRequest('initialize', { clientInfo: { name: 'kills', version: '1' } });
  // Announcements come after the answer, and before the answer to the next request.
  await client.sendRequest('threadTree/operations', {});
  return {
    unfinished,
    warnings,
    request: ({ method, params }) => client.sendRequest(method, params),
    close: async () => {
      await server.close();
      client.dispose();
      served.dispose();
      port1.close();
      port2.close();
    },
  };
}
