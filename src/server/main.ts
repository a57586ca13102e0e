// The thread server's entry. In a worker thread of the extension host it speaks over the message port in `workerData`;
// started as `node threadServer.js --stdio`, over standard input and output, as `codex app-server` does.
import path from 'node:path';
import { isMainThread, workerData, type MessagePort } from 'node:worker_threads';
import type { WorkerData } from '../protocol/workerData';
import { sqliteEngine } from './sqlite/engine';

const writerScript = path.join(__dirname, 'writer.js');

void start();

async function start(): Promise<void> {
  // Whoever reads a state DB says why it cannot be compiled.
  sqliteEngine().catch(() => undefined);
  if (isMainThread) (await import('./codex/serveStdio')).serveStdio(writerScript);
  else await (await import('./servePort')).servePort(workerData as WorkerData<MessagePort>, writerScript);
}
