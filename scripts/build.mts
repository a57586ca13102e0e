// `npm run build`: bundles src/ into dist/. Each module lies in one chunk, so each class exists once, and a window
// loads only what it uses:
//   extension.js         the shell, loaded at activation, with shared.js and protocol.js
//   commands.js          what the commands do, loaded when the first one runs
//   threadClient.js      the connection to the server, loaded on first use; it loads its libraries one after the other
//   jsonRpc.js, languageProtocol.js, languageClient.js    these libraries
//   threadServer.js      the thread server, run in a worker thread or with `node dist/threadServer.js --stdio`
// and sql-wasm.wasm beside them, the SQLite that reads the state DB.
//
// The chunks are CommonJS. ES modules would work from VS Code 1.100 on, but load more slowly: activation took 5 ms
// longer, and the language client kept the extension host busy for 24 ms at a time instead of 17.
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build, type OutputChunk } from 'rolldown';
import { distFolder, entryChunks, lazyChunks } from './chunks';
import { projectRoot } from './vscode/paths';

rmSync(distFolder, { recursive: true, force: true });
mkdirSync(distFolder);
const { output } = await build({
  cwd: projectRoot,
  input: { extension: 'src/extension.ts', threadServer: 'src/server/main.ts' },
  platform: 'node',
  external: ['vscode'],
  transform: { target: 'node22' },
  output: {
    dir: distFolder,
    format: 'cjs',
    minify: true,
    comments: false,
    sourcemap: true,
    sourcemapExcludeSources: true,
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    codeSplitting: {
      groups: [
        { name: 'jsonRpc', test: /node_modules.vscode-jsonrpc/ },
        { name: 'languageProtocol', test: /node_modules.vscode-languageserver-/ },
        { name: 'languageClient', test: /node_modules.vscode-languageclient/ },
        // What the server shares with the shell must not lie with the shell's own modules, which load `vscode`.
        { name: 'protocol', test: /src.protocol|node_modules.@vscode.l10n/, minShareCount: 2 },
        { name: 'shared', test: /src.(shell|manifest)/, minShareCount: 2 },
      ],
    },
  },
});
copyFileSync(
  createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm'),
  path.join(distFolder, 'sql-wasm.wasm'),
);

const chunks = new Map(output.filter(file => file.type === 'chunk').map(chunk => [chunk.fileName, chunk]));
requireSame('chunks', [...chunks.keys()], [...entryChunks, ...lazyChunks]);
requireSame('chunks loaded at activation', [...loadedWith('extension.js')], entryChunks);

/** The chunk and all that it loads at once. */
function loadedWith(file: string, loaded = new Set<string>()): Set<string> {
  const chunk: OutputChunk | undefined = chunks.get(file);
  if (chunk === undefined || loaded.has(file)) return loaded;
  loaded.add(file);
  for (const other of chunk.imports) loadedWith(other, loaded);
  return loaded;
}

/** Packaging and the size budget go by the lists in scripts/chunks.ts. */
function requireSame(what: string, actual: string[], listed: string[]): void {
  const [found, expected] = [actual, listed].map(files => files.toSorted().join(', '));
  if (found !== expected) throw new Error(`scripts/chunks.ts lists the ${what} ${expected}; the build has ${found}`);
}
