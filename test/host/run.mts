// `npm run test:host`: runs the suite in the extension host, then the tests that drive the packaged extension in a
// browser. `npm run test:host -- FILE...` runs only these files of the second part.
import { installChromium } from '../../scripts/vscode/installChromium';
import { installServer } from '../../scripts/vscode/installServer';
import { runHostSuite } from './runSuite';
import { runUiTests } from './runUi';

const files = process.argv.slice(2);
// Child processes receive the signal too and end. This process stays, to remove its temporary files.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
try {
  // Before the tests, because they have time limits and downloads do not.
  await installServer();
  await installChromium();
  if (files.length === 0) await runHostSuite();
  await runUiTests(files);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
