// VS Code loads this file in the extension host; it runs the suite's files with mocha. The report goes to the file
// SUITE_REPORT, because VS Code writes to the console too. The counts go to SUITE_RESULT; if it is missing, the host
// died.
import Mocha from 'mocha';
import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';

export async function run(): Promise<void> {
  const report = requiredVariable('SUITE_REPORT');
  const result = requiredVariable('SUITE_RESULT');
  Mocha.reporters.Base.consoleLog = (...line: unknown[]): void => appendFileSync(report, `${format(...line)}\n`);
  const mocha = new Mocha({ timeout: 20_000, forbidOnly: true, forbidPending: true });
  for (const file of readdirSync(__dirname)) {
    if (file.endsWith('.test.js')) mocha.addFile(path.join(__dirname, file));
  }
  await new Promise<void>((resolve, reject) => {
    const runner = mocha.run(failures => {
      writeFileSync(result, JSON.stringify(runner.stats));
      if (failures > 0) reject(new Error(`${failures} of the suite's tests failed`));
      else resolve();
    });
  });
}

function requiredVariable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`the suite needs the environment variable ${name}`);
  return value;
}
