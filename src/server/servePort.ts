// The thread server in a worker thread: it reads the first rows before most of its code is loaded.
import type { MessagePort } from 'node:worker_threads';
import { version } from '../../package.json';
import type { WorkerData } from '../protocol/workerData';
import type { NotifyWindow } from './requests/handlers';
import { createReading, type Reading } from './requests/reading';
import type { Log } from './rpc';

/** Serves the port until it is closed. What comes before all is loaded waits in the port. */
export async function servePort(
  { port, codexHome, journal, first, words }: WorkerData<MessagePort>,
  writerScript: string,
): Promise<void> {
  const notify = (method: string, params: object): void => port.postMessage({ jsonrpc: '2.0', method, params });
  // The client writes this to its output channel. MessageType of the Language Server Protocol: 1 error, 2 warning.
  const log: Log = (level, message) => notify('window/logMessage', { type: level === 'error' ? 1 : 2, message });
  const options = { codexHome, env: process.env, version, log };
  const reading = createReading(options, notify satisfies NotifyWindow);
  if (first) await postFirstRows(reading, first, log);
  const { serveConnection } = await import('./serveConnection');
  serveConnection(port, { ...options, journal, words }, reading, writerScript);
}

async function postFirstRows(
  { views }: Reading,
  { params, port }: NonNullable<WorkerData<MessagePort>['first']>,
  log: Log,
): Promise<void> {
  try {
    port.postMessage(await views.first(params));
  } catch (error) {
    log('error', `The first rows could not be read: ${error instanceof Error ? error.stack : String(error)}`);
  } finally {
    port.close();
  }
}
