// The packaged extension, installed as users install it, driven in a browser by the tests of `ui/`.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installServer } from '../../scripts/vscode/installServer';
import { artifactsFolder, projectRoot } from '../../scripts/vscode/paths';
import { runServerCommand } from '../../scripts/vscode/serverProcess';
import { packVsix } from '../../scripts/vsix';
import { installHelper } from './installHelper';

/** Packs, installs and runs the tests; `files` instead of all of them when given. Throws when one fails. */
export async function runUiTests(files: readonly string[]): Promise<void> {
  rmSync(path.join(artifactsFolder, 'screenshots'), { recursive: true, force: true });
  const scratch = mkdtempSync(path.join(tmpdir(), 'cti-'));
  try {
    const vsix = path.join(artifactsFolder, 'host/extension.vsix');
    mkdirSync(path.dirname(vsix), { recursive: true });
    packVsix(vsix);
    const extensionsDir = path.join(scratch, 'extensions');
    await installHelper(extensionsDir);
    runServerCommand(await installServer(), ['--install-extension', vsix, '--extensions-dir', extensionsDir]);
    const mocha = path.join(projectRoot, 'node_modules/mocha/bin/mocha.js');
    const specs = files.length > 0 ? files : ['test/host/ui/**/*.test.ts'];
    const { status } = spawnSync(process.execPath, [mocha, '--timeout', '60000', ...specs], {
      cwd: projectRoot, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, UI_EXTENSIONS_DIR: extensionsDir },
    });
    if (status !== 0) throw new Error('tests in the browser failed; .artifacts/screenshots shows what they saw');
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
