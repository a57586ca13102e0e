// Installs VS Code's own server, with workbench and extension host, from npm: code-server ships it as `lib/vscode`.
// Nothing is compiled.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { installOnce } from './installOnce';
import { npmInstall, npmInstallPackage } from './npm';
import { chosenRelease } from './release';

/** Changing it makes every machine install the server again. */
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

/** How to run a VS Code server: its main script, and the Node for it. */
export interface ServerProgram {
  main: string;
  node: string;
}

/** Installs the server of the chosen release, and the Node that it needs, unless they are there. */
export async function installServer(): Promise<ServerProgram> {
  const { title, codeServer, watchdog, node } = chosenRelease();
  // Without a logger, output channels stay empty.
  const replaced = { [watchdog]: 'nativeWatchdog.ts', '@vscode/spdlog': 'spdlog.ts' };
  const folder = await installOnce({
    kind: title === 'newest' ? 'server' : `${title}Server`,
    version: `${codeServer}-${recipe}`,
    title: `the VS Code server ${codeServer} (250 MB from npm)`,
    fill: async folder => {
      const vscode = path.join(await npmInstallPackage(folder, 'code-server', codeServer), 'lib/vscode');
      console.log('  ... and what it depends on');
      const without = [...leftOut, ...Object.keys(replaced)];
      slim(path.join(vscode, 'package.json'), without, manifest => manifest);
      slim(path.join(vscode, 'npm-shrinkwrap.json'), without, shrinkwrap => shrinkwrap.packages?.['']);
      await npmInstall(vscode);
      await Promise.all(Object.entries(replaced).map(([name, source]) => replaceModule(vscode, name, source)));
    },
  });
  return {
    main: path.join(folder, 'node_modules/code-server/lib/vscode/out/server-main.js'),
    node: node ? await installNode(node) : process.execPath,
  };
}

/** Returns the program of the Node that an npm package brings. */
async function installNode({ name, version }: { name: string; version: string }): Promise<string> {
  const folder = await installOnce({
    kind: 'oldestNode',
    version,
    title: `Node ${version} (from npm)`,
    fill: async folder => {
      await npmInstallPackage(folder, name, version);
    },
  });
  return path.join(folder, 'node_modules', name, 'bin/node');
}

interface Manifest {
  dependencies: Record<string, string>;
  packages?: Record<string, Manifest>;
}

function slim(file: string, without: readonly string[], root: (json: Manifest) => Manifest | undefined): void {
  const json = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  for (const name of without) delete root(json)?.dependencies[name];
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
