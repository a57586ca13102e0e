// `npm run package`: the .vsix, held to its size budget.
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { packVsix } from './vsix';
import { projectRoot } from './vscode/paths';

/** The first is what every window pays at its start; the rest is loaded on first use. */
const budgets = { 'dist/extension.js': 60_000, vsix: 1_200_000 };

const { name, version } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as {
  name: string;
  version: string;
};
const vsix = `${name}-${version}.vsix`;

packVsix(path.join(projectRoot, vsix));
requireSize('dist/extension.js', budgets['dist/extension.js']);
requireSize(vsix, budgets.vsix);
console.log(`\nInstall it:  code --install-extension ${vsix}`);

function requireSize(file: string, limit: number): void {
  const { size } = statSync(path.join(projectRoot, file));
  console.log(`${file}: ${kilobytes(size)} of ${kilobytes(limit)}`);
  if (size > limit) throw new Error(`${file} is larger than its budget`);
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
