#!/usr/bin/env tsx
// Replaces the desktop's `code` executable for @vscode/test-electron's `runTests({ vscodeExecutablePath })`: takes the
// same command line, runs the suite in the embedded VS Code and exits with its result. `tsx` must be in PATH, as it is
// in npm scripts.
import { parseSuiteCommand } from './commandLine';
import { runSuite } from './runSuite';

const stop = new AbortController();
// Only the first signal counts: later ones must not interrupt the clean-up.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => stop.abort(new Error(`ended by ${signal}`)));

try {
  await runSuite(parseSuiteCommand(process.argv.slice(2)), stop.signal);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
