// Installs the .vsix as users do and runs the tests in `ui/`, which drive it in a browser.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { installServer } from '../../scripts/vscode/installServer';
import { artifactsFolder, projectRoot } from '../../scripts/vscode/paths';
import { serverPath } from '../../scripts/vscode/release';
import { patience } from '../support/eventually';
import { makeTemporaryFolder, removeFolder } from '../support/temporaryFolder';
import { runServerCommand } from '../../scripts/vscode/serverProcess';
import { packVsix } from '../../scripts/vsix';
import { installHelper } from './installHelper';

/** Packages and installs the extension and runs all tests, or only `files`. Rejects when one fails. */
export async function runUiTests(files: readonly string[]): Promise<void> {
  rmSync(path.join(artifactsFolder, 'screenshots'), { recursive: true, force: true });
  const scratch = makeTemporaryFolder();
  try {
    const extensionsDir = await installPackage(scratch);
    const code = await runMocha(files.length > 0 ? files : ['test/host/ui/**/*.test.ts'], {
      UI_EXTENSIONS_DIR: extensionsDir,
      TMPDIR: scratch,
      TZ: afternoonZone(new Date()),
    });
    if (code !== 0) throw new Error('tests in the browser failed; .artifacts/screenshots shows what they saw');
  } finally {
    removeFolder(scratch);
  }
}

/**
 * A time zone in which it is afternoon now. Threads are an hour or five old in these tests, and views group them by
 * date: at night those would not be today's.
 */
function afternoonZone(now: Date): string {
  // The name of a zone east of Greenwich has a minus; the last is 14 hours ahead.
  const ahead = Math.min(15 - now.getUTCHours(), 14);
  return `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}

/** Returns the extensions folder, with the .vsix and the tests' helper installed. */
async function installPackage(scratch: string): Promise<string> {
  const extensionsDir = path.join(scratch, 'x');
  const vsix = path.join(artifactsFolder, 'host/extension.vsix');
  mkdirSync(path.dirname(vsix), { recursive: true });
  packVsix(vsix);
  await installHelper(extensionsDir);
  runServerCommand(await installServer(), [
    '--install-extension',
    serverPath(vsix),
    '--extensions-dir',
    serverPath(extensionsDir),
  ]);
  return extensionsDir;
}

async function runMocha(specs: readonly string[], env: Record<string, string>): Promise<number | null> {
  const mocha = path.join(projectRoot, 'node_modules/mocha/bin/mocha.js');
  const child = spawn(
    process.execPath,
    [
      mocha,
      '--timeout',
      String(60_000 * patience),
      '--retries',
      '1',
      '--require',
      'test/host/ui/exitOnSignals.ts',
      '--reporter',
      './test/support/retryReporter.ts',
      ...specs,
    ],
    {
      cwd: projectRoot,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    },
  );
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}
