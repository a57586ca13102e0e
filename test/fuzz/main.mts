// `npm run fuzz`: 100,000 inputs for each target (INPUTS changes the number), from SEED or a seed of the day. Prints
// the seed, inputs per second and the outcomes. An input that fails, ends the process, takes more than a minute or too
// much memory is saved in `.artifacts/fuzz`, and the exit code is 1. To try one input again: `SEED=… FIRST=… INPUTS=1
// npm run fuzz database`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { artifactsFolder, projectRoot } from '../../scripts/vscode/paths';
import { makeTemporaryFolder, removeFolder } from '../support/temporaryFolder';
import { targets } from './targets';

const seed = Number(process.env.SEED ?? Math.floor(Date.now() / 86_400_000));
const first = Number(process.env.FIRST ?? 0);
const inputs = Number(process.env.INPUTS ?? 100_000);
const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(targets);
/** So many inputs share a process, so that none can use up what later ones need. */
const PIECE = 5_000;
const INPUT_LIMIT_MS = 60_000;
const HEAP_MB = 256;

console.log(`seed ${seed}, ${inputs} inputs for each of: ${names.join(', ')}`);
// In memory where the system offers that: the files are small and many.
const folder = makeTemporaryFolder(existsSync('/dev/shm') ? '/dev/shm' : tmpdir());
const input = path.join(folder, 'input');
try {
  for (const name of names) if (!(await fuzzTarget(name))) process.exitCode = 1;
} finally {
  removeFolder(folder);
}

/** Returns whether all inputs passed. */
async function fuzzTarget(name: string): Promise<boolean> {
  const started = Date.now();
  const outcomes: Record<string, number> = {};
  for (let from = first; from < first + inputs; from += PIECE) {
    const count = Math.min(PIECE, first + inputs - from);
    const piece = await runPiece(name, from, count);
    if ('failed' in piece) {
      const saved = path.join(artifactsFolder, 'fuzz', `${name}-${seed}-${piece.failed}`);
      cpSync(input, saved, { recursive: true });
      console.error(
        `${name}: seed ${seed}, input ${piece.failed} ${piece.why}\nIts files: ${path.relative(projectRoot, saved)}\nAgain: SEED=${seed} FIRST=${piece.failed} INPUTS=1 npm run fuzz ${name}`,
      );
      return false;
    }
    for (const [outcome, times] of Object.entries(piece.outcomes)) outcomes[outcome] = (outcomes[outcome] ?? 0) + times;
    const done = from + count - first;
    console.log(`${name}: ${done} inputs, ${Math.round((done / (Date.now() - started)) * 1000)} per second`);
  }
  console.log(`${name}: passed, ${JSON.stringify(outcomes)}`);
  return true;
}

async function runPiece(
  name: string,
  from: number,
  count: number,
): Promise<{ outcomes: Record<string, number> } | { failed: number; why: string }> {
  const child = spawn(
    process.execPath,
    [
      `--max-old-space-size=${HEAP_MB}`,
      '--import',
      'tsx',
      path.join(import.meta.dirname, 'piece.mts'),
      name,
      `${seed}`,
      `${from}`,
      `${count}`,
      input,
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TMPDIR: folder },
    },
  );
  let [number, why, result] = [from, '', ''];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    why += text;
  });
  const giveUp = (): void => {
    why = `takes longer than ${INPUT_LIMIT_MS / 1000} s`;
    child.kill('SIGKILL');
  };
  let limit = setTimeout(giveUp, INPUT_LIMIT_MS);
  createInterface({ input: child.stdout }).on('line', line => {
    clearTimeout(limit);
    limit = setTimeout(giveUp, INPUT_LIMIT_MS);
    if (/^\d+$/.test(line)) number = Number(line);
    else result = line;
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  clearTimeout(limit);
  return code === 0 && result !== ''
    ? { outcomes: JSON.parse(result) as Record<string, number> }
    : { failed: number, why: `failed (${code ?? signal}): ${why}` };
}
