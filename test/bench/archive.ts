// Archiving a root with 1,000 descendants: ours, a bare script (renames and one transaction), and the real Codex.
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { codexBinary } from '../../scripts/codex';
import type { OperationResult } from '../../src/protocol/threadTree';
import { AppServer } from '../conformance/appServer';
import { generateHome } from '../fixtures/generateHome';
import { measure, printAim, printMeasured, timed } from './measure';
import { startWorkerServer } from './workerServer';

const DESCENDANTS = 1000;

export async function benchArchive(scratch: string, rounds: number): Promise<void> {
  /** A new home each time: what is archived is archived. */
  const fresh = (): { home: string; root: string } => {
    const home = path.join(scratch, 'archive');
    rmSync(home, { recursive: true, force: true });
    mkdirSync(home);
    const [root] = generateHome(home, 11, { threads: DESCENDANTS + 1, roots: 0 });
    if (!root) throw new Error('no thread was generated');
    return { home, root: root.id };
  };

  const measured = await measure([
    {
      name: 'bare script: renames, one transaction',
      run: async () => {
        const { home } = fresh();
        const time = await timed(() => archiveBare(home));
        requireArchived(home);
        return time;
      },
    },
    {
      name: 'thread server, threadTree/archive',
      run: async () => {
        const { home, root } = fresh();
        const server = await startWorkerServer(home);
        await server.request('threadTree/list', { view: 'threads', limit: 200 });
        const time = await timed(() => server.request<OperationResult>('threadTree/archive', { threadIds: [root] }));
        await server.stop();
        requireArchived(home);
        return time;
      },
    },
    {
      name: 'real Codex, thread/archive',
      run: async () => {
        const { home, root } = fresh();
        // It keeps a file open for each descendant: 1,000 are more than the usual limit allows.
        const codex = AppServer.start('/bin/sh', ['-c', 'ulimit -n 8192 && exec "$0" app-server', codexBinary()], home);
        await codex.initialize();
        await codex.request('thread/list', { limit: 100, useStateDbOnly: true });
        const time = await timed(async () => {
          const { error } = await codex.request('thread/archive', { threadId: root });
          if (error) throw new Error(error.message);
        });
        await codex.close();
        requireArchived(home);
        return time;
      },
    },
  ], rounds);

  const [floor, ours, real] = measured.map(({ median }) => median) as [number, number, number];
  printMeasured(`Archive a root with ${DESCENDANTS} descendants (median of ${rounds})`, measured);
  printAim('thread server : bare script', ours / floor, { atMost: 2 });
  printAim('real Codex : thread server', real / ours, { atLeast: 20 });
}

function archiveBare(home: string): void {
  const archive = path.join(home, 'archived_sessions');
  mkdirSync(archive);
  const db = new DatabaseSync(path.join(home, 'state_5.sqlite'));
  const threads = db.prepare('SELECT id, rollout_path FROM threads').all() as { id: string; rollout_path: string }[];
  const update = db.prepare('UPDATE threads SET archived = 1, archived_at = ?, rollout_path = ? WHERE id = ?');
  const now = Math.floor(Date.now() / 1000);
  db.exec('BEGIN IMMEDIATE');
  for (const { id, rollout_path: from } of threads) {
    const to = path.join(archive, path.basename(from));
    renameSync(from, to);
    update.run(now, to, id);
  }
  db.exec('COMMIT');
  db.close();
}

function requireArchived(home: string): void {
  const files = readdirSync(path.join(home, 'archived_sessions')).length;
  const db = new DatabaseSync(path.join(home, 'state_5.sqlite'));
  const rows = Number(db.prepare('SELECT count(*) AS count FROM threads WHERE archived = 1').get()?.count);
  db.close();
  if (files !== DESCENDANTS + 1 || rows !== DESCENDANTS + 1) throw new Error(`${files} files and ${rows} rows are archived`);
}
