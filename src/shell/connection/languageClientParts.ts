// The language client is half a megabyte of code: loading it in one go would block the extension host for some 50 ms.
// So it is loaded in parts, each with what it imports and none of which takes long, with other work in between.
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';

/** In the order in which they import each other. The package exports its files under `$test`. */
export const languageClientParts: readonly (() => Promise<unknown>)[] = [
  () => import('vscode-jsonrpc'),
  () => import('vscode-jsonrpc/node'),
  () => import('vscode-languageserver-types'),
  () => import('vscode-languageserver-protocol'),
  () => import('vscode-languageclient/$test/common/codeConverter'),
  () => import('vscode-languageclient/$test/common/protocolConverter'),
  () => import('vscode-languageclient/$test/common/features'),
  () => import('vscode-languageclient/$test/common/diagnostic'),
  () => import('vscode-languageclient/$test/common/notebook'),
  () => import('vscode-languageclient/$test/common/textSynchronization'),
  () => import('vscode-languageclient/$test/common/fileOperations'),
  () => import('vscode-languageclient/$test/common/semanticTokens'),
  () => import('vscode-languageclient/$test/common/formatting'),
  () => import('vscode-languageclient/$test/common/workspaceFolder'),
  () => import('vscode-languageclient'),
];

/** Loads the parts in this order, each in a turn of its own, and resolves in another one. */
export async function loadInTurns(parts: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const part of parts) {
    await letOthersRun();
    await part();
  }
  await letOthersRun();
}

/**
 * Waits for timers that are due, then for messages that have come. A timer alone may fire again before any message is
 * read, and `setImmediate` alone before any timer.
 */
async function letOthersRun(): Promise<void> {
  await sleep(0);
  await setImmediate();
}
