// The real Codex from npm, for comparing with it: `@openai/codex@<version>-<platform>-<arch>`, kept in the cache.
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { codexVersion } from './codexVersion';
import { installOnce } from './vscode/installOnce';
import { npmInstallPackage } from './vscode/npm';
import { cacheFolder } from './vscode/paths';

const target = `${codexVersion}-${process.platform}-${process.arch}`;
const executable = process.platform === 'win32' ? 'codex.exe' : 'codex';

/** The executable, of the version that codexVersion.ts pins. Throws when it is not installed. */
export function codexBinary(): string {
  const binary = path.join(cacheFolder, `codex-${target}`, executable);
  if (!existsSync(binary)) throw new Error('The real Codex is not installed: run `npx tsx scripts/fetchCodex.mts`');
  return binary;
}

/** Installs it if need be: 170 MB to fetch, 290 MB to keep. `codex app-server` needs the executable only, so the rest is let go. */
export async function installCodex(): Promise<string> {
  await installOnce({
    kind: 'codex', version: target, title: `Codex ${codexVersion} (170 MB from npm)`,
    fill: async folder => {
      const vendor = path.join(await npmInstallPackage(folder, '@openai/codex', target), 'vendor');
      const [triple] = readdirSync(vendor);
      renameSync(path.join(vendor, triple ?? '', 'bin', executable), path.join(folder, executable));
      for (const name of ['node_modules', 'package.json', 'package-lock.json']) rmSync(path.join(folder, name), { recursive: true, force: true });
    },
  });
  return codexBinary();
}
