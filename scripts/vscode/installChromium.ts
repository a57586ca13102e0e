// Installs a headless Chromium from npm (Linux x64), with the libraries and the font that a bare machine lacks.
import { spawnSync } from 'node:child_process';
import { createReadStream, createWriteStream, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { installOnce } from './installOnce';
import { npmInstallPackage } from './npm';

const chromium = '153.0.0';
const recipe = 'r1';

export interface Chromium {
  executablePath: string;
  /** Environment variables that lead it to its libraries and font. */
  env: Record<string, string>;
}

/** Returns the cached Chromium, or the one that the environment variable `CHROMIUM` names, for other platforms. */
export async function installChromium(): Promise<Chromium> {
  const own = process.env.CHROMIUM;
  if (own !== undefined) return { executablePath: own, env: {} };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      'npm has a Chromium for Linux x64 only: set CHROMIUM to the path of Chrome or Chromium and run again',
    );
  }
  const folder = await installOnce({
    kind: 'chromium',
    version: `${chromium}-${recipe}`,
    title: 'Chromium (65 MB from npm)',
    fill: async (folder, target) => {
      const bin = path.join(await npmInstallPackage(folder, '@sparticuz/chromium', chromium), 'bin');
      for (const file of readdirSync(bin)) await unpack(path.join(bin, file), folder);
      rmSync(path.join(folder, 'node_modules'), { recursive: true });
      writeFileSync(path.join(folder, 'fonts.conf'), fontsConf(target));
    },
  });
  const libraries = [path.join(folder, 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return {
    executablePath: path.join(folder, 'chromium'),
    // Without a font, text has no width, and Playwright regards it as hidden.
    env: { LD_LIBRARY_PATH: libraries, ...(hasFonts() ? {} : { FONTCONFIG_PATH: folder }) },
  };
}

async function unpack(brotli: string, folder: string): Promise<void> {
  const file = path.join(folder, path.basename(brotli, '.br'));
  await pipeline(createReadStream(brotli), createBrotliDecompress(), createWriteStream(file, { mode: 0o755 }));
  if (!file.endsWith('.tar')) return;
  const { status, stderr } = spawnSync('tar', ['-xf', file, '-C', folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`tar could not unpack ${file}: ${stderr}`);
  rmSync(file);
}

function hasFonts(): boolean {
  return Boolean(spawnSync('fc-list', { encoding: 'utf8' }).stdout);
}

function fontsConf(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>
`;
}
