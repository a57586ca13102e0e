// `npm run package`: makes the .vsix and fails when it exceeds its size budget.
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { entrySize } from './chunks';
import { packVsix } from './vsix';
import { projectRoot } from './vscode/paths';

/** In bytes. Every window loads the entry; the rest is loaded on first use. */
const budgets = { entry: 60_000, vsix: 1_200_000 };

const { name, version } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as {
  name: string;
  version: string;
};
const vsix = `${name}-${version}.vsix`;

packVsix(path.join(projectRoot, vsix));
requireSize('code loaded at activation', entrySize(), budgets.entry);
requireSize(vsix, statSync(path.join(projectRoot, vsix)).size, budgets.vsix);
console.log(`\nInstall it:  code --install-extension ${vsix}`);

function requireSize(what: string, size: number, limit: number): void {
  console.log(`${what}: ${kilobytes(size)} of ${kilobytes(limit)}`);
  if (size > limit) throw new Error(`${what}: larger than its budget`);
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
