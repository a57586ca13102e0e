// `npm run build`: bundles src/ into dist/. Three bundles, so that a window that never opens the view loads only the first:
//   extension.js     the shell's entry, small, loaded at activation
//   threadClient.js  vscode-languageclient and what needs it, loaded on first use
//   threadServer.js  the thread server, run in a worker thread or with `node dist/threadServer.js --stdio`
// and sql-wasm.wasm beside them, the SQLite that reads the state DB.
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const dist = path.join(root, 'dist');

/** Leaves `import('./client/threadClient')` in the entry as a load of the sibling bundle. */
const lazyClient: Plugin = {
  name: 'lazy-client',
  setup: build => {
    build.onResolve({ filter: /\/client\/threadClient$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './threadClient.js', external: true } : undefined);
  },
};

const common: BuildOptions = {
  absWorkingDir: root, outdir: dist, bundle: true, platform: 'node', target: 'node22', format: 'cjs', minify: true,
  sourcemap: 'linked', sourcesContent: false, legalComments: 'none', logLevel: 'warning',
};

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
await Promise.all([
  build({ ...common, entryPoints: { extension: 'src/extension.ts' }, external: ['vscode'], plugins: [lazyClient] }),
  build({ ...common, entryPoints: { threadClient: 'src/client/threadClient.ts' }, external: ['vscode'] }),
  build({ ...common, entryPoints: { threadServer: 'src/server/main.ts' } }),
]);
copyFileSync(createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm'), path.join(dist, 'sql-wasm.wasm'));
