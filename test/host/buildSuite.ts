// Bundles the suite's files as CommonJS for VS Code, which loads them by path.
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { artifactsFolder } from '../../scripts/vscode/paths';

/** Returns the file that exports `run`. */
export async function buildSuite(): Promise<string> {
  const sources = path.join(import.meta.dirname, 'suite');
  const outdir = path.join(artifactsFolder, 'host/suite');
  rmSync(outdir, { recursive: true, force: true });
  const files = readdirSync(sources).filter(file => file === 'index.ts' || file.endsWith('.test.ts'));
  await build({
    entryPoints: files.map(file => path.join(sources, file)),
    outdir,
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'warning',
  });
  return path.join(outdir, 'index.js');
}
