// A thread server of another window that is killed in the middle of an archive.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../../scripts/vscode/paths';

/** Loaded before the server: ends it with SIGKILL when it is about to move the second rollout. */
const killer = `
  const fs = require('node:fs');
  const { renameSync } = fs;
  let moves = 0;
  fs.renameSync = (from, to) => {
    if (/\\.jsonl$/.test(String(to)) && ++moves === 2) process.kill(process.pid, 'SIGKILL');
    renameSync(from, to);
  };
`;

/** Archives the thread with everything below it, and dies when the thread itself is archived, but nothing below. */
export async function interruptArchive(home: string, journal: string, threadId: string): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kill-'));
  try {
    const preload = path.join(folder, 'killer.cjs');
    writeFileSync(preload, killer);
    const server = spawn(process.execPath, ['--no-warnings', '--require', preload, path.join(projectRoot, 'dist/threadServer.js'), '--stdio', '--journal', journal], {
      stdio: ['pipe', 'ignore', 'inherit'], env: { ...process.env, CODEX_HOME: home },
    });
    const send = (id: number, method: string, params: object): void => void server.stdin.write(`${JSON.stringify({ id, method, params })}\n`);
    send(1, 'initialize', { clientInfo: { name: 'test', version: '1' } });
    send(2, 'threadTree/archive', { threadIds: [threadId] });
    const [, signal] = await once(server, 'exit') as [number | null, NodeJS.Signals | null];
    if (signal !== 'SIGKILL') throw new Error('the server was not killed: it did not move two rollouts');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
