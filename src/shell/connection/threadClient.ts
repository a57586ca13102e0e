// Loads the connection on first use. The language client is half a megabyte of code: loading it in one go would block
// the extension host for some 50 ms. So its parts are loaded one after the other, with other work in between.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection, ConnectionEvents, ConnectionOptions } from './connection';

/** Starts the server. Resolves when it has answered `initialize`; rejects with the reason when it cannot. */
export async function connect(options: ConnectionOptions, events: ConnectionEvents): Promise<Connection> {
  // This file has just been compiled.
  await letOthersRun();
  await import('vscode-jsonrpc/node');
  await letOthersRun();
  await import('vscode-languageserver-protocol/node');
  await letOthersRun();
  await import('vscode-languageclient');
  await letOthersRun();
  await import('vscode-languageclient/node');
  await letOthersRun();
  const { connectLanguageClient } = await import('./languageConnection');
  return connectLanguageClient(options, events);
}

/** Uses a timer: `setImmediate` could run before pending timers and messages. */
function letOthersRun(): Promise<void> {
  return sleep(0);
}
