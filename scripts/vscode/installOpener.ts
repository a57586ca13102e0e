// A small extension for `npm start`: the window opens with the threads showing, rather than with the files.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { containerId } from '../../src/manifest';

/** Writes it into a folder for extensions, and returns its own folder. */
export function installOpener(extensionsDir: string): string {
  const folder = path.join(extensionsDir, 'demo.opener-0.0.1');
  mkdirSync(folder, { recursive: true });
  const manifest = {
    name: 'opener',
    publisher: 'demo',
    version: '0.0.1',
    engines: { vscode: '^1.103.0' },
    main: './extension.js',
    activationEvents: ['onStartupFinished'],
  };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  const command = `workbench.view.extension.${containerId}`;
  writeFileSync(
    path.join(folder, 'extension.js'),
    `exports.activate = () => require('vscode').commands.executeCommand('${command}');\n`,
  );
  return folder;
}
