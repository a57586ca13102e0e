// The lazily loaded bundle. The language client is half a megabyte of code, which would keep the extension host from
// everything else for some fifty milliseconds: its parts are loaded one after the other, and in between others have
// their turn.
import { setTimeout as sleep } from 'node:timers/promises';
import { config } from '@vscode/l10n';
import type { Connection, ConnectionEvents, ConnectionOptions } from './connection';

/** Starts the server. Resolves when it has answered `initialize`; rejects with the reason when it cannot. */
export async function connect(options: ConnectionOptions, events: ConnectionEvents): Promise<Connection> {
  // Each bundle has a copy of the library of its own.
  config({ contents: options.texts });
  // This bundle has been compiled just now.
  await othersTurn();
  await import('vscode-jsonrpc/node');
  await othersTurn();
  await import('vscode-languageserver-protocol/node');
  await othersTurn();
  await import('vscode-languageclient');
  await othersTurn();
  await import('vscode-languageclient/node');
  await othersTurn();
  const { connectLanguageClient } = await import('./languageConnection');
  return connectLanguageClient(options, events);
}

/** By a timer: what is made immediate may come before all that waits for a timer or a message. */
function othersTurn(): Promise<void> {
  return sleep(0);
}
