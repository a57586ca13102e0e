#!/usr/bin/env tsx
// Stands in for the desktop's `code` executable in @vscode/test-electron's `runTests({ vscodeExecutablePath })`: takes
// its command line, runs the suite in the extension host of the embedded VS Code, exits with its result. `tsx` must be
// in PATH, as it is under npm.
import { parseSuiteCommand } from './commandLine';
import { runSuite } from './runSuite';

const stop = new AbortController();
// Signals that follow the first one must not cut the clean-up short.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => stop.abort(new Error(`ended by ${signal}`)));

try {
  await runSuite(parseSuiteCommand(process.argv.slice(2)), stop.signal);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
