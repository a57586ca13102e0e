// Bundles what VS Code loads by path: the suite's files, one bundle each, as CommonJS.
import { build } from 'esbuild';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { artifactsFolder } from '../../scripts/vscode/paths';

/** Returns the file that exports `run`. */
export async function buildSuite(): Promise<string> {
  const sources = path.join(import.meta.dirname, 'suite');
  const outdir = path.join(artifactsFolder, 'host/suite');
  rmSync(outdir, { recursive: true, force: true });
  await build({
    entryPoints: ['index.ts', ...readdirSync(sources).filter(file => file.endsWith('.test.ts'))].map(file =>
      path.join(sources, file),
    ),
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return path.join(outdir, 'index.js');
}
