// Installs VS Code's own server, with workbench and extension host, from npm: code-server ships it as `lib/vscode`.
// Nothing is compiled.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { installOnce } from './installOnce';
import { npmInstall, npmInstallPackage } from './npm';

/** VS Code 1.139.1. Changing `recipe` makes every machine install it again. */
const codeServer = '4.139.1';
const recipe = 'r1';

/** Dependencies that are not needed here: half of them. */
const leftOut = [
  '@devcontainers/cli',
  '@github/copilot-sdk',
  '@microsoft/mxc-sdk',
  '@vscode/copilot-api',
  '@vscode/sandbox-runtime',
  '@vscode/sqlite3',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
  'kerberos',
  'ssh2',
  'zod',
  'node-addon-api',
];

/** Native modules and the JavaScript that replaces them. Without a logger, output channels stay empty. */
const replaced = { '@vscode/native-watchdog': 'nativeWatchdog.ts', '@vscode/spdlog': 'spdlog.ts' };

/** Installs the server if needed and returns its main script, for Node 24. */
export async function installServer(): Promise<string> {
  const folder = await installOnce({
    kind: 'server',
    version: `${codeServer}-${recipe}`,
    title: 'the VS Code server (250 MB from npm)',
    fill: async folder => {
      const vscode = path.join(await npmInstallPackage(folder, 'code-server', codeServer), 'lib/vscode');
      console.log('  ... and what it depends on');
      slim(path.join(vscode, 'package.json'), manifest => manifest);
      slim(path.join(vscode, 'npm-shrinkwrap.json'), shrinkwrap => shrinkwrap.packages?.['']);
      await npmInstall(vscode);
      await Promise.all(Object.entries(replaced).map(([name, source]) => replaceModule(vscode, name, source)));
    },
  });
  return path.join(folder, 'node_modules/code-server/lib/vscode/out/server-main.js');
}

interface Manifest {
  dependencies: Record<string, string>;
  packages?: Record<string, Manifest>;
}

function slim(file: string, root: (json: Manifest) => Manifest | undefined): void {
  const json = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  for (const name of [...leftOut, ...Object.keys(replaced)]) delete root(json)?.dependencies[name];
  writeFileSync(file, JSON.stringify(json, null, 2));
}

async function replaceModule(vscode: string, name: string, source: string): Promise<void> {
  const folder = path.join(vscode, 'node_modules', name);
  rmSync(folder, { recursive: true, force: true });
  await build({
    entryPoints: [path.join(import.meta.dirname, 'replacements', source)],
    outfile: path.join(folder, 'index.js'),
    platform: 'node',
    format: 'cjs',
    logLevel: 'warning',
  });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name, version: '0.0.0', main: 'index.js' }));
}
