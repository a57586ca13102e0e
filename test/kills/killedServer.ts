// The built server as a process that is killed at one of its steps (killer.ts).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'rolldown';
import type { Stage } from './stage';

/** What the killer is told. */
export interface Kill {
  /** The step at which it kills, from 1; 0: none. */
  at: number;
  /** Right before the step, right behind it, or (of a write) with half of it done. */
  when: 'before' | 'after' | 'torn';
  /** A file that gets a line for each step. */
  log?: string;
  /** Which commit fails for want of room, from 1. */
  failingCommit?: number;
}

export interface Request {
  method: string;
  params: object;
}

const server = path.resolve(import.meta.dirname, '../../dist/threadServer.js');

/** Builds the killer into a folder; its path. */
export async function buildKiller(folder: string): Promise<string> {
  const file = path.join(folder, 'killer.cjs');
  await build({
    input: path.join(import.meta.dirname, 'killer.ts'),
    platform: 'node',
    output: { file, format: 'cjs' },
  });
  return file;
}

/**
 * Starts a server, asks it `request` (none: it only recovers, as every server does first), and waits for its end.
 * Throws when it neither was killed nor answered.
 */
export async function runServer(
  killer: string,
  stage: Stage,
  request: Request | undefined,
  kill: Kill,
): Promise<'killed' | 'answered'> {
  const child = spawn(process.execPath, ['--require', killer, server, '--stdio', '--journal', stage.journal], {
    env: { PATH: process.env.PATH, CODEX_HOME: stage.home, KILL: JSON.stringify(kill) },
    timeout: 60_000,
    killSignal: 'SIGTERM',
  });
  let [output, log] = ['', ''];
  const ask = (id: number, method: string, params: object): void =>
    void child.stdin.write(`${JSON.stringify({ id, method, params })}\n`);
  child.stdin.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  child.stdout.on('data', (data: Buffer) => {
    const isFirst = !output.includes('"id":1');
    output += data.toString();
    if (!isFirst || !output.includes('"id":1')) return;
    if (request) ask(2, request.method, request.params);
    child.stdin.end();
  });
  child.stderr.on('data', (data: Buffer) => {
    log += data.toString();
  });
  ask(1, 'initialize', { clientInfo: { name: 'kills', version: '1' } });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (signal === 'SIGKILL') return 'killed';
  if (code !== 0 || /"error":|^$/.test(output))
    throw new Error(`The server ended with ${code ?? signal}: ${output}${log}`);
  return 'answered';
}

/** The steps of a request, or of recovery alone, as they are when nobody kills. */
export async function stepsOf(
  killer: string,
  stage: Stage,
  request: Request | undefined,
  circumstances: Pick<Kill, 'failingCommit'>,
): Promise<string[]> {
  const log = path.join(stage.folder, 'steps');
  rmSync(log, { force: true });
  await runServer(killer, stage, request, { at: 0, when: 'before', log, ...circumstances });
  return readFileSync(log, 'utf8').split('\n').slice(0, -1);
}
