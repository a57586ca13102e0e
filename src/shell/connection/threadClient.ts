// Starts the server on first use, and meanwhile loads what talks to it and words its failures.
import type { Connection, ConnectionEvents, ConnectionOptions, FirstRows } from './connection';
import type { connectLanguageClient } from './languageConnection';
import { languageClientParts, loadInTurns } from './languageClientParts';
import { loadFailureWords } from '../words/failureInWords';
import { startThreadWorker } from './threadWorker';

/** Starts the server. Resolves when it has answered `initialize`; rejects with the reason when it cannot. */
export async function connect(
  options: ConnectionOptions,
  events: ConnectionEvents,
  first: FirstRows | null,
): Promise<Connection> {
  const { serverFile, log, ...settings } = options;
  const worker = startThreadWorker(serverFile, settings, log, first);
  const connectTo = await load().catch(async (error: unknown) => {
    await worker.end(0);
    throw error;
  });
  return connectTo(options, events, worker);
}

async function load(): Promise<typeof connectLanguageClient> {
  await loadInTurns([...languageClientParts, loadFailureWords]);
  return (await import('./languageConnection')).connectLanguageClient;
}
