// Installs this project as an extension by a link, so that VS Code loads the built files.
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './paths';

/** Links the project into the folder, and creates the folder if needed. */
export function linkExtension(extensionsDir: string): void {
  const { publisher, name, version } = JSON.parse(
    readFileSync(path.join(projectRoot, 'package.json'), 'utf8'),
  ) as Record<string, string>;
  mkdirSync(extensionsDir, { recursive: true });
  symlinkSync(projectRoot, path.join(extensionsDir, `${publisher}.${name}-${version}`), 'junction');
}
