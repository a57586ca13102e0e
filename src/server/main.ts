// The thread server's entry. In a worker thread of the extension host it speaks over the message port in `workerData`;
// started as `node threadServer.js --stdio`, over standard input and output, as `codex app-server` does.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { isMainThread, workerData, type MessagePort } from 'node:worker_threads';
import { createMessageConnection, PortMessageReader, PortMessageWriter } from 'vscode-jsonrpc/node';
import { version } from '../../package.json';
import type { WorkerData } from '../protocol/workerData';
import { defaultJournalRoot } from './operations/journal/journalFolder';
import type { Log } from './rpc';
import { serve, type ThreadServer } from './server';
import { startWriterProcess } from './writer/writerProcess';
import { LineMessageReader, LineMessageWriter } from './codex/ndjson';

if (isMainThread) serveStdio();
else servePort(workerData as WorkerData<MessagePort>);

const writerScript = path.join(__dirname, 'writer.js');

function servePort({ port, codexHome, journal, first, words }: WorkerData<MessagePort>): void {
  const connection = createMessageConnection(new PortMessageReader(port), new PortMessageWriter(port));
  // The client writes this to its output channel. MessageType of the Language Server Protocol: 1 error, 2 warning.
  const log: Log = (level, message) =>
    void connection.sendNotification('window/logMessage', { type: level === 'error' ? 1 : 2, message });
  const server = serve(connection, {
    codexHome,
    journal,
    words,
    version,
    env: process.env,
    languageClient: true,
    log,
    startWriter: () => startWriterProcess(writerScript, log),
  });
  if (first) void postFirstRows(server, first, log);
  connection.onNotification('exit', async () => {
    await server.close();
    connection.dispose();
    port.close();
  });
  connection.listen();
}

async function postFirstRows(
  server: ThreadServer,
  { params, port }: NonNullable<WorkerData<MessagePort>['first']>,
  log: Log,
): Promise<void> {
  try {
    port.postMessage(await server.firstRows(params));
  } catch (error) {
    log('error', `The first rows could not be read: ${error instanceof Error ? error.stack : String(error)}`);
  } finally {
    port.close();
  }
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
  const log: Log = (_, message) => void process.stderr.write(`${message}\n`);
  const writer = new LineMessageWriter(process.stdout);
  // A client that is gone needs no answer.
  const reader = new LineMessageReader(process.stdin, answer => void writer.write(answer).catch(() => undefined));
  const connection = createMessageConnection(reader, writer);
  const server = serve(connection, {
    codexHome: '',
    journal: journal === undefined ? defaultJournalRoot(process.env, process.platform) : path.resolve(journal),
    words: null,
    version,
    env: process.env,
    languageClient: false,
    log,
    startWriter: () => startWriterProcess(writerScript, log),
  });
  // Once all requests are answered, nothing keeps the process alive.
  connection.onNotification('exit', async () => {
    await server.idle();
    await server.close();
  });
  reader.onError(error => log('error', error.message));
  connection.listen();
}

function commandLine(): { stdio?: boolean; journal?: string } | undefined {
  try {
    return parseArgs({ options: { stdio: { type: 'boolean' }, journal: { type: 'string' } } }).values;
  } catch {
    return undefined;
  }
}
