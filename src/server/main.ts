// The thread server's entry. In a worker thread of the extension host it speaks over the message port in `workerData`;
// started as `node threadServer.js --stdio`, over standard input and output, as `codex app-server` does.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { isMainThread, workerData, type MessagePort } from 'node:worker_threads';
import { createMessageConnection, PortMessageReader, PortMessageWriter } from 'vscode-jsonrpc/node';
import { version } from '../../package.json';
import type { WorkerData } from '../protocol/workerData';
import { defaultJournalRoot } from './operations/journal/journalFolder';
import { serve } from './server';
import { LineMessageReader, LineMessageWriter } from './codex/ndjson';

if (isMainThread) serveStdio();
else servePort(workerData as WorkerData<MessagePort>);

function servePort({ port, codexHome, journal }: WorkerData<MessagePort>): void {
  const connection = createMessageConnection(new PortMessageReader(port), new PortMessageWriter(port));
  const server = serve(connection, {
    codexHome,
    journal,
    version,
    env: process.env,
    languageClient: true,
    // The client writes this to its output channel. MessageType of the Language Server Protocol: 1 error, 2 warning.
    log: (level, message) =>
      void connection.sendNotification('window/logMessage', { type: level === 'error' ? 1 : 2, message }),
  });
  connection.onNotification('exit', async () => {
    await server.close();
    connection.dispose();
    port.close();
  });
  connection.listen();
}

function serveStdio(): void {
  const { stdio, journal } = commandLine() ?? {};
  if (stdio !== true) {
    process.stderr.write(
      'usage: node threadServer.js --stdio [--journal DIR]   (the Codex home from CODEX_HOME, else ~/.codex)\n',
    );
    process.exitCode = 2;
    return;
  }
  const warn = (message: string): void => void process.stderr.write(`${message}\n`);
  const reader = new LineMessageReader(process.stdin);
  const connection = createMessageConnection(reader, new LineMessageWriter(process.stdout));
  const server = serve(connection, {
    codexHome: '',
    journal: journal === undefined ? defaultJournalRoot(process.env, process.platform) : path.resolve(journal),
    version,
    env: process.env,
    languageClient: false,
    log: (_, message) => warn(message),
  });
  // Once all requests are answered, nothing keeps the process alive.
  connection.onNotification('exit', async () => {
    await server.idle();
    await server.close();
  });
  reader.onError(error => warn(error.message));
  connection.listen();
}

function commandLine(): { stdio?: boolean; journal?: string } | undefined {
  try {
    return parseArgs({ options: { stdio: { type: 'boolean' }, journal: { type: 'string' } } }).values;
  } catch {
    return undefined;
  }
}
