// Who archives in the bench: a bare script, the thread server, and the real Codex. Each gets a home of its own.
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codexBinary } from '../../scripts/codex';
import type { TreePlan } from '../../src/protocol/methods';
import { startOnHome } from '../support/codex';
import { openDatabase } from '../support/stateDb';
import { startWorkerServer, type WorkerServer } from '../support/workerServer';
import type { BenchHome } from './homes';
import { timed, type Contender } from './measure';

/** What is archived in each round: the home's root with all that it spawned. */
export interface Subtree {
  home: BenchHome;
  threads: number;
}

export interface Archiver extends Contender {
  close(): Promise<void>;
}

/** People take longer to answer the question. What a server does in between delays nobody. */
const ANSWER_MS = 100;

/**
 * The least that archiving can cost, in a process that is warm: open the state DB, rename the files, and update the
 * rows in one transaction, with `synchronous=NORMAL` as Codex does.
 */
export function bareScript(subtree: Subtree): Archiver {
  return {
    name: 'bare script: renames, one transaction',
    run: () =>
      oneRound(
        subtree,
        () => moveBare(subtree, true),
        () => moveBare(subtree, false),
      ),
    close: () => Promise.resolve(),
  };
}

/** One server for all rounds: it has archived before. */
export async function warmServer(subtree: Subtree): Promise<Archiver> {
  const server = await startServer(subtree);
  return { name: 'thread server, warm', run: () => serverRound(server, subtree), close: () => server.stop() };
}

/** A new server for each round: what is measured is the first operation of a window. */
export function freshServer(subtree: Subtree): Archiver {
  return {
    name: 'thread server, fresh',
    run: async () => {
      const server = await startServer(subtree);
      const time = await serverRound(server, subtree);
      await server.stop();
      return time;
    },
    close: () => Promise.resolve(),
  };
}

export async function realCodex(subtree: Subtree): Promise<Archiver> {
  // It keeps a file open for each descendant, more than the usual limit allows.
  const codex = startOnHome(
    '/bin/sh',
    ['-c', 'ulimit -n $(ulimit -Hn) && exec "$0" app-server', codexBinary()],
    subtree.home.folder,
  );
  await codex.initialize();
  const params = { threadId: subtree.home.root };
  return {
    name: 'real Codex, thread/archive',
    run: () =>
      oneRound(
        subtree,
        () => codex.request('thread/archive', params),
        () => codex.request('thread/unarchive', params),
      ),
    close: () => codex.close(),
  };
}

async function startServer({ home }: Subtree): Promise<WorkerServer> {
  const server = startWorkerServer(home.folder);
  await server.initialize();
  return server;
}

/** Shows the first rows and plans, as a window does before it asks; then archives what was planned. */
async function serverRound(server: WorkerServer, subtree: Subtree): Promise<number> {
  const threadIds = [subtree.home.root];
  await server.request('threadTree/list', { view: 'threads', limit: 200 });
  const { plan } = await server.request<TreePlan>('threadTree/plan', { operation: 'archive', threadIds });
  return oneRound(
    subtree,
    () => server.request('threadTree/archive', { threadIds, plan }),
    () => server.request('threadTree/unarchive', { threadIds }),
  );
}

/** Returns the milliseconds of the archive alone. Throws unless this subtree was archived and is active again. */
async function oneRound({ home, threads }: Subtree, archive: () => unknown, unarchive: () => unknown): Promise<number> {
  await sleep(ANSWER_MS);
  const time = await timed(archive);
  requireArchived(home.folder, threads);
  await unarchive();
  requireArchived(home.folder, 0);
  return time;
}

function moveBare({ home, threads }: Subtree, archive: boolean): void {
  const folder = path.join(home.folder, 'archived_sessions');
  mkdirSync(folder, { recursive: true });
  const db = openDatabase(home.folder);
  db.exec('PRAGMA synchronous = NORMAL');
  // Generated ids ascend, so the first row is the root.
  const rows = db.prepare('SELECT id, rollout_path FROM threads ORDER BY id LIMIT ?').all(threads);
  const update = db.prepare('UPDATE threads SET archived = ?, archived_at = ?, rollout_path = ? WHERE id = ?');
  const now = Math.floor(Date.now() / 1000);
  db.exec('BEGIN IMMEDIATE');
  for (const { id, rollout_path: from } of rows as { id: string; rollout_path: string }[]) {
    const name = path.basename(from);
    const to = archive
      ? path.join(folder, name)
      : path.join(
          home.folder,
          'sessions',
          ...name.slice('rollout-'.length, 'rollout-2026-01-01'.length).split('-'),
          name,
        );
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
