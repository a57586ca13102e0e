// What the extension weighs: the code that every window loads, and the package.
import { statSync } from 'node:fs';
import path from 'node:path';
import { entrySize } from '../../scripts/chunks';
import { printAim } from './measure';

export function benchSizes(vsix: string): void {
  console.log('\nSizes');
  printAim('code loaded at activation', entrySize() / 1000, { atMost: 60 }, 'kB');
  printAim(path.basename(vsix), statSync(vsix).size / 1000, { atMost: 1200 }, 'kB');
}
