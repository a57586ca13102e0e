// Starts the server on first use, and loads what talks to it and words its failures: meanwhile, or, if a view waits for
// its first rows, when VS Code has drawn them. Code that is loaded at the same time takes processor time from both.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection, ConnectionEvents, ConnectionOptions, FirstRows } from './connection';
import type { connectLanguageClient } from './languageConnection';
import { languageClientParts, loadInTurns } from './languageClientParts';
import { loadFailureWords } from '../words/failureInWords';
import { DRAWING_MS } from '../tree/restoredRows';
import { loadFormats } from '../words/language';
import { startThreadWorker } from './threadWorker';

/** Starts the server. Resolves when it has answered `initialize`; rejects with the reason when it cannot. */
export async function connect(
  options: ConnectionOptions,
  events: ConnectionEvents,
  first: FirstRows | null,
): Promise<Connection> {
  const { serverFile, log, ...settings } = options;
  const worker = startThreadWorker(serverFile, settings, log, first?.params);
  if (first !== null) {
    loadFormats().catch((error: unknown) => log.warn(String(error)));
    const rows = await worker.firstRows;
    if (rows !== null) {
      first.answer(rows);
      await sleep(rows.problem === null ? DRAWING_MS : 0);
    }
  }
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
