// `npm run build`: bundles src/ into dist/, so that each window loads no more than it uses, and nothing large at once:
//   extension.js         the shell's entry, small, loaded at activation
//   commands.js          what the commands do, loaded when the first one runs
//   threadClient.js      vscode-languageclient, loaded on first use; before it, in turns of their own, its foundations:
//   languageProtocol.js  vscode-languageserver-protocol
//   jsonRpc.js           vscode-jsonrpc
//   threadServer.js      the thread server, run in a worker thread or with `node dist/threadServer.js --stdio`
// and sql-wasm.wasm beside them, the SQLite that reads the state DB.
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const dist = path.join(root, 'dist');

/** Leaves what a filter matches to a sibling bundle, which is loaded when the code gets there. */
function sibling(filter: RegExp, file: string): Plugin {
  return {
    name: `sibling-${file}`,
    setup: build => {
      build.onResolve({ filter }, ({ kind }) =>
        kind === 'entry-point' ? undefined : { path: `./${file}`, external: true },
      );
    },
  };
}

const commands = sibling(/^\.\/commands$/, 'commands.js');
const threadClient = sibling(/\/connection\/threadClient$/, 'threadClient.js');
const languageProtocol = sibling(/^vscode-languageserver-(?:protocol|types)(?:\/node)?$/, 'languageProtocol.js');
const jsonRpc = sibling(/^vscode-jsonrpc(?:\/node)?$/, 'jsonRpc.js');

const common: BuildOptions = {
  absWorkingDir: root,
  outdir: dist,
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  minify: true,
  // As `require`: a dynamic import would wait for the loader of ES modules.
  supported: { 'dynamic-import': false },
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
};

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
await Promise.all([
  build({
    ...common,
    entryPoints: { extension: 'src/extension.ts' },
    external: ['vscode'],
    plugins: [commands, threadClient],
  }),
  build({ ...common, entryPoints: { commands: 'src/shell/commands.ts' }, external: ['vscode'] }),
  build({
    ...common,
    entryPoints: { threadClient: 'src/shell/connection/threadClient.ts' },
    external: ['vscode'],
    plugins: [languageProtocol, jsonRpc],
  }),
  build({ ...common, entryPoints: { languageProtocol: 'vscode-languageserver-protocol/node' }, plugins: [jsonRpc] }),
  build({ ...common, entryPoints: { jsonRpc: 'vscode-jsonrpc/node' } }),
  build({ ...common, entryPoints: { threadServer: 'src/server/main.ts' } }),
]);
copyFileSync(createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm'), path.join(dist, 'sql-wasm.wasm'));
