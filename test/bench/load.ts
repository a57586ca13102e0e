// Reading a home: first rows, all rows, the refresh after a change by another process, expanding and searching.
// Compares ours with the same rows read by node:sqlite, and with the real Codex's thread/list.
import { strict as assert } from 'node:assert';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { TreeListParams, TreeListResponse } from '../../src/protocol/methods';
import { startCodex } from '../support/codex';
import { openSqlProcess } from '../support/sqlProcess';
import type { StdioClient } from '../support/stdioClient';
import { startWorkerServer, type WorkerServer } from '../support/workerServer';
import { codexLists } from './codexLists';
import { makeHome, type BenchHome } from './homes';
import { measure, printAim, printMeasured, timed, type Contender } from './measure';
import { readLevels } from './levels';
import { measureMemory, printMemory } from './memory';
import { timeSearch } from './search';

/** How many rows a view asks for first. */
const FIRST_PAGE = 200;
const PAGE = 1000;
const SEARCH = ['search, the first answer', 'search, the slowest keystroke'] as const;

const names = {
  floor: 'node:sqlite, the same rows',
  firstRows: 'first rows, from the start of the worker',
  firstList: 'first list of a server that has started',
  load: 'list when the log was begun anew: a full load',
  refresh: 'list after one change: a refresh',
  all: 'the rows of all threads, after a change',
  tree: 'the whole tree, level by level',
  expand: 'expanding a tenth of them, at most 1,000',
  codex: 'real Codex, thread/list, all pages',
} as const;

/** The columns that the tree reads, for node:sqlite. */
const columns =
  'id, source, archived, archived_at, recency_at_ms, history_mode, title, name, preview, first_user_message, agent_nickname, agent_role, agent_path, git_branch';
/** What Codex writes when a thread continues. */
const change =
  'UPDATE threads SET tokens_used = tokens_used + 1, updated_at = updated_at + 1, updated_at_ms = updated_at_ms + 1000, recency_at = recency_at + 1, recency_at_ms = recency_at_ms + 1000 WHERE rowid = 17';

/** Makes the server read everything again. */
const restart = `PRAGMA wal_checkpoint(TRUNCATE); ${change}`;

/** The name of the figure that must not grow. */
export const BYTES = 'bytes to the window for 200 rows';

/** Our figures that are compared from size to size, by name. */
export type LoadFigures = ReadonlyMap<string, number>;

/** Makes a home of so many threads, measures it and removes it. */
export async function benchLoad(scratch: string, threads: number, rounds: number): Promise<LoadFigures> {
  // The same shape at each size, within one page.
  const fan = Math.min(PAGE, threads / 10);
  const home = makeHome(
    path.join(scratch, `load-${threads}`),
    7,
    { threads: fan + 1, roots: 0, fan },
    { threads: threads - fan - 1, roots: 0.1, archived: 0.1 },
  );
  const server = startWorkerServer(home.folder);
  await server.initialize();
  const codex = startCodex(home.folder);
  await codex.initialize();
  // Keeps the database open as Codex does, so that the log stays.
  const writer = openSqlProcess(home.database);
  try {
    await writer.exec(change);
    const memory = await measureMemory(home.folder, FIRST_PAGE, 'fix the tests', () => writer.exec(restart));
    const searched = await timeSearch((method, params) => server.request(method, params));
    const keys = Math.max(...searched.keystrokesMs);
    const measured = await measure(
      contenders(home, fan, server, codex, sql => writer.exec(sql)),
      rounds,
    );
    printMeasured(`A home of ${threads} threads (median of ${rounds})`, measured);
    // The quickest round of each: other work on the machine only makes rounds slower.
    const figures = new Map(measured.map(({ name, min }) => [name, min]));
    printRatios(threads, name => figures.get(names[name]) ?? NaN);
    console.log(`  ${SEARCH[0].padEnd(44)} ${searched.firstMs.toFixed(1).padStart(9)} ms`);
    printAim(SEARCH[1], keys, { atMost: 50 }, 'ms');
    printMemory(memory, threads);
    for (const theirs of [names.floor, names.codex]) figures.delete(theirs);
    return figures
      .set(SEARCH[0], searched.firstMs)
      .set(SEARCH[1], keys)
      .set('memory of the server at its peak', memory.peak)
      .set(BYTES, await bytesOfRows(server));
  } finally {
    await writer.kill();
    await codex.close();
    await server.stop();
    rmSync(home.folder, { recursive: true });
  }
}

