// The files that the build writes into dist/.
import type { Metafile } from 'esbuild';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './vscode/paths';

export const distFolder = path.join(projectRoot, 'dist');

/** What esbuild tells of the chunks; it is not packed. */
export const metafile = path.join(distFolder, 'meta.json');

/** The names of all chunks that were built. */
export function chunks(): string[] {
  return readdirSync(distFolder).filter(name => name.endsWith('.js'));
}

/** The code that every window loads at activation, in bytes: the entry and the chunks that it imports at once. */
export function entrySize(): number {
  const { outputs } = JSON.parse(readFileSync(metafile, 'utf8')) as Metafile;
  const loaded = new Set<string>();
  const load = (file: string): void => {
    if (loaded.has(file)) return;
    loaded.add(file);
    for (const { path: imported, kind, external } of outputs[file]?.imports ?? [])
      if (kind === 'import-statement' && external !== true) load(imported);
  };
  load('dist/extension.js');
  return [...loaded].reduce((sum, file) => sum + statSync(path.join(projectRoot, file)).size, 0);
}
