// The embedded VS Code: a server on 127.0.0.1 for a browser. It writes only to one temporary folder.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChildProcess } from 'node:child_process';
import { installServer } from './installServer';
import { serverPath } from './release';
import { endGroup, makeRunFolder, signalGroup, spawnServer } from './serverProcess';
import { quietSettings } from './settings';

export interface ServerOptions {
  extensionsDir: string;
  /** A free one by default. */
  port?: number;
  /** User settings. */
  settings?: Record<string, unknown>;
  /** Machine-scoped settings, e.g. `codexThreadTree.codexHome`. */
  machineSettings?: Record<string, unknown>;
  /** Allows the page to name the extensions and tests to load. VS Code then shows no notifications. */
  driver?: boolean;
  /** Keeps the server up for a person. Otherwise it ends after five minutes without a page, even if its runner died. */
  staysUp?: boolean;
}

export interface Server {
  port: number;
  /** Every request needs it, because other users and web pages can also reach 127.0.0.1. */
  token: string;
  process: ChildProcess;
  /** The server's own log. */
  log: string;
  home: string;
  /** The file with the machine-scoped settings, which VS Code watches. */
  machineSettings: string;
  /** Ends the server with all its processes and removes its files. */
  stop(): Promise<void>;
}

/** Starts a server, installs it first if needed, and returns when it listens. Rejects with its log if it fails. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const command = await installServer();
  const folder = makeRunFolder();
  const userData = path.join(folder, 'u');
  writeJson(path.join(userData, 'User/settings.json'), { ...quietSettings, ...options.settings });
  const machineSettings = path.join(userData, 'Machine/settings.json');
  writeJson(machineSettings, options.machineSettings ?? {});
  const log = path.join(folder, 'server.log');
  const token = randomBytes(16).toString('hex');
  const child = spawnServer(command, folder, log, [
    '--host',
    '127.0.0.1',
    '--port',
    String(options.port ?? 0),
    '--connection-token',
    token,
    '--server-data-dir',
    serverPath(path.join(folder, 'd')),
    '--user-data-dir',
    serverPath(userData),
    '--extensions-dir',
    serverPath(options.extensionsDir),
    '--disable-workspace-trust',
    '--disable-update-check',
    '--disable-getting-started-override',
    '--disable-experiments',
    '--force-disable-user-env',
    '--without-browser-env-var',
    ...(options.staysUp === true ? [] : ['--enable-remote-auto-shutdown', '--reconnection-grace-time', '20']),
    ...(options.driver === true ? ['--enable-smoke-test-driver'] : []),
  ]);

  const abandon = (): void => {
    signalGroup(child, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  };
  process.once('exit', abandon);
  const stop = async (): Promise<void> => {
    await endGroup(child);
    process.removeListener('exit', abandon);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  try {
    const port = await listening(child, log);
    return { port, token, process: child, log, home: path.join(folder, 'home'), machineSettings, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function listening(child: ChildProcess, log: string): Promise<number> {
  for (let waited = 0; waited < 30_000; waited += 25) {
    const text = readFileSync(log, 'utf8');
    const port = /Extension host agent listening on (\d+)/.exec(text)?.[1];
    if (port !== undefined) return Number(port);
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`the VS Code server ended at its start:\n${text}`);
    await sleep(25);
  }
  throw new Error('the VS Code server did not start in 30 s');
}

function writeJson(file: string, json: unknown): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(json, null, 2));
}
