// The thread server of another window, killed in the middle of an operation.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { startThreadServer } from '../../support/server';
import { withTemporaryFolder } from '../../support/temporaryFolder';

/**
 * Loaded before the server: kills it with SIGKILL when it is about to move one rollout more than MOVES. Each look at
 * the clock is 60 ms after the last, so that each thread gets a transaction of its own.
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
  /** How many rollouts it moves before it is killed. */
  moves: number;
}

/** Resolves when the server is dead. Rejects when it ended by itself. */
export async function interrupt({ home, journal, method, params, moves }: Interruption): Promise<void> {
  await withTemporaryFolder(async folder => {
    const preload = path.join(folder, 'killer.cjs');
    writeFileSync(preload, killer);
    const server = startThreadServer(home, {
      journal,
      nodeArgs: ['--no-warnings', '--require', preload],
      env: { MOVES: String(moves) },
    });
    await server.initialize();
    // One that answers has survived.
    await server.request(method, params).then(
      () => server.end(),
      () => undefined,
    );
    const { signal } = await server.exited;
    if (signal !== 'SIGKILL') throw new Error(`the server was not killed: it moved ${moves} rollouts at most`);
  });
}
