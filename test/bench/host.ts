// The longest stall of the extension host's own thread, in a real VS Code, on a home of 10,000 threads: while the view
// loads, and while a root with 1,000 descendants is archived.
import { runTests } from '@vscode/test-electron';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { artifactsFolder, projectRoot } from '../../scripts/vscode/paths';
import { writeHome } from '../fixtures/generateHome';
import { planForest } from '../fixtures/planForest';
import { seededRandom } from '../fixtures/random';
import type { HostFigures, Stall } from './hostSuite';
import { printAim } from './measure';

const THREADS = 10_000;
const DESCENDANTS = 1_000;

export async function benchHost(scratch: string): Promise<void> {
  const home = path.join(scratch, 'host');
  mkdirSync(home);
  const random = seededRandom(13);
  const branch = planForest(random, { threads: DESCENDANTS + 1, roots: 0 });
  const others = planForest(random, { threads: THREADS - branch.length, roots: 0.1, archived: 0.1 });
  writeHome(home, [...branch, ...others]);

  const outdir = path.join(artifactsFolder, 'bench');
  const result = path.join(outdir, 'host.json');
  rmSync(outdir, { recursive: true, force: true });
  await build({
    entryPoints: [path.join(import.meta.dirname, 'hostSuite.ts')],
    outdir,
    external: ['vscode'],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'warning',
  });
  const workspace = path.join(scratch, 'workspace');
  mkdirSync(workspace);
  await runTests({
    vscodeExecutablePath: path.join(projectRoot, 'scripts/vscode/standIn.mts'),
    extensionDevelopmentPath: projectRoot,
    extensionTestsPath: path.join(outdir, 'hostSuite.js'),
    launchArgs: [workspace],
    reuseMachineInstall: true,
    extensionTestsEnv: { BENCH_RESULT: result, BENCH_ROOT: branch[0]?.id ?? '', CODEX_HOME: home },
  });
  const figures = JSON.parse(readFileSync(result, 'utf8')) as HostFigures;
  if (figures.archived !== DESCENDANTS + 1) throw new Error(`${figures.archived} threads were archived in the host`);

  console.log(`\nThe extension host's own thread (${THREADS} threads; VS Code's own work included)`);
  console.log(`  ${'activation'.padEnd(44)} ${figures.activation.toFixed(1).padStart(9)} ms`);
  console.log(
    `  ${'memory of its objects when the view is open'.padEnd(44)} ${figures.heapOpen.toFixed(1).padStart(9)} MB   (before: ${figures.heapBefore.toFixed(1)})`,
  );
  printStall('longest stall, nothing going on', figures.idleStall);
  printStall('longest stall, opening the view at first', figures.openStall);
  printStall(`longest stall, loading all ${THREADS} threads`, figures.loadStall);
  printStall(`longest stall, archiving ${DESCENDANTS + 1} threads`, figures.archiveStall);
}

function printStall(what: string, { longest, busiest }: Stall): void {
  printAim(what, longest, { atMost: 16 }, 'ms');
  console.log(`  ${'  of it busy, at most'.padEnd(44)} ${busiest.toFixed(2).padStart(9)} ms`);
}
