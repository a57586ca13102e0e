// This project as an installed extension: a link in the extensions folder, so that VS Code loads what the build wrote.
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './paths';

/** Links the project into the folder, which is made when it is missing. */
export function linkExtension(extensionsDir: string): void {
  const { publisher, name, version } = JSON.parse(
    readFileSync(path.join(projectRoot, 'package.json'), 'utf8'),
  ) as Record<string, string>;
  mkdirSync(extensionsDir, { recursive: true });
  symlinkSync(projectRoot, path.join(extensionsDir, `${publisher}.${name}-${version}`), 'junction');
}
