// `npm run test:host`: runs the suite in the extension host, then the tests that drive the packaged extension in a
// browser. `npm run test:host -- FILE...` runs only these files of the second part, `npm run test:oldest` both parts on
// the oldest VS Code that package.json supports, `npm run test:desktop` the suite in a desktop VS Code, and
// `npm run test:windows:host`, every night, some files of the second part on VS Code for Windows, under Wine.
import { parseArgs } from 'node:util';
import { installChromium } from '../../scripts/vscode/installChromium';
import { installServer } from '../../scripts/vscode/installServer';
import { installWindowsPrograms } from '../../scripts/windows/windowsPrograms';
import { withWine } from '../../scripts/windows/wine';
import { runHostSuite } from './runSuite';
import { runUiTests } from './runUi';

const { values, positionals: files } = parseArgs({
  allowPositionals: true,
  options: { oldest: { type: 'boolean' }, desktop: { type: 'boolean' }, windows: { type: 'boolean' } },
});
// The processes that run tests read it, too.
if (values.oldest === true) process.env.VSCODE_RELEASE = 'oldest';
if (values.windows === true) process.env.VSCODE_RELEASE = 'windows';

// Child processes receive the signal too and end. This process stays, to remove its temporary files.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
try {
  if (values.windows === true) await runOnWindows();
  else if (values.desktop === true || !hasEmbeddedVsCode()) await runOnDesktop();
  else await runEmbedded();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function runEmbedded(): Promise<void> {
  // Before the tests, because they have time limits and downloads do not.
  await installServer();
  await installChromium();
  if (files.length === 0) await runHostSuite();
  await runUiTests(files);
}

async function runOnWindows(): Promise<void> {
  await installServer();
  await installChromium();
  const some = ['tree', 'archive', 'undo', 'transcript', 'find'].map(name => `test/host/ui/${name}.test.ts`);
  await withWine(await installWindowsPrograms(), async ({ env }) => {
    Object.assign(process.env, env);
    await runUiTests(files.length > 0 ? files : some);
  });
}

/** npm has a Chromium for this system only. */
function hasEmbeddedVsCode(): boolean {
  return process.env.CHROMIUM !== undefined || (process.platform === 'linux' && process.arch === 'x64');
}

async function runOnDesktop(): Promise<void> {
  if (values.desktop !== true)
    console.log(
      'The tests in a browser run on Linux x64, or with CHROMIUM set: only the suite runs, in desktop VS Code.',
    );
  process.env.VSCODE_EXECUTABLE ??= 'download';
  await runHostSuite();
}
