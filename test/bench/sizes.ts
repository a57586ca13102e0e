// What the extension weighs: the bundle that every window loads, and the package.
import { statSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../scripts/vscode/paths';
import { printAim } from './measure';

export function benchSizes(vsix: string): void {
  console.log('\nSizes');
  printAim(
    'dist/extension.js',
    statSync(path.join(projectRoot, 'dist/extension.js')).size / 1000,
    { atMost: 60 },
    'kB',
  );
  printAim(path.basename(vsix), statSync(vsix).size / 1000, { atMost: 1200 }, 'kB');
}
