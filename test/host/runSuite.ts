// Runs the suite in the extension host with @vscode/test-electron: in the embedded VS Code, or in the desktop VS Code
// that the environment variable VSCODE_EXECUTABLE names (`download`: the chosen release, from Microsoft).
import { runTests } from '@vscode/test-electron';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { artifactsFolder, cacheFolder, projectRoot } from '../../scripts/vscode/paths';
import { chosenRelease } from '../../scripts/vscode/release';
import { makeTemporaryFolder, removeFolder } from '../support/temporaryFolder';
import { buildSuite } from './buildSuite';
import { copySample } from '../support/sampleHome';

const report = path.join(artifactsFolder, 'host/report.txt');
const result = path.join(artifactsFolder, 'host/result.json');

/** Runs the suite and prints its report. Rejects when a test fails, there is no test, or the host leaves no result. */
export async function runHostSuite(): Promise<void> {
  for (const file of [report, result]) rmSync(file, { force: true });
  const extensionTestsPath = await buildSuite();
  const scratch = makeTemporaryFolder();
  const workspace = path.join(scratch, 'w');
  mkdirSync(workspace);
  const codexHome = path.join(scratch, 'codex-home');
  copySample('family', codexHome);
  try {
    await runTests({
      ...vscodeExecutable(),
      cachePath: path.join(cacheFolder, 'desktop'),
      extensionDevelopmentPath: projectRoot,
      extensionTestsPath,
      launchArgs: [
        workspace,
        `--user-data-dir=${path.join(scratch, 'u')}`,
        `--extensions-dir=${path.join(scratch, 'x')}`,
        '--disable-telemetry',
      ],
      extensionTestsEnv: { SUITE_REPORT: report, SUITE_RESULT: result, CODEX_HOME: codexHome },
    });
  } finally {
    if (existsSync(report)) process.stdout.write(readFileSync(report, 'utf8'));
    removeFolder(scratch);
  }
  requireResult();
}

function vscodeExecutable(): { version: string } | { vscodeExecutablePath: string } {
  const chosen = process.env.VSCODE_EXECUTABLE;
  if (chosen === 'download') return { version: chosenRelease().desktop };
  return { vscodeExecutablePath: chosen ?? path.join(projectRoot, 'scripts/vscode/standIn.mts') };
}

/** VS Code also exits with 0 when the extension host died, so only mocha's final counts prove a pass. */
function requireResult(): void {
  if (!existsSync(result)) throw new Error('the extension host ended before the suite did');
  const { passes, failures } = JSON.parse(readFileSync(result, 'utf8')) as { passes: number; failures: number };
  if (failures > 0) throw new Error(`${failures} tests failed in the extension host`);
  if (passes === 0) throw new Error('the suite in the extension host has no tests');
}
