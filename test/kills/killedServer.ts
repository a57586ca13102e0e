// The built server as a process that is killed at one of its steps (killer.ts).
import { strict as assert } from 'node:assert';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { systemEnv } from '../support/codex';
import { threadServerScript } from '../support/server';
import { isFailureData } from '../../src/protocol/failures';
import { HOME_LOCK, tryHomeLock } from '../../src/server/operations/homeLock';
import { eventually, patience } from '../support/eventually';
import { StdioClient, type Refusal } from '../support/stdioClient';
import type { Stage } from './stage';

/** A step of one of the two processes. */
export interface Step {
  of: 'server' | 'writer';
  /** From 1, in its process. */
  at: number;
  /** What it does. */
  name: string;
}

export interface LoggedStep extends Step {
  /** Nanoseconds on a clock of both processes. */
  time: number;
}

/** The killer's parameters. */
export interface Kill {
  /** The step at which it kills; without one, it kills nothing. */
  step?: Pick<Step, 'of' | 'at'>;
  /** Which process dies: that of the step, or both. */
  victims: 'one' | 'both';
  /** Right before the step, right after it, or (for a write) with half of it done. */
  when: 'before' | 'after' | 'torn';
  /** A file that appears when it kills: on Windows the end of a process does not tell whether it was killed. */
  mark?: string;
  /**
   * The start of the names of two files, one for each process: they get a LoggedStep for each step, as a line of JSON.
   * On Windows, lines that two processes append to one file may mix.
   */
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
 * Starts a server, sends it `request` (without one, it only recovers, as every server does first), and waits for the
 * end of the server and of its writer process. Throws if it was neither killed nor answered, or came to its end without
 * the step at which it was to be killed; an answer may be that its writer process was killed.
 */
export async function runServer(
  killer: string,
  stage: Stage,
  request: Request | undefined,
  kill: Kill,
): Promise<'killed' | 'answered'> {
  const mark = path.join(stage.folder, 'killed');
  rmSync(mark, { force: true });
  const server = new StdioClient(
    process.execPath,
    ['--require', killer, threadServerScript, '--stdio', '--journal', stage.journal],
    {
      env: { ...systemEnv(stage.home), CODEX_HOME: stage.home, KILL: JSON.stringify({ ...kill, mark }) },
      timeout: 60_000 * patience,
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
  await untilFree(stage.home);
  const isKilled = process.platform === 'win32' ? code === 1 && existsSync(mark) : signal === 'SIGKILL';
  if (isKilled) return 'killed';
  const refused = code === 0 && isFailureData((failure as Refusal | undefined)?.data);
  if (!refused && (code !== 0 || failure))
    throw new Error(`The server ended with ${code ?? signal}: ${failure?.message}${server.log()}`);
  if (kill.step !== undefined && !existsSync(mark)) throw new Error('The step did not come.');
  return 'answered';
}

/** The writer process ends some milliseconds after its server, and holds the home's lock until then. */
async function untilFree(home: string): Promise<void> {
  if (!existsSync(path.join(home, HOME_LOCK))) return;
  await eventually(
    () => {
      const lock = tryHomeLock(home);
      assert.ok(lock, 'the home is still locked');
      lock.release();
    },
    10_000,
    2,
  );
}

/** The steps of a request, or of recovery alone, if nothing is killed; in the order of both processes. */
export async function stepsOf(
  killer: string,
  stage: Stage,
  request: Request | undefined,
  circumstances: Pick<Kill, 'failingCommit'>,
): Promise<Step[]> {
  const log = path.join(stage.folder, 'steps');
  const logs = [`${log}.server`, `${log}.writer`];
  for (const file of logs) rmSync(file, { force: true });
  await runServer(killer, stage, request, { victims: 'one', when: 'before', log, ...circumstances });
  return (
    logs
      // Recovery may need no writer process.
      .filter(file => existsSync(file))
      .flatMap(file => readFileSync(file, 'utf8').split('\n').slice(0, -1))
      .map(line => JSON.parse(line) as LoggedStep)
      .sort((a, b) => a.time - b.time)
  );
}
