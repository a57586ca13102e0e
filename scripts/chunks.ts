// The files that the build writes into dist/: each module of src/ and of the libraries lies in exactly one of them.
import { statSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './vscode/paths';

export const distFolder = path.join(projectRoot, 'dist');

/** What every window loads at activation. */
export const entryChunks = ['extension.js', 'protocol.js', 'rolldown-runtime.js', 'shared.js'];

/** What is loaded on first use. */
export const lazyChunks = [
  'commands.js',
  'jsonRpc.js',
  'languageClient.js',
  'languageConnection.js',
  'languageProtocol.js',
  'threadClient.js',
  'threadServer.js',
];

/** The code that every window loads, in bytes. */
export function entrySize(): number {
  return entryChunks.reduce((sum, file) => sum + statSync(path.join(distFolder, file)).size, 0);
}
