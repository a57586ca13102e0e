// Installs the real Codex for the tests from npm (`@openai/codex@<version>-<platform>-<arch>`) into the cache.
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { codexVersion, codexVersions, type CodexVersion } from './codexVersion';
import { installOnce } from './vscode/installOnce';
import { npmInstallPackage } from './vscode/npm';
import { cacheFolder } from './vscode/paths';

const platform = `${process.platform}-${process.arch}`;
const suffix = process.platform === 'win32' ? '.exe' : '';
const executable = `codex${suffix}`;
/** Runs the scripts of code mode (0.148 on); Codex expects it beside its own executable. */
const scriptHost = `codex-code-mode-host${suffix}`;

/** The executable of one of the versions that codexVersion.ts pins. Throws when it is not installed. */
export function codexBinary(version: CodexVersion = codexVersion): string {
  const binary = path.join(cacheFolder, `${kindOf(version)}-${platform}`, executable);
  if (!existsSync(binary))
    throw new Error(`The real Codex ${version} is not installed: run \`npx tsx scripts/fetchCodex.mts\``);
  return binary;
}

/**
 * Installs a version unless it is cached: downloads 80 to 170 MB and keeps 200 to 370 MB. Only the executables are
 * kept, as `codex app-server` needs nothing else. Rejects when npm has no package of that version for this platform.
 */
export async function installCodex(version: CodexVersion = codexVersion): Promise<string> {
  await installOnce({
    kind: kindOf(version),
    version: platform,
    title: `Codex ${version} (from npm)`,
    fill: async folder => {
      const vendor = path.join(await npmInstallPackage(folder, '@openai/codex', `${version}-${platform}`), 'vendor');
      const found = executableIn(vendor);
      const host = path.join(path.dirname(found), scriptHost);
      renameSync(found, path.join(folder, executable));
      if (existsSync(host)) renameSync(host, path.join(folder, scriptHost));
      for (const name of ['node_modules', 'package.json', 'package-lock.json'])
        rmSync(path.join(folder, name), { recursive: true, force: true });
    },
  });
  return codexBinary(version);
}

/** Installs all versions, and removes from the cache those that are no longer pinned. */
export async function installAllCodex(): Promise<void> {
  const pinned = codexVersions.map(version => `${kindOf(version)}-`);
  for (const name of existsSync(cacheFolder) ? readdirSync(cacheFolder) : []) {
    if (/^codex-app-\d/.test(name) && !pinned.some(prefix => name.startsWith(prefix)))
      rmSync(path.join(cacheFolder, name), { recursive: true, force: true });
  }
  await Promise.all(codexVersions.map(version => installCodex(version)));
}

function kindOf(version: CodexVersion): string {
  return `codex-app-${version}`;
}

/** `vendor/<target triple>/bin/codex`; in 0.125 `vendor/<target triple>/codex/codex`. */
function executableIn(vendor: string): string {
  const places = readdirSync(vendor).flatMap(triple =>
    ['bin', 'codex'].map(folder => path.join(vendor, triple, folder, executable)),
  );
  const found = places.find(place => existsSync(place));
  if (found === undefined) throw new Error(`The package has no executable in any of ${places.join(', ')}`);
  return found;
}
