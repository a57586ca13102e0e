// `npm test`: runs all checks in order, each of them an npm script. Stops at the first that fails, with its exit code.
// The last line is `N passed, 0 failed`, the sum of mocha's counts.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { projectRoot } from './vscode/paths';

interface Check {
  title: string;
  script: string;
  counts?: true;
}

const behind: Check[] = [
  { title: 'Unit tests', script: 'test:unit', counts: true },
  { title: 'Tests of the server and other processes', script: 'test:server', counts: true },
  { title: 'Conformance with Codex', script: 'test:conformance', counts: true },
  { title: 'Kills', script: 'test:kills', counts: true },
];
/** The same four, but for what scripts/windows/testFiles.ts leaves out, with reasons. */
const behindOnWindows: Check[] = [{ title: 'Tests on Windows', script: 'test:windows', counts: true }];

const checks: Check[] = [
  { title: 'Type check', script: 'typecheck' },
  { title: 'Lint', script: 'lint' },
  ...(process.platform === 'win32' ? behindOnWindows : behind),
  { title: 'Tests in VS Code', script: 'test:host', counts: true },
  { title: 'Package and size budget', script: 'package' },
];

let passed = 0;
for (const { title, script, counts } of checks) {
  console.log(`\n=== ${title} (npm run ${script})`);
  const started = Date.now();
  const { code, output } = await runScript(script);
  const count = passes(output);
  console.log(
    `=== ${title}: ${code === 0 ? 'ok' : `FAILED with exit code ${code}`}, ${((Date.now() - started) / 1000).toFixed(1)} s`,
  );
  if (code !== 0) process.exit(code);
  if (counts === true && count === 0) throw new Error(`npm run ${script} ran no tests`);
  passed += count;
}
console.log(`\n${passed} passed, 0 failed`);

/** Runs the script, passes its output on as it arrives, and returns it. */
async function runScript(script: string): Promise<{ code: number; output: string }> {
  const child = spawn('npm', ['run', '--silent', script], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32',
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    process.stdout.write(text);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? 1, output };
}

/** The sum of mocha's summary lines, `  12 passing (3s)`. */
function passes(output: string): number {
  return [...output.matchAll(/^ +(\d+) passing \(/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
}
