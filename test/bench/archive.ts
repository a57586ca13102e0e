// Archiving a root with many descendants: ours, a bare script (renames and one transaction), and the real Codex. Each
// has its own home and runs throughout; between the rounds it unarchives the subtree, unmeasured. The rows are read
// before the clock starts, because a window has shown a subtree before anybody archives it.
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { codexBinary } from '../../scripts/codex';
import { startOnHome } from '../support/codex';
import { openDatabase } from '../support/stateDb';
import { startWorkerServer } from '../support/workerServer';
import { makeHome, type BenchHome } from './homes';
import { measure, printAim, printMeasured, timed, type Contender } from './measure';

export async function benchArchive(scratch: string, descendants: number, rounds: number): Promise<void> {
  const [bareHome, ourHome, codexHome] = ['bare', 'ours', 'codex'].map(name =>
    makeHome(path.join(scratch, `${name}-${descendants}`), 11, { threads: descendants + 1, roots: 0 }),
  ) as [BenchHome, BenchHome, BenchHome];
  const server = startWorkerServer(ourHome.folder);
  await server.initialize();
  // It keeps a file open for each descendant, more than the usual limit allows.
  const codex = startOnHome(
    '/bin/sh',
    ['-c', 'ulimit -n $(ulimit -Hn) && exec "$0" app-server', codexBinary()],
    codexHome.folder,
  );
  await codex.initialize();

  const measured = await measure(
    [
      contender('bare script: renames, one transaction', bareHome, archive =>
        Promise.resolve(moveBare(bareHome.folder, archive)),
      ),
      contender(
        'thread server, threadTree/archive',
        ourHome,
        archive =>
          server.request(archive ? 'threadTree/archive' : 'threadTree/unarchive', { threadIds: [ourHome.root] }),
        () => server.request('threadTree/list', { view: 'threads', limit: 200 }),
      ),
      contender('real Codex, thread/archive', codexHome, archive =>
        codex.request(archive ? 'thread/archive' : 'thread/unarchive', { threadId: codexHome.root }),
      ),
    ],
    rounds,
  );
  await codex.close();
  await server.stop();

  const [floor, ours, real] = measured.map(({ median }) => median) as [number, number, number];
  printMeasured(`Archive a root with ${descendants} descendants (median of ${rounds})`, measured);
  printAim('thread server : bare script', ours / floor, { atMost: 2 });
  printAim('real Codex : thread server', real / ours, { atLeast: 20 });
}

function contender(
  name: string,
  home: BenchHome,
  move: (archive: boolean) => Promise<unknown>,
  show: () => Promise<unknown> = () => Promise.resolve(),
): Contender {
  return {
    name,
    run: async () => {
      await show();
      const time = await timed(() => move(true));
      requireArchived(home.folder, home.threads);
      await move(false);
      requireArchived(home.folder, 0);
      return time;
    },
  };
}

function moveBare(home: string, archive: boolean): void {
  const folder = path.join(home, 'archived_sessions');
  mkdirSync(folder, { recursive: true });
  const db = openDatabase(home);
  const threads = db.prepare('SELECT id, rollout_path FROM threads').all() as { id: string; rollout_path: string }[];
  const update = db.prepare('UPDATE threads SET archived = ?, archived_at = ?, rollout_path = ? WHERE id = ?');
  const now = Math.floor(Date.now() / 1000);
  db.exec('BEGIN IMMEDIATE');
  for (const { id, rollout_path: from } of threads) {
    const name = path.basename(from);
    const to = archive
      ? path.join(folder, name)
      : path.join(home, 'sessions', ...name.slice('rollout-'.length, 'rollout-2026-01-01'.length).split('-'), name);
    renameSync(from, to);
    update.run(archive ? 1 : 0, archive ? now : null, to, id);
  }
  db.exec('COMMIT');
  db.close();
}

/** Throws unless so many threads are archived, whoever did it. */
function requireArchived(home: string, count: number): void {
  const files = readdirSync(path.join(home, 'archived_sessions')).length;
  const db = openDatabase(home, true);
  const rows = Number(db.prepare('SELECT count(*) AS count FROM threads WHERE archived = 1').get()?.count);
  db.close();
  if (files !== count || rows !== count)
    throw new Error(`${files} files and ${rows} rows are archived in ${home}, not ${count}`);
}
