// `npm run test:windows [FILE…]`: runs the tests on Windows: on this one, or on that of Wine on this Linux, with Node
// and Codex for Windows. Without files it runs all stages of testFiles.ts, and stops at the first that fails. The last
// line is `N passed, 0 failed on Windows`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { installCodex } from '../codex';
import { windowsVersions } from '../codexVersion';
import { installWindowsPrograms } from './windowsPrograms';
import { countTests } from './testCounts';
import { leftOut, windowsStages, type Stage } from './testFiles';
import { withWine, type Wine } from './wine';

/** Under Wine a process takes a second to start, so everything may take four times as long. */
const patience = 4;
/** Node 22 warns of SQLite. */
const env = { PATIENCE: String(patience), NODE_OPTIONS: '--disable-warning=ExperimentalWarning' };

const chosen = process.argv.slice(2);
const stages = chosen.length > 0 ? [{ title: chosen.join(', '), files: chosen, tries: 1 }] : windowsStages();
for (const version of windowsVersions) await installCodex(version, { platform: 'win32', arch: 'x64' });
process.exitCode =
  process.platform === 'win32'
    ? await runStages({ node: runHere }, stages)
    : await withWine(await installWindowsPrograms(), wine => runStages(wine, stages));

/** Does on Windows what `Wine.node` does under Wine. */
async function runHere(args: readonly string[], more?: NodeJS.ProcessEnv): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...more },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    process.stdout.write(text);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? 1, output };
}

/** Runs one after the other; resolves to the exit code. */
async function runStages(windows: Pick<Wine, 'node'>, toRun: readonly Stage[]): Promise<number> {
  let passed = 0;
  const notThere = new Map<string, number>();
  for (const { title, files, tries } of toRun) {
    console.log(`\n=== On Windows: ${title}`);
    const started = Date.now();
    const mocha = [
      'node_modules/mocha/bin/mocha.js',
      '--parallel',
      '--jobs',
      '2',
      '--timeout',
      String(20_000 * patience),
      '--retries',
      String(tries - 1),
      '--reporter',
      './test/support/retryReporter.ts',
    ];
    const { code, output } = await windows.node([...mocha, ...files], env);
    const count = Number(/^ +(\d+) passing \(/m.exec(output)?.[1] ?? 0);
    console.log(`=== On Windows: ${title}: exit code ${code}, ${((Date.now() - started) / 1000).toFixed(0)} s`);
    if (code !== 0) return code;
    if (count === 0) throw new Error(`No tests ran on Windows: ${title}`);
    passed += count;
    for (const [, reason = ''] of output.matchAll(/^Left out on win32: (.*)$/gm))
      notThere.set(reason, (notThere.get(reason) ?? 0) + 1);
  }
  for (const [reason, places] of notThere) console.log(`Left out (files: ${places}): ${reason}`);
  if (process.platform === 'linux' && chosen.length === 0) tellLeftOut(passed);
  else for (const [left, reason] of Object.entries(leftOut)) console.log(`Left out: ${left}: ${reason}`);
  console.log(`\n${passed} passed, 0 failed on Windows`);
  return 0;
}

/** Compares with the tests of this Linux, as not every test says how many it stands for. */
function tellLeftOut(passed: number): void {
  const folders = ['unit', 'server', 'conformance', 'kills', 'shell'].map(name => `test/${name}/**/*.test.ts`);
  const counts = countTests(folders);
  const sum = (names: readonly string[]): number => names.reduce((before, name) => before + (counts.get(name) ?? 0), 0);
  const all = sum([...counts.keys()]);
  let inFiles = 0;
  for (const [left, reason] of Object.entries(leftOut)) {
    const tests = sum([...counts.keys()].filter(name => name === left || name.startsWith(`${left}/`)));
    inFiles += tests;
    console.log(`Left out: ${left}, ${tests} tests: ${reason}`);
  }
  const single = all - inFiles - passed;
  console.log(
    `Of the ${all} tests on Linux, ${inFiles} are in what was left out, and ${single} are left out in other files.`,
  );
}
