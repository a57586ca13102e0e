// The built server as a process that is killed at one of its steps (killer.ts).
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { threadServerScript } from '../support/server';
import { StdioClient } from '../support/stdioClient';
import type { Stage } from './stage';

/** The killer's parameters. */
export interface Kill {
  /** The step at which it kills, from 1; 0 for none. */
  at: number;
  /** Right before the step, right after it, or (for a write) with half of it done. */
  when: 'before' | 'after' | 'torn';
  /** A file that gets a line for each step. */
  log?: string;
  /** Which commit fails because the disk is full, from 1. */
  failingCommit?: number;
}

export interface Request {
  method: string;
  params: object;
}

/** Builds the killer into a folder and returns its path. */
export async function buildKiller(folder: string): Promise<string> {
  const file = path.join(folder, 'killer.cjs');
  await build({
    entryPoints: [path.join(import.meta.dirname, 'killer.ts')],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'warning',
  });
  return file;
}

/**
 * Starts a server, sends it `request` (without one, it only recovers, as every server does first), and waits for its
 * end. Throws if it was neither killed nor answered.
 */
export async function runServer(
  killer: string,
  stage: Stage,
  request: Request | undefined,
  kill: Kill,
): Promise<'killed' | 'answered'> {
  const server = new StdioClient(
    process.execPath,
    ['--require', killer, threadServerScript, '--stdio', '--journal', stage.journal],
    {
      env: { PATH: process.env.PATH, CODEX_HOME: stage.home, KILL: JSON.stringify(kill) },
      timeout: 60_000,
      killSignal: 'SIGTERM',
    },
  );
  let failure: Error | undefined;
  try {
    await server.initialize();
    const answer = request && server.request(request.method, request.params);
    server.process.stdin?.end();
    await answer;
  } catch (error) {
    failure = error as Error;
    server.process.stdin?.end();
  }
  const { code, signal } = await server.exited;
  if (signal === 'SIGKILL') return 'killed';
  if (code !== 0 || failure)
    throw new Error(`The server ended with ${code ?? signal}: ${failure?.message}${server.log()}`);
  return 'answered';
}

/** The steps of a request, or of recovery alone, if nothing is killed. */
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
