// Installs VS Code's own server, with workbench and extension host, from npm: code-server ships it as `lib/vscode`.
// Nothing is compiled.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { windowsPath } from '../windows/wine';
import { installWindowsPrograms } from '../windows/windowsPrograms';
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

/** The command that runs a VS Code server: a program and its first arguments. */
export type ServerCommand = readonly [program: string, ...args: string[]];

/** Installs the server of the chosen release, and the Node that it needs, unless they are there. */
export async function installServer(): Promise<ServerCommand> {
  const { title, codeServer, watchdog, node, terminals, isWindows = false } = chosenRelease();
  const replaced = {
    [watchdog]: 'nativeWatchdog.ts',
    // Without a logger, output channels stay empty.
    '@vscode/spdlog': 'spdlog.ts',
    ...(isWindows ? { '@vscode/windows-registry': 'windowsRegistry.ts' } : {}),
  };
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
      if (isWindows) await putModule(vscode, '@parcel/watcher-win32-x64', versionOf(vscode, '@parcel/watcher'));
      if (terminals !== undefined) await putModule(vscode, 'node-pty', terminals);
      await Promise.all(Object.entries(replaced).map(([name, source]) => replaceModule(vscode, name, source)));
    },
  });
  const main = path.join(folder, 'node_modules/code-server/lib/vscode/out/server-main.js');
  if (isWindows) {
    const programs = await installWindowsPrograms();
    return [programs.wine, windowsPath(programs.node), windowsPath(main)];
  }
  return [node ? await installNode(node) : process.execPath, main];
}

/** Puts a package in place of what npm has installed, or not installed because it is for another system. */
async function putModule(vscode: string, name: string, version: string): Promise<void> {
  const place = path.join(vscode, 'node_modules', name);
  const folder = path.join(vscode, 'node_modules/.other');
  mkdirSync(folder);
  const installed = await npmInstallPackage(folder, name, version, true);
  rmSync(place, { recursive: true, force: true });
  renameSync(installed, place);
  rmSync(folder, { recursive: true });
}

function versionOf(vscode: string, name: string): string {
  const manifest = path.join(vscode, 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
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
