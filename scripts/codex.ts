// Installs the real Codex for the tests from npm (`@openai/codex@<version>-<platform>-<arch>`) into the cache.
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { codexVersion, codexVersions, type CodexVersion } from './codexVersion';
import { installOnce } from './vscode/installOnce';
import { npmInstallPackage } from './vscode/npm';
import { cacheFolder } from './vscode/paths';

/** A system as npm names it. */
interface System {
  platform: NodeJS.Platform;
  arch: string;
}

/** The executable of one of the versions that codexVersion.ts pins. Throws when it is not installed. */
export function codexBinary(version: CodexVersion = codexVersion, system: System = process): string {
  const binary = path.join(cacheFolder, `${kindOf(version, system)}-${system.arch}`, programName('codex', system));
  if (!existsSync(binary))
    throw new Error(`The real Codex ${version} is not installed: run \`npx tsx scripts/fetchCodex.mts\``);
  return binary;
}

/**
 * Installs a version unless it is cached: downloads 80 to 170 MB and keeps 200 to 370 MB. Only the executables are
 * kept, as `codex app-server` needs nothing else. Rejects when npm has no package of that version for the system.
 */
export async function installCodex(version: CodexVersion = codexVersion, system: System = process): Promise<string> {
  const { platform, arch } = system;
  const isForeign = platform !== process.platform;
  const executable = programName('codex', system);
  // Runs the scripts of code mode (0.148 on); Codex expects it beside its own executable.
  const scriptHost = programName('codex-code-mode-host', system);
  await installOnce({
    kind: kindOf(version, system),
    version: arch,
    title: `Codex ${version} for ${platform} (from npm)`,
    fill: async folder => {
      const installed = await npmInstallPackage(folder, '@openai/codex', `${version}-${platform}-${arch}`, isForeign);
      const found = executableIn(path.join(installed, 'vendor'), executable);
      const host = path.join(path.dirname(found), scriptHost);
      renameSync(found, path.join(folder, executable));
      if (existsSync(host)) renameSync(host, path.join(folder, scriptHost));
      for (const name of ['node_modules', 'package.json', 'package-lock.json'])
        rmSync(path.join(folder, name), { recursive: true, force: true });
    },
  });
  return codexBinary(version, system);
}

/** Installs all versions, and removes from the cache those that are no longer pinned. */
export async function installAllCodex(): Promise<void> {
  const pinned = codexVersions.map(version => `codex-app-${version}-`);
  for (const name of existsSync(cacheFolder) ? readdirSync(cacheFolder) : []) {
    if (/^codex-app-\d/.test(name) && !pinned.some(prefix => name.startsWith(prefix)))
      rmSync(path.join(cacheFolder, name), { recursive: true, force: true });
  }
  await Promise.all(codexVersions.map(version => installCodex(version)));
}

/** Systems have kinds of their own: those of Linux and of Windows under Wine are in the same cache. */
function kindOf(version: CodexVersion, { platform }: System): string {
  return `codex-app-${version}-${platform}`;
}

function programName(name: string, { platform }: System): string {
  return platform === 'win32' ? `${name}.exe` : name;
}

/** `vendor/<target triple>/bin/codex`; in 0.125 `vendor/<target triple>/codex/codex`. */
function executableIn(vendor: string, executable: string): string {
  const places = readdirSync(vendor).flatMap(triple =>
    ['bin', 'codex'].map(folder => path.join(vendor, triple, folder, executable)),
  );
  const found = places.find(place => existsSync(place));
  if (found === undefined) throw new Error(`The package has no executable in any of ${places.join(', ')}`);
  return found;
}
