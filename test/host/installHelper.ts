// Builds the helper extension into an extensions folder.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

export async function installHelper(extensionsDir: string): Promise<void> {
  const folder = path.join(extensionsDir, 'test.helper-0.0.1');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({
      name: 'helper',
      publisher: 'test',
      version: '0.0.1',
      engines: { vscode: '^1.103.0' },
      main: './extension.js',
      activationEvents: ['*'],
      contributes: {
        commands: [
          { command: 'testHelper.endWorkers', title: 'Test Helper: End Worker Threads' },
          { command: 'testHelper.killHost', title: 'Test Helper: Kill Extension Host' },
        ],
      },
    }),
  );
  await build({
    entryPoints: [path.join(import.meta.dirname, 'helper/extension.ts')],
    outfile: path.join(folder, 'extension.js'),
    external: ['vscode'],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'warning',
  });
}
