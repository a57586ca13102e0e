// The thread server over standard input and output.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createMessageConnection } from 'vscode-jsonrpc/node';
import { version } from '../../../package.json';
import { LineMessageReader, LineMessageWriter } from './ndjson';
import { defaultJournalRoot } from '../operations/journal/journalFolder';
import type { Log } from '../rpc';
import { serve } from '../server';
import { startWriterProcess } from '../writer/writerProcess';

/** Serves until the client says `exit`; with other arguments than `--stdio`, says how it is used. */
export function serveStdio(writerScript: string): void {
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
