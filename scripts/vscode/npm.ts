// npm as an installer of pinned packages into a folder of their own; no install script of a package is run.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Runs `npm install` in `folder`, which has a package.json. Rejects when npm fails; npm has then said why on stderr.
 */
export async function npmInstall(folder: string): Promise<void> {
  const flags = [
    '--ignore-scripts',
    '--omit=dev',
    '--no-audit',
    '--no-fund',
    '--no-update-notifier',
    '--loglevel=error',
  ];
  const npm = spawn('npm', ['install', ...flags], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  const [code] = (await once(npm, 'exit')) as [number | null];
  if (code !== 0)
    throw new Error(`npm install failed in ${folder}: check the network and the npm registry, then run again`);
}

/** Installs one package and its dependencies and returns the package's folder. */
export async function npmInstallPackage(folder: string, name: string, version: string): Promise<string> {
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({ private: true, dependencies: { [name]: version } }),
  );
  await npmInstall(folder);
  return path.join(folder, 'node_modules', name);
}
