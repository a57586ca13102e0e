// Installs pinned packages with npm into a separate folder, without running their install scripts.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Runs `npm install` in `folder`, which has a package.json. Rejects when npm fails, after npm printed the reason.
 * `foreign` installs packages that are made for another system.
 */
export async function npmInstall(folder: string, foreign = false): Promise<void> {
  const flags = [
    '--ignore-scripts',
    '--omit=dev',
    '--no-audit',
    '--no-fund',
    '--no-update-notifier',
    '--loglevel=error',
    ...(foreign ? ['--force'] : []),
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

/** Installs a package with its dependencies and returns the package's folder. `foreign` as in `npmInstall`. */
export async function npmInstallPackage(
  folder: string,
  name: string,
  version: string,
  foreign = false,
): Promise<string> {
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({ private: true, dependencies: { [name]: version } }),
  );
  await npmInstall(folder, foreign);
  return path.join(folder, 'node_modules', name);
}
