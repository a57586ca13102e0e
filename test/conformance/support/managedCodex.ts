// The background server that Codex manages itself, from an installation in the home, and the terminal UI that uses it.
// Linux only.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { codexBinary } from '../../../scripts/codex';
import type { CodexVersion } from '../../../scripts/codexVersion';

const run = promisify(execFile);
const target = `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-unknown-linux-musl`;

export interface ManagedCodex {
  /** The program that the home has installed. */
  program: string;
  env: NodeJS.ProcessEnv;
  /** Starts the server; the terminal UI does so itself. */
  start(): Promise<void>;
  /** The process of the server. Throws if none was started. */
  pid(): number;
  /** Kills the server in the middle of what it does: its socket stays. */
  kill(): void;
  /** Kills the server, if there is one: it would wait for running turns. Removes what killed ones have left. */
  end(): void;
}

/** Installs Codex in a home as its own installer does: without an installation it starts no background server. */
export function installInHome(home: string, version: CodexVersion): ManagedCodex {
  const folder = path.join(home, 'packages/app-server-daemon');
  const release = path.join(folder, 'releases', version);
  for (const name of ['bin', 'codex-resources', 'codex-path']) mkdirSync(path.join(release, name), { recursive: true });
  const program = path.join(release, 'bin/codex');
  linkOrCopy(codexBinary(version), program);
  const manifest = {
    layoutVersion: 1,
    version,
    target,
    variant: 'codex',
    entrypoint: 'bin/codex',
    resourcesDir: 'codex-resources',
    pathDir: 'codex-path',
  };
  writeFileSync(path.join(release, 'codex-package.json'), JSON.stringify(manifest));
  symlinkSync(path.join('releases', version), path.join(folder, 'current'));

  const env = { CODEX_HOME: home, HOME: home, PATH: '/usr/bin:/bin' };
  const pidFile = path.join(home, 'app-server-daemon/daemon.pid');
  const sockets = new Set<string>();
  const pid = (): number => (JSON.parse(readFileSync(pidFile, 'utf8')) as { pid: number }).pid;
  const kill = (): void => {
    sockets.add(realpathSync(path.join(home, 'app-server-control/app-server-control.sock')));
    process.kill(pid(), 'SIGKILL');
  };
  return {
    program,
    env,
    start: async () => {
      await run(program, ['app-server', 'daemon', 'start'], { env });
    },
    pid,
    kill,
    end: () => {
      if (existsSync(pidFile)) kill();
      // One that is killed leaves them in a folder for all homes.
      for (const socket of sockets) for (const file of [socket, `${socket}.lock`]) rmSync(file, { force: true });
    },
  };
}

/** A link, as a copy would need 300 MB; between two file systems there is none. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    copyFileSync(from, to);
  }
}

export interface Terminal {
  /** All that the terminal has shown so far, without colours and positions. */
  text(): string;
  /** Presses keys. */
  type(keys: string): void;
  /** Closes the terminal, as a user closes its window. */
  close(): Promise<void>;
}

/** Runs the terminal UI in a terminal of 120 columns. `args` must not need quotes within them. */
export function openTerminal({ program, env }: ManagedCodex, work: string, args: readonly string[]): Terminal {
  const command = [program, '-C', work, ...args].map(arg => `'${arg}'`).join(' ');
  const child = spawn('script', ['-qfec', `stty rows 40 cols 120; ${command}`, '/dev/null'], {
    cwd: work,
    env: { ...env, TERM: 'xterm-256color', LANG: 'C.UTF-8' },
  });
  const ended = once(child, 'exit');
  let shown = '';
  child.stdout.on('data', (data: Buffer) => {
    const text = data.toString();
    shown += text;
    // It asks where the cursor is, and what the terminal can do.
    if (text.includes('\u001b[6n')) child.stdin.write('\u001b[1;1R');
    if (text.includes('\u001b[c')) child.stdin.write('\u001b[?62;c');
  });
  child.stdin.on('error', () => undefined);
  return {
    text: () => shown.replace(/\u001b\[[0-9;?<>]*[A-Za-z]/g, ' ').replace(/\s+/g, ' '),
    type: keys => child.stdin.write(keys),
    close: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
