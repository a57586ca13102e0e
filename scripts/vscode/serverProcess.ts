// Runs VS Code's server-main.js with an environment that keeps it away from the user's files, and in a process group of
// its own, so that one signal also ends its extension hosts, terminals and language servers.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerCommand } from './installServer';
import { chosenRelease, serverPath } from './release';

/** The flags of every command of the server. */
const commonFlags = ['--accept-server-license-terms', '--disable-telemetry'];

/** Makes a temporary folder for a run. Its name is short, because a Unix socket's path may have only 107 bytes. */
export function makeRunFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'cvs-'));
}

/**
 * An environment that makes VS Code keep all its files in `folder`. One for Windows has them in the folders of its
 * Windows.
 */
function isolated(folder: string): NodeJS.ProcessEnv {
  if (chosenRelease().isWindows === true) return { ...process.env, EXTENSIONS_GALLERY: '{}' };
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
export function spawnServer(
  [program, ...first]: ServerCommand,
  folder: string,
  log: string,
  args: string[],
): ChildProcess {
  requireItsNode(program);
  const output = openSync(log, 'w');
  try {
    return spawn(program, [...first, ...commonFlags, ...args], {
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
 * returns what it printed. Files are named as `serverPath` does.
 */
export function runServerCommand([program, ...first]: ServerCommand, args: string[]): string {
  requireItsNode(program);
  const folder = makeRunFolder();
  const log = path.join(folder, 'output');
  // Not into a pipe, which a program for Windows cannot write to.
  const output = openSync(log, 'w');
  try {
    const { status } = spawnSync(
      program,
      [...first, ...commonFlags, '--server-data-dir', serverPath(path.join(folder, 'data')), ...args],
      { stdio: ['ignore', output, output], env: isolated(folder) },
    );
    const printed = readFileSync(log, 'utf8');
    if (status !== 0) throw new Error(`VS Code failed at ${args.join(' ')}:\n${printed}`);
    return printed;
  } finally {
    closeSync(output);
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

function requireItsNode(program: string): void {
  if (program !== process.execPath || Number(process.versions.node.split('.')[0]) >= 24) return;
  throw new Error(
    `the VS Code server needs Node 24, this is ${process.version}: run through npm, which brings its own, or install Node 24`,
  );
}
