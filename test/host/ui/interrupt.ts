// A thread server of another window that is killed in the middle of an operation.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from '../../../scripts/vscode/paths';

/**
 * Loaded before the server: ends it with SIGKILL when it is about to move one rollout more than MOVES. 60 ms seem to go
 * by between two looks at the clock, so that each thread has a transaction of its own.
 */
const killer = `
  const fs = require('node:fs');
  const { renameSync } = fs;
  let moves = 0;
  fs.renameSync = (from, to) => {
    if (/\\.jsonl$/.test(String(to)) && ++moves > Number(process.env.MOVES)) process.kill(process.pid, 'SIGKILL');
    renameSync(from, to);
  };
  let now = 0;
  performance.now = () => now += 60;
`;

export interface Interruption {
  home: string;
  journal: string;
  method: string;
  params: object;
  /** How many rollouts are moved before the end. */
  moves: number;
}

/** Resolves when the server is dead. Rejects when it came to an end by itself. */
export async function interrupt({ home, journal, method, params, moves }: Interruption): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kill-'));
  try {
    const preload = path.join(folder, 'killer.cjs');
    writeFileSync(preload, killer);
    const server = spawn(
      process.execPath,
      [
        '--no-warnings',
        '--require',
        preload,
        path.join(projectRoot, 'dist/threadServer.js'),
        '--stdio',
        '--journal',
        journal,
      ],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
        env: { ...process.env, CODEX_HOME: home, MOVES: String(moves) },
      },
    );
    const send = (id: number, called: string, given: object): void =>
      void server.stdin.write(`${JSON.stringify({ id, method: called, params: given })}\n`);
    send(1, 'initialize', { clientInfo: { name: 'test', version: '1' } });
    send(2, method, params);
    // One that answers has survived.
    createInterface({ input: server.stdout }).on(
      'line',
      line => (JSON.parse(line) as { id?: number }).id === 2 && server.kill(),
    );
    const [, signal] = (await once(server, 'exit')) as [number | null, NodeJS.Signals | null];
    if (signal !== 'SIGKILL') throw new Error(`the server was not killed: it moved ${moves} rollouts at most`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
