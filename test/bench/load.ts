// Loading a home of 10,000 threads: ours, the same rows by node:sqlite, and paging through the real Codex's thread/list.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { codexBinary } from '../../scripts/codex';
import { AppServer } from '../conformance/appServer';
import { generateHome } from '../fixtures/generateHome';
import type { TreeListResponse } from '../../src/protocol/threadTree';
import type { ThreadListResponse } from '../../src/protocol/codex';
import { sourceKinds } from '../../src/protocol/codex';
import { measure, printAim, printMeasured, timed } from './measure';
import { useWal } from './wal';
import { startWorkerServer } from './workerServer';

const THREADS = 10_000;
/** What a view asks for first. */
const FIRST_PAGE = 200;
const PAGE = 1000;
const CODEX_PAGE = 100;

/** Columns that the tree reads, for the floor. */
const columns = 'id, source, archived, archived_at, recency_at_ms, history_mode, title, name, preview, first_user_message, agent_nickname, agent_role, agent_path, git_branch';

export async function benchLoad(scratch: string, rounds: number): Promise<void> {
  const home = path.join(scratch, 'load');
  mkdirSync(home);
  generateHome(home, 7, { threads: THREADS, roots: 0.1, archived: 0.1 });
  useWal(home);
  const database = path.join(home, 'state_5.sqlite');
  const server = await startWorkerServer(home);
  const codex = AppServer.start(codexBinary(), ['app-server'], home);
  await codex.initialize();

  const measured = await measure([
    { name: 'node:sqlite, the same rows', run: () => timed(() => readBySqlite(database)) },
    {
      name: 'thread server: the whole tree, its first page',
      run: () => {
        touch(database);
        return timed(async () => {
          const { rows, orphans } = await server.request<TreeListResponse>('threadTree/list', { view: 'threads', limit: FIRST_PAGE });
          if (rows.length !== FIRST_PAGE || orphans !== 0) throw new Error(`a first page of ${rows.length} rows`);
        });
      },
    },
    {
      name: 'thread server: the rows of all threads',
      run: () => {
        touch(database);
        return timed(() => expectThreads(readTree(server.request.bind(server))));
      },
    },
    { name: 'real Codex, thread/list, all pages', run: () => timed(() => expectThreads(readCodex(codex))) },
  ], rounds);
  await codex.close();
  await server.stop();

  const [floor, tree, all, real] = measured.map(({ median }) => median) as [number, number, number, number];
  printMeasured(`Load ${THREADS} threads, after a change (median of ${rounds})`, measured);
  printAim('tree and first page : node:sqlite', tree / floor, { atMost: 2 });
  printAim('real Codex : tree and first page', real / tree, { atLeast: 5 });
  printAim('rows of all threads : node:sqlite', all / floor, { atMost: 2 });
  printAim('real Codex : rows of all threads', real / all, { atLeast: 5 });
}

/** A commit by another connection, so that nothing can be answered from memory. */
function touch(database: string): void {
  const db = new DatabaseSync(database);
  db.exec('UPDATE threads SET tokens_used = tokens_used + 1 WHERE rowid = 1');
  db.close();
}

function readBySqlite(database: string): void {
  const db = new DatabaseSync(database, { readOnly: true });
  const threads = db.prepare(`SELECT ${columns} FROM threads`).all();
  db.prepare('SELECT parent_thread_id, child_thread_id FROM thread_spawn_edges').all();
  db.close();
  if (threads.length !== THREADS) throw new Error(`node:sqlite read ${threads.length} threads`);
}

async function readTree(request: (method: string, params: object) => Promise<TreeListResponse>): Promise<number> {
  let read = 0;
  for (;;) {
    const { rows, total } = await request('threadTree/list', { view: 'all', offset: read, limit: PAGE });
    read += rows.length;
    if (read >= total) return read;
  }
}

async function readCodex(codex: AppServer): Promise<number> {
  let read = 0;
  for (const archived of [false, true]) {
    for (let cursor: string | null = null, more = true; more;) {
      const { result, error } = await codex.request('thread/list', { archived, cursor, limit: CODEX_PAGE, sourceKinds, modelProviders: [], useStateDbOnly: true });
      if (error) throw new Error(error.message);
      const page = result as ThreadListResponse;
      read += page.data.length;
      cursor = page.nextCursor;
      more = cursor !== null;
    }
  }
  return read;
}

async function expectThreads(reading: Promise<number>): Promise<void> {
  const read = await reading;
  if (read !== THREADS) throw new Error(`${read} of ${THREADS} threads were read`);
}
