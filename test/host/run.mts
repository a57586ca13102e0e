// `npm run test:host`: the suite inside the extension host, then the packaged extension driven in the browser. `npm run
// test:host -- FILE...` runs only these files of the second part.
import { installChromium } from '../../scripts/vscode/installChromium';
import { installServer } from '../../scripts/vscode/installServer';
import { runHostSuite } from './runSuite';
import { runUiTests } from './runUi';

const files = process.argv.slice(2);
// What was started gets the signal too and ends; then this process removes what it has made.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
try {
  // First of all, as tests have time limits and downloads have none.
  await installServer();
  await installChromium();
  if (files.length === 0) await runHostSuite();
  await runUiTests(files);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
