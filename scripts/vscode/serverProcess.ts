// Runs VS Code's server-main.js with an environment that keeps it away from the user's files, and in a process group of
// its own, so that one signal also ends its extension hosts, terminals and language servers.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerProgram } from './installServer';

/** The flags of every command of the server. */
const commonFlags = ['--accept-server-license-terms', '--disable-telemetry'];

/** Makes a temporary folder for a run. Its name is short, because a Unix socket's path may have only 107 bytes. */
export function makeRunFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'cvs-'));
}

/** An environment that makes VS Code keep all its files in `folder`. */
function isolated(folder: string): NodeJS.ProcessEnv {
  const home = path.join(folder, 'home');
  const temporary = path.join(folder, 't');
  for (const made of [home, temporary]) mkdirSync(made, { recursive: true });
  return {
    ...process.env,
    HOME: home,
    XDG_CACHE_HOME: home,
    XDG_CONFIG_HOME: home,
    XDG_DATA_HOME: home,
    XDG_RUNTIME_DIR: temporary,
    TMPDIR: temporary,
    EXTENSIONS_GALLERY: '{}',
  };
}

/** Starts the server; its output goes to the file `log`. */
export function spawnServer(program: ServerProgram, folder: string, log: string, args: string[]): ChildProcess {
  requireItsNode(program);
  const output = openSync(log, 'w');
  try {
    return spawn(program.node, [program.main, ...commonFlags, ...args], {
      detached: true,
      stdio: ['ignore', output, output],
      env: isolated(folder),
    });
  } finally {
    closeSync(output);
  }
}

/**
 * Runs a command of the server to its end, e.g. `['--install-extension', file, '--extensions-dir', folder]`, and
 * returns what it printed.
 */
export function runServerCommand(program: ServerProgram, args: string[]): string {
  requireItsNode(program);
  const folder = makeRunFolder();
  try {
    const { status, stdout, stderr } = spawnSync(
      program.node,
      [program.main, ...commonFlags, '--server-data-dir', path.join(folder, 'data'), ...args],
      { encoding: 'utf8', env: isolated(folder) },
    );
    if (status !== 0) throw new Error(`VS Code failed at ${args.join(' ')}:\n${stdout}${stderr}`);
    return stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Ends the server and everything that it started: sends SIGTERM, waits up to two seconds, sends SIGKILL. */
export async function endGroup(child: ChildProcess): Promise<void> {
  signalGroup(child, 'SIGTERM');
  for (let waited = 0; waited < 2000 && child.exitCode === null && child.signalCode === null; waited += 50)
    await sleep(50);
  signalGroup(child, 'SIGKILL');
}

export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // Otherwise it has ended already.
  }
}

function requireItsNode({ node }: ServerProgram): void {
  if (node !== process.execPath || Number(process.versions.node.split('.')[0]) >= 24) return;
  throw new Error(
    `the VS Code server needs Node 24, this is ${process.version}: run through npm, which brings its own, or install Node 24`,
  );
}
