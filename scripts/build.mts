// `npm run build`: bundles src/ into dist/. Each module lies in one chunk, so each class exists once, and a window
// loads only what it uses:
//   extension.js       the shell, loaded at activation
//   threadServer.js    the thread server, run in a worker thread or with `node dist/threadServer.js --stdio`
//   writer.js          the writer process, which the thread server starts
//   all other chunks   loaded on first use: the commands, the connection to the server, its libraries
// and beside them sql-wasm.wasm, the SQLite that reads the state DB, and the licence notices of what is bundled.
//
// esbuild splits code only into ES modules. VS Code loads those from 1.100 on, but more slowly: activation took 5 ms
// longer, and the language client kept the extension host busy for 24 ms at a time instead of 17. So each chunk is
// turned into CommonJS.
import { build, transform, type OutputFile } from 'esbuild';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { distFolder, metafile } from './chunks';
import { bundledPackages, licenceNotices, noticesFile } from './licences';
import { projectRoot } from './vscode/paths';

const target = 'node22';

rmSync(distFolder, { recursive: true, force: true });
mkdirSync(distFolder);
const { outputFiles, metafile: meta } = await build({
  absWorkingDir: projectRoot,
  entryPoints: {
    extension: 'src/extension.ts',
    threadServer: 'src/server/main.ts',
    writer: 'src/server/writer/writerMain.ts',
  },
  outdir: distFolder,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target,
  external: ['vscode'],
  minify: true,
  sourcemap: 'inline',
  sourcesContent: false,
  legalComments: 'none',
  metafile: true,
  write: false,
  logLevel: 'warning',
});
await Promise.all(outputFiles.map(writeAsCommonJs));
writeFileSync(metafile, JSON.stringify(meta));
writeFileSync(noticesFile, licenceNotices(bundledPackages(meta)));
copyFileSync(
  createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm'),
  path.join(distFolder, 'sql-wasm.wasm'),
);

async function writeAsCommonJs({ path: file, text }: OutputFile): Promise<void> {
  const { code, map } = await transform(assignExports(text), {
    sourcefile: path.basename(file),
    format: 'cjs',
    platform: 'node',
    target,
    // As `require`: a dynamic import would wait for the loader of ES modules.
    supported: { 'dynamic-import': false },
    minify: true,
    sourcemap: 'external',
    sourcesContent: false,
    legalComments: 'none',
  });
  writeFileSync(file, `${code}//# sourceMappingURL=${path.basename(file)}.map\n`);
  writeFileSync(`${file}.map`, map);
}

/**
 * Replaces the export statement at the end of a chunk. esbuild would begin each with half a kilobyte of helpers, which
 * it needs for modules that import each other in a circle; chunks do not. Other exports are left to esbuild.
 */
function assignExports(text: string): string {
  return text.replace(/\bexport\{([^}]*)\};?(?=\s*(?:\/\/# sourceMappingURL=\S*\s*)?$)/, (_, list: string) => {
    const getters = list.split(',').map(each => {
      const [local = '', name = local] = each.trim().split(' as ');
      return `${name}:()=>${local}`;
    });
    // The getters are an argument: within the function, its own names would hide those of the chunk.
    const define = 'for(const n in g)Object.defineProperty(exports,n,{get:g[n],enumerable:!0})';
    return `Object.defineProperty(exports,"__esModule",{value:!0});(g=>{${define}})({${getters.join()}});`;
  });
}