function contenders(
  { folder, database, threads, root }: BenchHome,
  fan: number,
  server: WorkerServer,
  codex: StdioClient,
  write: (sql: string) => Promise<void>,
): Contender[] {
  return [
    { name: names.floor, run: () => timed(() => readBySqlite(database, threads)) },
    {
      name: names.firstRows,
      run: () => withServer(folder, server => list(server, { view: 'threads', limit: FIRST_PAGE })),
    },
    {
      name: names.firstList,
      run: async () => {
        const fresh = startWorkerServer(folder);
        await fresh.initialize();
        const time = await timed(() => list(fresh, { view: 'threads', limit: FIRST_PAGE }));
        await fresh.stop();
        return time;
      },
    },
    {
      name: names.load,
      run: async () => {
        await write(restart);
        return timed(() => list(server, { view: 'threads', limit: FIRST_PAGE }));
      },
    },
    {
      name: names.refresh,
      run: async () => {
        await write(change);
        return timed(() => list(server, { view: 'threads', limit: FIRST_PAGE }));
      },
    },
    {
      name: names.all,
      run: async () => {
        await write(change);
        return timed(async () => assert.equal(await readAll(server), threads));
      },
    },
    { name: names.tree, run: () => readLevels(params => list(server, params)) },
    {
      name: names.expand,
      run: () =>
        timed(async () =>
          assert.equal((await list(server, { view: 'threads', parentId: root, limit: PAGE })).rows.length, fan),
        ),
    },
    { name: names.codex, run: () => codexLists(codex, threads) },
  ];
}

async function withServer(home: string, use: (server: WorkerServer) => Promise<unknown>): Promise<number> {
  const start = performance.now();
  const server = startWorkerServer(home);
  await server.initialize();
  await use(server);
  const time = performance.now() - start;
  await server.stop();
  return time;
}

async function list(server: WorkerServer, params: TreeListParams): Promise<TreeListResponse> {
  const answer = await server.request<TreeListResponse>('threadTree/list', params);
  assert.equal(answer.problem, null);
  return answer;
}

function readBySqlite(database: string, threads: number): void {
  const db = new DatabaseSync(database, { readOnly: true });
  const rows = db.prepare(`SELECT ${columns} FROM threads`).all();
  db.prepare('SELECT parent_thread_id, child_thread_id FROM thread_spawn_edges').all();
  db.close();
  assert.equal(rows.length, threads);
}

/** Reads every thread as a flat list and returns their number. */
async function readAll(server: WorkerServer): Promise<number> {
  for (let read = 0; ;) {
    const { rows, total } = await list(server, { view: 'all', offset: read, limit: PAGE });
    read += rows.length;
    if (read >= total) return read;
  }
}

/** Returns the size of the answer with the first rows; extrapolated when there are fewer. */
async function bytesOfRows(server: WorkerServer): Promise<number> {
  const answer = await list(server, { view: 'threads', limit: FIRST_PAGE });
  return (JSON.stringify(answer).length * FIRST_PAGE) / answer.rows.length;
}

function printRatios(threads: number, time: (name: keyof typeof names) => number): void {
  if (threads === 10_000) printAim('first rows', time('firstRows'), { atMost: 300 }, 'ms');
  printAim('a full load : node:sqlite', time('load') / time('floor'), { atMost: 2 });
  printAim('rows of all threads : node:sqlite', time('all') / time('floor'), { atMost: 2 });
  printAim('a refresh : a full load', (100 * time('refresh')) / time('load'), { atMost: 50 }, '%');
  printAim('real Codex : a full load', time('codex') / time('load'), { atLeast: 5 });
  printAim('real Codex : rows of all threads', time('codex') / time('all'), { atLeast: 5 });
}
