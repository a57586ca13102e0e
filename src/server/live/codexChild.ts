// Another way to speak with a Codex: a child of our own, which ends when its input does, and so with this process. It
// starts no daemon, loads no plugins or skills, and opens no connection to anywhere.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { ChannelEvents, CodexChannel } from './codexSocket';

export interface ChildOptions {
  /** Absolute path of Codex's executable. */
  codex: string;
  /** The Codex home. */
  home: string;
  env: NodeJS.ProcessEnv;
}

const quietFlags = ['features.plugins=false', 'skills.bundled.enabled=false', 'analytics.enabled=false'];
/** How long it may take to end by itself, and then by a signal that it can handle. */
const GRACE_MS = 3000;
const KEPT_COMPLAINTS = 4000;
const colours = /\x1b\[[0-9;]*m/g;

/**
 * npm's `codex` is a script that looks for `node` in PATH. A VS Code that was started from the Dock of macOS may lack
 * the folder that has both.
 */
function pathFor(codex: string, { PATH = '' }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return process.platform === 'win32' ? {} : { PATH: [PATH, path.dirname(codex)].filter(Boolean).join(path.delimiter) };
}

/** Starts `codex app-server`. What it writes on its standard error is told with `closed`. */
export function startCodexChild({ codex, home, env }: ChildOptions, events: ChannelEvents): CodexChannel {
  const child = spawn(codex, ['app-server', ...quietFlags.flatMap(flag => ['-c', flag])], {
    cwd: home,
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
    env: { ...env, ...pathFor(codex, env), CODEX_HOME: home, ELECTRON_RUN_AS_NODE: undefined, NODE_OPTIONS: undefined },
  });
  let isOver = false;
  let complaints = '';
  const closed = (cause: string): void => {
    if (isOver) return;
    isOver = true;
    events.closed([cause, complaints.replace(colours, '').trim()].filter(text => text !== '').join('\n'));
  };
  createInterface({ input: child.stdout }).on('line', line => {
    if (!isOver) events.message(line);
  });
  child.stderr.on('data', (chunk: Buffer) => (complaints = (complaints + chunk.toString()).slice(-KEPT_COMPLAINTS)));
  // One that has ended reads no more: `close` tells.
  child.stdin.on('error', () => undefined);
  child.on('error', ({ message }) => closed(message));
  child.on('close', (code, signal) => closed(code === null ? String(signal) : `exit code ${code}`));
  child.on('spawn', () => {
    if (!isOver) events.open();
  });
  return {
    send: message => child.stdin.write(`${JSON.stringify(message)}\n`),
    close: () => {
      isOver = true;
      child.stdin.end();
      const signals = (['SIGTERM', 'SIGKILL'] as const).map((signal, at) =>
        setTimeout(() => child.kill(signal), GRACE_MS * (at + 1)).unref(),
      );
      child.on('close', () => signals.forEach(clearTimeout));
    },
  };
}
