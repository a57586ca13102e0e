// All of the thread server on a message port.
import type { MessagePort } from 'node:worker_threads';
import { createMessageConnection, PortMessageReader, PortMessageWriter } from 'vscode-jsonrpc/node';
import type { Reading } from './requests/reading';
import { serve, type ServerOptions } from './server';
import { startWriterProcess } from './writer/writerProcess';

/** Answers until the client says `exit`, which closes the port. */
export function serveConnection(
  port: MessagePort,
  options: Omit<ServerOptions, 'languageClient' | 'startWriter'>,
  reading: Reading,
  writerScript: string,
): void {
  const connection = createMessageConnection(new PortMessageReader(port), new PortMessageWriter(port));
  const startWriter = () => startWriterProcess(writerScript, options.log);
  const server = serve(connection, { ...options, languageClient: true, startWriter }, reading);
  connection.onNotification('exit', async () => {
    await server.close();
    connection.dispose();
    port.close();
  });
  connection.listen();
}
