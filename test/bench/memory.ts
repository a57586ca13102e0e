// The memory of the server in a process of its own: before it reads anything, at its peak while it loads, reloads and
// searches, and afterwards.
import { once } from 'node:events';
import path from 'node:path';
import { threadServerScript } from '../support/server';
import { StdioClient } from '../support/stdioClient';
import { printAim } from './measure';

const MB = 1e6;

/** Megabytes. */
export interface MemoryFigures {
  empty: number;
  afterLoad: number;
  afterSearch: number;
  peakOfLoad: number;
  peak: number;
  /** Of what remains: JavaScript objects, and memory outside them, which includes the image of the state DB. */
  heap: number;
  external: number;
}

interface Usage {
  rss: number;
  maxRss: number;
  heapUsed: number;
  external: number;
}

/** Runs a server on a home: the first list, one after `restart` has begun a new log, and a search. */
export async function measureMemory(
  home: string,
  limit: number,
  query: string,
  restart: () => Promise<void>,
): Promise<MemoryFigures> {
  const server = new StdioClient(
    process.execPath,
    [
      '--expose-gc',
      '--import',
      path.join(import.meta.dirname, 'memoryProbe.mts'),
      threadServerScript,
      '--stdio',
      '--journal',
      path.join(home, 'journal'),
    ],
    { env: { ...process.env, CODEX_HOME: home }, stdio: ['pipe', 'pipe', 'inherit', 'ipc'] },
  );
  const usage = async (): Promise<Usage> => {
    server.process.send('usage');
    const [answer] = (await once(server.process, 'message')) as [Usage];
    return answer;
  };

  await server.initialize();
  const empty = await usage();
  await server.request('threadTree/list', { view: 'threads', limit });
  await restart();
  await server.request('threadTree/list', { view: 'threads', limit });
  const loaded = await usage();
  await server.request('threadTree/search', { query });
  const searched = await usage();
  await server.kill();
  return {
    empty: empty.rss / MB,
    afterLoad: loaded.rss / MB,
    afterSearch: searched.rss / MB,
    peakOfLoad: loaded.maxRss / MB,
    peak: searched.maxRss / MB,
    heap: searched.heapUsed / MB,
    external: searched.external / MB,
  };
}

/** Prints the figures. */
export function printMemory(
  { empty, afterLoad, afterSearch, peakOfLoad, peak, heap, external }: MemoryFigures,
  threads: number,
): void {
  const print = (what: string, megabytes: number): void =>
    console.log(`  ${what.padEnd(44)} ${megabytes.toFixed(0).padStart(9)} MB`);
  print('memory of the server, nothing read', empty);
  print('... at the peak of the load', peakOfLoad);
  print('... after the load', afterLoad);
  print('... after a search', afterSearch);
  print('      of that JavaScript objects', heap);
  print('      of that beside them, with the image', external);
  if (threads === 100_000) printAim('... at its peak', peak, { atMost: 1000 }, 'MB');
  else print('... at its peak', peak);
}
